import { useSession } from '../state/session.ts';
import { flag, type Json, str, textOf } from './json.ts';
import type { ElementProps, Field } from './props.ts';
import { useSurface } from './surface.ts';
import { typedState, typedText } from './typed-state.ts';

const INPUT_TYPES: Record<string, string> = {
  plain_text_input: 'text',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/** Everything that is typed: text, numbers, addresses, dates and times. */
export function TypedElement({ element, blockId, field }: ElementProps) {
  const { me } = useSession();
  const surface = useSurface();
  const actionId = str(element, 'action_id');
  const type = str(element, 'type');
  const text = typedText(element, { state: surface.values[blockId]?.[actionId], tz: me.tz });
  const change = (typed: string) => {
    const state = typedState(element, { text: typed, tz: me.tz });
    surface.fill(blockId, actionId, state);
    if (!field && type.endsWith('picker')) surface.press({ blockId, actionId, value: pickedOf(state) });
  };
  const press = () => field?.dispatch && surface.press({ blockId, actionId, value: text });
  const attributes = {
    ...common(element, field),
    'data-testid': `action-${actionId}`,
    value: text,
    placeholder: textOf(element, 'placeholder') || undefined,
  };
  if (type === 'plain_text_input' && flag(element, 'multiline'))
    return <textarea {...attributes} rows={4} onInput={(event) => change(event.currentTarget.value)} />;
  // The type is looked up, and the attributes of an input are typed per literal type.
  const kind: object = { type: INPUT_TYPES[type] ?? 'text' };
  return (
    <input
      {...attributes}
      {...kind}
      step={type === 'number_input' && flag(element, 'is_decimal_allowed') ? 'any' : undefined}
      min={str(element, 'min_value') || undefined}
      max={str(element, 'max_value') || undefined}
      onInput={(event) => change(event.currentTarget.value)}
      onChange={press}
    />
  );
}

/** A press carries one string: a date, a time, or the seconds of a moment. */
function pickedOf({ type: _, ...picked }: Json): string {
  return String(Object.values(picked)[0] ?? '');
}

function common(element: Json, field: Field | undefined) {
  const length = (key: string) => (typeof element[key] === 'number' ? Number(element[key]) : undefined);
  return {
    id: field?.id,
    class: 'typed',
    autofocus: flag(element, 'focus_on_load'),
    maxLength: length('max_length'),
    minLength: length('min_length'),
    'aria-label': field ? undefined : textOf(element, 'placeholder') || str(element, 'type'),
    'aria-invalid': field?.wrong,
    'aria-required': field && !field.optional,
    'aria-describedby': field ? `${field.id}-hint ${field.id}-error` : undefined,
  };
}
