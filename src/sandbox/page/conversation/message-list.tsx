import { useEffect, useRef, useState } from 'preact/hooks';
import type { SandboxMessage } from '../../protocol.ts';
import { nextIndex } from '../arrow-keys.ts';
import { personOf, useSession } from '../state/session.ts';
import { dayName, momentOf } from '../text/date.ts';
import { spokenOf } from '../text/plain.ts';
import { isNotice, rows } from './group.ts';
import { Message } from './message.tsx';
import { Notice } from './notice.tsx';
import { Scroller } from './scroller.tsx';

/** Messages in order. One of them is in the tab order; arrow keys walk from there. */
export function MessageList({
  messages,
  label,
  inThread = false,
}: {
  messages: SandboxMessage[];
  label: string;
  inThread?: boolean;
}) {
  const { me } = useSession();
  const [chosen, setChosen] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const current = messages.some((m) => m.ts === chosen) ? chosen : (messages.at(-1)?.ts ?? '');
  const walk = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (!target.matches('article')) return;
    const next = nextIndex(event.key, {
      at: messages.findIndex((m) => m.ts === current),
      last: messages.length - 1,
    });
    if (next === null) return;
    event.preventDefault();
    list.current?.querySelectorAll<HTMLElement>('article')[next]?.focus();
  };
  return (
    <Scroller count={messages.length} label={label}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the messages inside */}
      <div ref={list} class="messages" onKeyDown={walk}>
        {rows(messages, me.tz).map(({ message, follows, newDay }) => (
          <div key={message.ts}>
            {newDay && (
              <div class="day">
                <span>{dayName(momentOf(message.ts), me.tz)}</span>
              </div>
            )}
            <One
              {...{ message, follows, inThread }}
              chosen={message.ts === current}
              choose={() => setChosen(message.ts)}
            />
          </div>
        ))}
      </div>
      <Announcer messages={messages} />
    </Scroller>
  );
}

function One(props: Parameters<typeof Message>[0]) {
  return isNotice(props.message) ? <Notice {...props} /> : <Message {...props} />;
}

/** Says each message that arrives while the list is open; never the ones that were there. */
function Announcer({ messages }: { messages: SandboxMessage[] }) {
  const { workspace, me } = useSession();
  const last = messages.at(-1);
  const before = useRef(last?.ts);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!last || last.ts === before.current) return;
    before.current = last.ts;
    if (last.user !== me.id)
      setSaid(`${personOf(workspace, last.user).name}: ${spokenOf(last.text, workspace)}`);
  }, [last, me.id, workspace]);
  return (
    <div class="visually-hidden" aria-live="polite">
      {said}
    </div>
  );
}
