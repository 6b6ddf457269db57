import { elementsOf } from '../blocks/check.ts';
import { contentOf, stateOf } from '../slack/input-values.ts';
import type { Json, View } from '../state.ts';
import { put, table } from '../table.ts';

/** Takes what was typed into the view's inputs; values for unknown fields are dropped. */
export function takeValues(view: View, given: Record<string, Record<string, unknown>>): void {
  for (const block of view.body.blocks) {
    const blockId = String(block.block_id);
    for (const element of elementsOf(block)) {
      const actionId = String(element.action_id);
      const value = table(table(given)[blockId])[actionId];
      const state = value === undefined ? undefined : stateOf(element, value);
      if (state) put(view.values, [blockId, actionId], state);
    }
  }
}

/** Mistakes that Slack's client finds itself, before it sends: block_id → sentence. */
export function fieldErrors(view: View): Record<string, string> {
  const errors = table<string>();
  for (const block of view.body.blocks.filter((b) => b.type === 'input')) {
    const element = block.element as Json;
    const state = view.values[String(block.block_id)]?.[String(element.action_id)];
    const sentence = fieldError(block, element, state ? contentOf(state) : null);
    if (sentence) errors[String(block.block_id)] = sentence;
  }
  return errors;
}

function fieldError(block: Json, element: Json, value: unknown): string | undefined {
  const empty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (empty) return block.optional === true ? undefined : 'Please complete this required field.';
  if (typeof value !== 'string') return undefined;
  switch (element.type) {
    case 'plain_text_input':
      return lengthError(element, value);
    case 'number_input':
      return numberError(element, value);
    case 'email_text_input':
      return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(value) ? undefined : 'Please enter a valid URL.';
    default:
      return undefined;
  }
}

function lengthError(element: Json, value: string): string | undefined {
  const min = Number(element.min_length ?? 0);
  const max = Number(element.max_length ?? 3000);
  if (value.length < min) return `Please enter at least ${min} characters.`;
  return value.length > max ? `Please enter at most ${max} characters.` : undefined;
}

function numberError(element: Json, value: string): string | undefined {
  const number = Number(value);
  if (Number.isNaN(number)) return 'Please enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Must be at least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Must be at most ${element.max_value}.`;
  return undefined;
}
