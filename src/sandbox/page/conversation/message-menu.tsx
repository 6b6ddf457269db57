import { useCallback, useRef, useState } from 'preact/hooks';
import type { SandboxMessage } from '../../protocol.ts';
import { Listbox } from '../blocks/listbox.tsx';
import type { Option } from '../blocks/options.ts';
import { Icon } from '../icons.tsx';
import type { Deed } from '../state/send.ts';
import { useSession } from '../state/session.ts';

const EMOJI =
  'white_check_mark eyes +1 raised_hands rotating_light pushpin memo question warning mag tada heart fire hourglass bulb thinking';

interface MenuProps {
  message: SandboxMessage;
  /** Only the message the arrow keys are on has its menu in the tab order. */
  reachable: boolean;
  inThread: boolean;
  run(deed: Deed): unknown;
}

/** What one can do with a message: react, reply, and the app's message shortcuts. */
export function MessageMenu({ message, reachable, inThread, run }: MenuProps) {
  const { go, workspace } = useSession();
  const [open, setOpen] = useState<'emoji' | 'more' | null>(null);
  const bar = useRef<HTMLDivElement>(null);
  const close = useCallback(() => setOpen(null), []);
  const at = { channel: message.channel, ts: message.ts };
  const shortcuts = workspace.shortcuts.filter((s) => s.type === 'message');
  const tabIndex = reachable ? 0 : -1;
  const pick = (value: string) => {
    close();
    run(
      open === 'emoji'
        ? { type: 'react', ...at, name: value }
        : { type: 'shortcut', ...at, callbackId: value },
    );
  };
  return (
    <div ref={bar} class={`message-menu ${open ? 'open' : ''}`} role="toolbar" aria-label="Message actions">
      <button
        type="button"
        class="icon-button"
        aria-label="React"
        {...{ tabIndex }}
        onClick={() => setOpen('emoji')}
      >
        <Icon name="smile" />
      </button>
      {!inThread && (
        <button
          type="button"
          class="icon-button"
          aria-label="Reply in thread"
          {...{ tabIndex }}
          onClick={() => go({ thread: message.threadTs ?? message.ts })}
        >
          <Icon name="reply" />
        </button>
      )}
      {shortcuts.length > 0 && (
        <button
          type="button"
          class="icon-button"
          aria-label="Shortcuts"
          {...{ tabIndex }}
          onClick={() => setOpen('more')}
        >
          <span class="dots" aria-hidden="true" />
        </button>
      )}
      {open && bar.current && (
        <Listbox
          label={open === 'emoji' ? 'Reactions' : 'Shortcuts'}
          options={
            open === 'emoji'
              ? EMOJI.split(' ').map(emojiOption)
              : shortcuts.map((s) => plain(s.callbackId, s.name))
          }
          chosen={[]}
          many={false}
          anchor={bar.current}
          {...{ pick, close }}
        />
      )}
    </div>
  );
}

function emojiOption(name: string): Option {
  return plain(name, `:${name}: ${name.replaceAll('_', ' ')}`);
}

function plain(value: string, label: string): Option {
  return { value, label, description: '', group: '', source: null };
}
