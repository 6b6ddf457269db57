import { valueAt, wordOf } from '../http/json-path.ts';

/** Where services put the sentence that says what is wrong, the more telling first. */
const places = [
  'error.message',
  'error.reason',
  'status.error',
  'details.0.message',
  'errors.0.message',
  'errors.0',
  'message',
  'error.type',
  'detail.error',
  'detail.message',
  'detail',
  'error_description',
  'error',
];

const longest = 160;

/** What an answer says is wrong, in its own words and on one line; undefined when it says nothing. */
export function saidIn(json: unknown): string | undefined {
  for (const place of places) {
    const value = valueAt(json, place);
    const words = typeof value === 'string' ? wordOf(value.replace(/\s+/g, ' ')) : undefined;
    if (words !== undefined) return words.length <= longest ? words : `${words.slice(0, longest - 1)}…`;
  }
  return undefined;
}
