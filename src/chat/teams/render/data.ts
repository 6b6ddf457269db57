import { ticked } from '../../kit/fields.ts';
import { strangerId } from '../directory/refs.ts';
import { ownMark } from './fields.ts';

/** The data of one of airb's controls as Teams returns it, parsed. See render.md for the shape. */
export type Pressed =
  /** A button, or a question answered with yes. */
  | { type: 'press'; verb: string; value: string }
  /** A button that asks before it acts: answer with `questionDialog`. */
  | { type: 'question'; verb: string; value: string; ask: Question }
  /** A sent form; `values` by field id, '' when empty, a ticked box is `yes`. */
  | { type: 'submit'; form: string; state: string; values: Record<string, string> };

export interface Question {
  title: string;
  text: string;
  yes: string;
}

type Fields = Record<string, unknown>;

/**
 * Reads the data of an `Action.Execute` (`value.action.data`), of a task (`value.data`) or of a submit message
 * (`value`).
 * @param personIdOf finds the person for a Teams user id from Teams' own picker
 * @returns undefined when the data is not airb's
 */
export function pressedOf(
  data: unknown,
  personIdOf: (teamsId: string) => string | undefined,
): Pressed | undefined {
  if (!isFields(data) || data.airb !== 1) return undefined;
  if (typeof data.form === 'string') return submitted(data.form, data, personIdOf);
  if (typeof data.verb !== 'string') return undefined;
  const press = { verb: data.verb, value: typeof data.value === 'string' ? data.value : '' };
  const ask = data.confirm === true ? undefined : questionOf(data.ask);
  return ask ? { type: 'question', ...press, ask } : { type: 'press', ...press };
}

/** The accounts that somebody chose in a sent form, wherever the activity carries it. */
export function chosenIn(value: unknown): string[] {
  const data = isFields(value) && isFields(value.data) ? value.data : value;
  if (!isFields(data) || data.airb !== 1 || !isFields(data.kinds)) return [];
  return Object.entries(data.kinds).flatMap(([id, kind]) => {
    const given = data[id];
    return kind === 'person' && typeof given === 'string' && given !== '' && !given.startsWith(ownMark)
      ? [given]
      : [];
  });
}

function submitted(
  form: string,
  data: Fields,
  personIdOf: (teamsId: string) => string | undefined,
): Pressed | undefined {
  if (typeof data.state !== 'string' || !isFields(data.kinds)) return undefined;
  const values = Object.entries(data.kinds).map(([id, kind]): [string, string] => {
    const given = data[id];
    return [id, answer(typeof given === 'string' ? given : '', kind, personIdOf)];
  });
  return { type: 'submit', form, state: data.state, values: Object.fromEntries(values) };
}

function answer(given: string, kind: unknown, personIdOf: (teamsId: string) => string | undefined): string {
  if (kind === 'check') return given === ticked ? ticked : '';
  if (kind !== 'person') return given;
  if (given.startsWith(ownMark)) return given.slice(ownMark.length);
  return given === '' ? '' : (personIdOf(given) ?? strangerId(given));
}

function questionOf(ask: unknown): Question | undefined {
  if (!isFields(ask)) return undefined;
  const { title, text, yes } = ask;
  if (typeof title !== 'string' || typeof text !== 'string' || typeof yes !== 'string') return undefined;
  return { title, text, yes };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
