import { useCallback, useRef, useState } from 'preact/hooks';
import { useSession } from '../state/session.ts';
import { safeLink } from '../text/links.ts';
import { Confirm } from './confirm.tsx';
import { asObject, str } from './json.ts';
import { Listbox } from './listbox.tsx';
import { optionsOf } from './options.ts';
import type { ElementProps } from './props.ts';
import { useSurface } from './surface.ts';

/** The three dots: a short list of further things to do. */
export function OverflowElement({ element, blockId }: ElementProps) {
  const { workspace } = useSession();
  const surface = useSurface();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [waiting, setWaiting] = useState<string | null>(null);
  const options = optionsOf(element, workspace);
  const confirm = asObject(element.confirm);
  const close = useCallback(() => {
    setOpen(false);
    button.current?.focus();
  }, []);
  const commit = (value: string) => {
    setWaiting(null);
    surface.press({ blockId, actionId: str(element, 'action_id'), value });
    const link = safeLink(str(options.find((o) => o.value === value)?.source ?? null, 'url'));
    if (link) window.open(link, '_blank', 'noopener,noreferrer');
  };
  const pick = (value: string) => {
    close();
    if (confirm) setWaiting(value);
    else commit(value);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="button overflow"
        aria-label="More actions"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-disabled={surface.busy}
        data-testid={`action-${str(element, 'action_id')}`}
        onClick={() => setOpen(true)}
      >
        <span class="dots" aria-hidden="true" />
      </button>
      {open && button.current && (
        <Listbox
          label="More actions"
          many={false}
          chosen={[]}
          {...{ options, pick, close }}
          anchor={button.current}
        />
      )}
      {waiting !== null && confirm && (
        <Confirm confirm={confirm} yes={() => commit(waiting)} no={() => setWaiting(null)} />
      )}
    </>
  );
}
