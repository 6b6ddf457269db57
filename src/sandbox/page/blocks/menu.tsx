import { useCallback, useRef, useState } from 'preact/hooks';
import { useSession } from '../state/session.ts';
import { Confirm } from './confirm.tsx';
import { asObject, type Json, objects, str, strings, textOf } from './json.ts';
import { Listbox } from './listbox.tsx';
import { initialValues, menuState, type Option, optionsOf } from './options.ts';
import type { ElementProps } from './props.ts';
import { useSurface } from './surface.ts';
import { PlainText } from './text.tsx';

/** Every kind of select menu, single and multiple. */
export function MenuElement({ element, blockId, field }: ElementProps) {
  const { workspace } = useSession();
  const surface = useSurface();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [waiting, setWaiting] = useState<string[] | null>(null);
  const many = str(element, 'type').startsWith('multi_');
  const options = optionsOf(element, workspace);
  const actionId = str(element, 'action_id');
  const chosen = chosenIn(surface.values[blockId]?.[actionId]) ?? initialValues(element);
  const label = textOf(element, 'placeholder') || 'Choose…';
  const tell = (values: string[]) => {
    setWaiting(null);
    surface.fill(blockId, actionId, menuState(element, values, options));
    if (!field || field.dispatch) surface.press({ blockId, actionId, value: values.join(',') });
  };
  const settle = (values: string[]) => (element.confirm ? setWaiting(values) : tell(values));
  // A menu with several choices reports once, when it closes. The box keeps the choices until then.
  const pending = useRef<string[] | null>(null);
  const atClose = useRef(settle);
  atClose.current = settle;
  const close = useCallback(() => {
    setOpen(false);
    button.current?.focus();
    if (pending.current) atClose.current(pending.current);
    pending.current = null;
  }, []);
  const pick = (value: string) => {
    if (!many) {
      close();
      return settle([value]);
    }
    pending.current = toggle(chosen, value);
    surface.fill(blockId, actionId, menuState(element, pending.current, options));
  };
  const confirm = asObject(element.confirm);
  return (
    <>
      <button
        ref={button}
        id={field?.id}
        type="button"
        class="menu"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-invalid={field?.wrong}
        aria-describedby={field?.wrong ? `${field.id}-error` : undefined}
        data-testid={`action-${actionId}`}
        aria-disabled={surface.busy && !field}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <Chosen options={options.filter((o) => chosen.includes(o.value))} label={label} />
      </button>
      {open && button.current && (
        <Listbox {...{ label, options, chosen, many, pick, close }} anchor={button.current} />
      )}
      {waiting && confirm && (
        <Confirm confirm={confirm} yes={() => tell(waiting)} no={() => setWaiting(null)} />
      )}
    </>
  );
}

function Chosen({ options, label }: { options: Option[]; label: string }) {
  if (options.length === 0) return <span class="menu-empty">{label}</span>;
  return <PlainText text={options.map((o) => o.label).join(', ')} />;
}

function toggle(values: string[], value: string): string[] {
  return values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
}

/** The values of a filled-in state, or null when nobody touched the menu yet. */
function chosenIn(state: Json | undefined): string[] | null {
  if (!state) return null;
  const one = asObject(state.selected_option);
  const ids = ['selected_user', 'selected_conversation', 'selected_channel'].map((k) => str(state, k));
  const lists = ['selected_users', 'selected_conversations', 'selected_channels'].flatMap((k) =>
    strings(state[k]),
  );
  const many = objects(state.selected_options).map((o) => str(o, 'value'));
  return [str(one, 'value'), ...ids, ...lists, ...many].filter((v) => v !== '');
}
