import type { Json } from '../state.ts';
import { table } from '../table.ts';

/**
 * Turns what a person picked into the shape of `view.state.values` and of `actions[]`,
 * docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
 */

interface Kind {
  /** The field of the state that holds the value. */
  field: string;
  /** The field of the element with its initial value. */
  initial: string;
  many?: boolean;
  /** The value is one of the element's options. */
  options?: boolean;
  number?: boolean;
}

const kinds = table<Kind>({
  static_select: { field: 'selected_option', initial: 'initial_option', options: true },
  radio_buttons: { field: 'selected_option', initial: 'initial_option', options: true },
  multi_static_select: { field: 'selected_options', initial: 'initial_options', options: true, many: true },
  checkboxes: { field: 'selected_options', initial: 'initial_options', options: true, many: true },
  users_select: { field: 'selected_user', initial: 'initial_user' },
  multi_users_select: { field: 'selected_users', initial: 'initial_users', many: true },
  conversations_select: { field: 'selected_conversation', initial: 'initial_conversation' },
  multi_conversations_select: {
    field: 'selected_conversations',
    initial: 'initial_conversations',
    many: true,
  },
  channels_select: { field: 'selected_channel', initial: 'initial_channel' },
  multi_channels_select: { field: 'selected_channels', initial: 'initial_channels', many: true },
  datepicker: { field: 'selected_date', initial: 'initial_date' },
  timepicker: { field: 'selected_time', initial: 'initial_time' },
  datetimepicker: { field: 'selected_date_time', initial: 'initial_date_time', number: true },
  plain_text_input: { field: 'value', initial: 'initial_value' },
  email_text_input: { field: 'value', initial: 'initial_value' },
  url_text_input: { field: 'value', initial: 'initial_value' },
  number_input: { field: 'value', initial: 'initial_value' },
});

/** What an untouched element holds; undefined for buttons and overflow menus, which hold nothing. */
export function initialState(element: Json): Json | undefined {
  const kind = kinds[String(element.type)];
  if (!kind) return undefined;
  return { type: element.type, [kind.field]: element[kind.initial] ?? (kind.many ? [] : null) };
}

/** What a person has put in, from plain strings (lists for the multi kinds) or from a state already in Slack's shape. */
export function stateOf(element: Json, given: unknown): Json | undefined {
  const kind = kinds[String(element.type)];
  if (!kind) return undefined;
  const raw = isObject(given) && kind.field in given ? given[kind.field] : given;
  const value = kind.many ? manyOf(element, kind, raw) : oneOf(element, kind, raw);
  return { type: element.type, [kind.field]: value };
}

/** The value inside a state, null or [] when empty. */
export function contentOf(state: Json): unknown {
  const kind = kinds[String(state.type)];
  return kind ? state[kind.field] : null;
}

/** The option of a select, menu, radio group or list of checkboxes that carries this value. */
export function optionOf(element: Json, value: unknown): Json | null {
  const groups = (element.option_groups as { options: Json[] }[] | undefined) ?? [];
  const all = [
    ...((element.options as Json[] | undefined) ?? []),
    ...groups.flatMap((group) => group.options),
  ];
  return all.find((option) => option.value === value) ?? null;
}

function oneOf(element: Json, kind: Kind, raw: unknown): unknown {
  if (raw === undefined || raw === null || raw === '') return null;
  if (kind.options) return optionOf(element, isObject(raw) ? raw.value : raw);
  return kind.number ? Number(raw) : String(raw);
}

function manyOf(element: Json, kind: Kind, raw: unknown): unknown[] {
  const list = Array.isArray(raw) ? raw : typeof raw === 'string' ? splitList(raw) : [];
  return list.map((item) => oneOf(element, kind, item)).filter((item) => item !== null);
}

function splitList(raw: string): unknown[] {
  if (raw.startsWith('[')) {
    const parsed: unknown = JSON.parse(raw);
    return Array.isArray(parsed) ? parsed : [];
  }
  return raw.split(',').filter((item) => item !== '');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
