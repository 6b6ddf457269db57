import type { SandboxMessage } from '../../protocol.ts';
import { Avatar } from '../avatar.tsx';
import { personOf, useSession } from '../state/session.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import { Time } from './time.tsx';

/** Joins, topics and pins: one quiet line that needs no more than who and what. */
export function Notice({
  message,
  chosen,
  choose,
}: {
  message: SandboxMessage;
  chosen: boolean;
  choose(): void;
}) {
  const { workspace } = useSession();
  const author = personOf(workspace, message.user);
  const what = message.text.replace(/^<@[A-Z0-9]+(\|[^>]*)?>\s*/, '');
  return (
    <article
      class="message notice"
      tabIndex={chosen ? 0 : -1}
      aria-label={`${author.name} ${what}`}
      data-testid={`message-${message.ts}`}
      onFocusIn={choose}
    >
      <div class="message-side">
        <Avatar person={author} small />
      </div>
      <p class="message-main">
        <b>{author.name}</b> <Mrkdwn text={what} /> <Time ts={message.ts} />
      </p>
    </article>
  );
}
