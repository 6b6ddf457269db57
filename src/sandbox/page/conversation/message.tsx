import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SandboxMessage } from '../../protocol.ts';
import { ActError } from '../act-error.tsx';
import { Avatar } from '../avatar.tsx';
import { Blocks } from '../blocks/block.tsx';
import { type Surface, SurfaceContext, type Values, withValue } from '../blocks/surface.ts';
import { Icon } from '../icons.tsx';
import { personOf, useActing, useSession } from '../state/session.ts';
import { clockTime, momentOf } from '../text/date.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import { Files } from './files.tsx';
import { MessageMenu } from './message-menu.tsx';
import { Reactions } from './reactions.tsx';
import { Time } from './time.tsx';

interface MessageProps {
  message: SandboxMessage;
  follows: boolean;
  inThread: boolean;
  chosen: boolean;
  choose(): void;
}

/** One message with everything that hangs on it. */
export function Message({ message, follows, inThread, chosen, choose }: MessageProps) {
  const { workspace, me } = useSession();
  const { busy, error, run } = useActing();
  const article = useRef<HTMLElement>(null);
  useKeptFocus(article);
  const author = personOf(workspace, message.user);
  const pinned = workspace.channels.some((c) => c.id === message.channel && c.pins.includes(message.ts));
  const css = ['message', follows && 'follows', message.ephemeral && 'ephemeral', pinned && 'pinned'].filter(
    Boolean,
  );
  return (
    <article
      ref={article}
      class={css.join(' ')}
      tabIndex={chosen ? 0 : -1}
      aria-label={`${author.name}, ${clockTime(momentOf(message.ts), me.tz)}`}
      data-testid={`message-${message.ts}`}
      onFocusIn={choose}
    >
      {message.ephemeral && <Mark icon="eye" text="Only visible to you" />}
      {pinned && <Mark icon="pin" text="Pinned" />}
      <div class="message-side">{follows ? <Time ts={message.ts} /> : <Avatar person={author} />}</div>
      <div class="message-main">
        {!follows && <Byline message={message} />}
        <Body message={message} busy={busy} press={(press) => void run(press)} />
        <Files files={message.files} />
        <Reactions message={message} run={run} />
        {!inThread && <Replies message={message} />}
        <ActError text={error} />
      </div>
      {!message.ephemeral && (
        <MessageMenu message={message} reachable={chosen} inThread={inThread} run={run} />
      )}
    </article>
  );
}

function Mark({ icon, text }: { icon: 'eye' | 'pin'; text: string }) {
  return (
    <p class="message-mark">
      <Icon name={icon} /> {text}
    </p>
  );
}

function Byline({ message }: { message: SandboxMessage }) {
  const { workspace } = useSession();
  const author = personOf(workspace, message.user);
  return (
    <p class="byline">
      <b>{author.name}</b>
      {author.isBot && <span class="badge">App</span>}
      <Time ts={message.ts} />
      {message.editedTs && message.blocks.length > 0 && <span class="edited">edited</span>}
    </p>
  );
}

function Body(props: {
  message: SandboxMessage;
  busy: boolean;
  press(deed: Parameters<ReturnType<typeof useActing>['run']>[0]): void;
}) {
  const { message, busy, press } = props;
  const [values, setValues] = useState<Values>({});
  const surface: Surface = {
    kind: 'message',
    id: `${message.channel}-${message.ts}`,
    busy,
    values,
    errors: {},
    press: (pressed) => {
      if (!busy) press({ type: 'press', channel: message.channel, ts: message.ts, ...pressed });
    },
    fill: (blockId, actionId, state) => setValues((all) => withValue(all, { blockId, actionId, state })),
  };
  const edited = message.editedTs && <span class="edited"> (edited)</span>;
  if (message.blocks.length === 0) {
    return (
      <div class="message-text">
        <Mrkdwn text={message.text} />
        {edited}
      </div>
    );
  }
  return (
    <SurfaceContext.Provider value={surface}>
      <Blocks blocks={message.blocks} />
    </SurfaceContext.Provider>
  );
}

function Replies({ message }: { message: SandboxMessage }) {
  const { go } = useSession();
  if (message.replyCount === 0) return null;
  return (
    <button type="button" class="replies" onClick={() => go({ thread: message.ts })}>
      {message.replyCount === 1 ? '1 reply' : `${message.replyCount} replies`}
    </button>
  );
}

/** Keeps the focus on the message when a redraw removes the button that was pressed. */
function useKeptFocus(article: { current: HTMLElement | null }) {
  const inside = useRef(false);
  useLayoutEffect(() => {
    const element = article.current;
    const entered = () => {
      inside.current = true;
    };
    const left = (event: FocusEvent) => {
      const target = event.target as Node;
      // A removed button also loses the focus. Only when it still exists did the person leave it.
      queueMicrotask(() => {
        if (element?.contains(target) && !element.contains(document.activeElement)) inside.current = false;
      });
    };
    element?.addEventListener('focusin', entered);
    element?.addEventListener('focusout', left);
    return () => {
      element?.removeEventListener('focusin', entered);
      element?.removeEventListener('focusout', left);
    };
  }, [article]);
  useLayoutEffect(() => {
    if (inside.current && document.activeElement === document.body)
      article.current?.focus({ preventScroll: true });
  });
}
