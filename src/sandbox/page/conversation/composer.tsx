import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SandboxChannel } from '../../protocol.ts';
import { ActError } from '../act-error.tsx';
import { nextIndex } from '../arrow-keys.ts';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icons.tsx';
import type { Deed } from '../state/send.ts';
import { channelName, useActing, useSession } from '../state/session.ts';
import { ComposerMenu } from './composer-menu.tsx';
import { Hints } from './hints.tsx';
import { complete, type Suggestion, suggestions, toWire } from './typing.ts';

interface ComposerProps {
  channel: SandboxChannel;
  /** Set when the composer answers in a thread. */
  threadTs?: string;
}

/** Where the acting person writes: text, commands with hints, names, files. Enter sends, Shift + Enter breaks the line. */
export function Composer({ channel, threadTs }: ComposerProps) {
  const { me, workspace } = useSession();
  const { error, run, clear } = useActing();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [quiet, setQuiet] = useState(false);
  const area = useGrowing(text);
  const hints = quiet ? [] : suggestions(text, workspace).slice(0, 24);
  const hint = hints[Math.min(at, hints.length - 1)];
  const take = (suggestion: Suggestion) => {
    setText(complete(text, suggestion));
    setAt(0);
    area.current?.focus();
  };
  const send = async () => {
    const said = text.trim();
    if (said === '') return;
    const answer = await run(deed(said, { channel, threadTs, wire: toWire(said, workspace) }));
    if (answer.ok) setText('');
    area.current?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    const next = hints.length > 0 ? nextIndex(event.key, { at, last: hints.length - 1 }) : null;
    if (next !== null && event.key.startsWith('Arrow')) setAt(next);
    else if (hint && (event.key === 'Tab' || (event.key === 'Enter' && completes(text, hint)))) take(hint);
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void send();
    else if (event.key === 'Escape' && hints.length > 0) setQuiet(true);
    else return;
    event.preventDefault();
  };
  const place = channel.kind === 'dm' ? channelName(workspace, channel) : `#${channel.name}`;
  const where = threadTs ? 'Reply' : `Message ${place}`;
  return (
    <div class="composer" data-testid={threadTs ? 'thread-composer' : 'composer'}>
      {hint && <Hints hints={hints} chosen={hint} take={take} />}
      <div class="composer-box">
        <Avatar person={me} small />
        <textarea
          ref={area}
          rows={1}
          value={text}
          placeholder={`${me.name}: ${threadTs ? 'reply' : 'message'} ${threadTs ? '' : place}`.trim()}
          aria-label={`${where} as ${me.name}`}
          aria-describedby={hint ? 'hints' : undefined}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
            setQuiet(false);
            clear();
          }}
          onKeyDown={keys}
        />
        <ComposerMenu channel={channel} run={run} />
        <button
          type="button"
          class="icon-button send"
          aria-label="Send"
          disabled={text.trim() === ''}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
      <ActError text={error} />
    </div>
  );
}

/** True when Enter accepts a hint: the name or command is incomplete. A complete command is sent instead. */
function completes(text: string, hint: Suggestion): boolean {
  return !text.startsWith('/') || !(text.includes(' ') || hint.insert.trim() === text.trim());
}

function deed(said: string, at: { channel: SandboxChannel; threadTs?: string; wire: string }): Deed {
  if (said.startsWith('/')) return { type: 'command', channel: at.channel.id, text: at.wire };
  return { type: 'say', channel: at.channel.id, text: at.wire, threadTs: at.threadTs };
}

function useGrowing(text: string) {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 200)}px`;
  }, [text]);
  return area;
}
