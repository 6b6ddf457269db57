import { useCallback, useRef, useState } from 'preact/hooks';
import type { SandboxChannel } from '../../protocol.ts';
import { Listbox } from '../blocks/listbox.tsx';
import { Icon } from '../icons.tsx';
import type { Deed } from '../state/send.ts';
import { useSession } from '../state/session.ts';

const UPLOAD = 'upload a file';

/** The plus beside the composer: a file from this machine, or one of the app's global shortcuts. */
export function ComposerMenu({ channel, run }: { channel: SandboxChannel; run(deed: Deed): unknown }) {
  const { workspace } = useSession();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const close = useCallback(() => setOpen(false), []);
  const shortcuts = workspace.shortcuts.filter((s) => s.type === 'global');
  const options = [
    { value: UPLOAD, label: 'Upload a file…' },
    ...shortcuts.map((s) => ({ value: s.callbackId, label: s.name })),
  ].map((o) => ({ ...o, description: '', group: '', source: null }));
  const pick = (value: string) => {
    close();
    if (value === UPLOAD) input.current?.click();
    else run({ type: 'shortcut', callbackId: value, channel: channel.id });
  };
  const upload = async (file: File | undefined) => {
    if (!file) return;
    const mimetype = file.type || 'application/octet-stream';
    run({ type: 'upload', channel: channel.id, name: file.name, mimetype, base64: await base64Of(file) });
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label="Files and shortcuts"
        aria-haspopup="listbox"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <Icon name="plus" />
      </button>
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-label="Upload a file"
        onChange={(event) => {
          const chosen = event.currentTarget;
          void upload(chosen.files?.[0]).then(() => {
            chosen.value = '';
          });
        }}
      />
      {open && button.current && (
        <Listbox
          label="Files and shortcuts"
          chosen={[]}
          many={false}
          anchor={button.current}
          {...{ options, pick, close }}
        />
      )}
    </>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const parts: string[] = [];
  // String.fromCharCode takes its bytes as arguments, and engines limit how many those may be.
  for (let i = 0; i < bytes.length; i += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  return btoa(parts.join(''));
}
