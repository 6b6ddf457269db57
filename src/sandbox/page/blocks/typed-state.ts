import { type Json, str } from './json.ts';

/**
 * Between what is typed and Slack's `view.state.values`: text elements carry `value`, pickers `selected_date`,
 * `selected_time` ("HH:mm") or `selected_date_time` (seconds since the epoch). Empty is null, as Slack sends it.
 */
export function typedState(element: Json, typed: { text: string; tz: string }): Json {
  const type = str(element, 'type');
  const text = typed.text === '' ? null : typed.text;
  if (type === 'datepicker') return { type, selected_date: text };
  if (type === 'timepicker') return { type, selected_time: text };
  if (type === 'datetimepicker') return { type, selected_date_time: text && secondsOf(text, typed.tz) };
  return { type, value: text };
}

/** What the field shows: what was typed, else what the app began with. */
export function typedText(element: Json, now: { state: Json | undefined; tz: string }): string {
  const { state } = now;
  switch (str(element, 'type')) {
    case 'datepicker':
      return state ? str(state, 'selected_date') : str(element, 'initial_date');
    case 'timepicker':
      return state ? str(state, 'selected_time') : str(element, 'initial_time');
    case 'datetimepicker':
      return localText(state ? state.selected_date_time : element.initial_date_time, now.tz);
    default:
      return state ? str(state, 'value') : str(element, 'initial_value');
  }
}

/** "2025-02-17T14:05" for the field, in the zone of the person. */
function localText(seconds: unknown, tz: string): string {
  if (typeof seconds !== 'number') return '';
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: tz, dateStyle: 'short', timeStyle: 'short' });
  return parts.format(new Date(seconds * 1000)).replace(' ', 'T');
}

/** The inverse of `localText`: reads the text as UTC, then takes away what the zone had added. */
function secondsOf(text: string, tz: string): number {
  const asUtc = Date.parse(`${text}:00Z`) / 1000;
  const shown = Date.parse(`${localText(asUtc, tz)}:00Z`) / 1000;
  return asUtc - (shown - asUtc);
}
