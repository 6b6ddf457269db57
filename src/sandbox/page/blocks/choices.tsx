import { useSession } from '../state/session.ts';
import { asObject, objects, str } from './json.ts';
import { initialValues, menuState, type Option, optionsOf } from './options.ts';
import type { ElementProps } from './props.ts';
import { useSurface } from './surface.ts';
import { TextObject } from './text.tsx';

/** Checkboxes and radio buttons. */
export function ChoiceElement({ element, blockId, field }: ElementProps) {
  const { workspace } = useSession();
  const surface = useSurface();
  const actionId = str(element, 'action_id');
  const many = str(element, 'type') === 'checkboxes';
  const options = optionsOf(element, workspace);
  const state = surface.values[blockId]?.[actionId];
  const touched = state && [asObject(state.selected_option), ...objects(state.selected_options)];
  const chosen = touched ? touched.map((o) => str(o, 'value')) : initialValues(element);
  const change = (value: string, on: boolean) => {
    const kept = many ? chosen.filter((v) => v !== value && v !== '') : [];
    const values = on ? [...kept, value] : kept;
    surface.fill(blockId, actionId, menuState(element, values, options));
    if (!field || field.dispatch) surface.press({ blockId, actionId, value: values.join(',') });
  };
  const name = `${surface.id}-${blockId}-${actionId}`;
  const role = many ? 'group' : 'radiogroup';
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles this takes can be labelled
    <div class="choices" role={role} aria-labelledby={field ? `${field.id}-label` : undefined}>
      {options.map((o) => (
        <label key={o.value} class="choice">
          <input
            type={many ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen.includes(o.value)}
            aria-invalid={field?.wrong}
            onChange={(event) => change(o.value, event.currentTarget.checked)}
          />
          <ChoiceText option={o} />
        </label>
      ))}
    </div>
  );
}

function ChoiceText({ option }: { option: Option }) {
  return (
    <span>
      <TextObject value={option.source?.text} />
      {option.description && (
        <span class="option-description">
          <TextObject value={option.source?.description} />
        </span>
      )}
    </span>
  );
}
