import { questions } from '../incident/events.ts';
import { roles } from '../people.ts';
import { categories } from '../runbooks/runbook.ts';
import {
  decodeValues,
  encodeValues,
  last,
  oneOf,
  type Shape,
  type ValuesOf,
  whole,
  words,
} from './values.ts';

const incident = whole;
const step = words;
const action = words;
const part = words;

/** Buttons that do something at once. */
const doing = {
  'page.ack': { incident },
  'role.take': { incident, role: oneOf(roles) },
  'step.done': { incident, step },
  'step.undo': { incident, step },
  'question.set': { incident, question: oneOf(questions), answer: words },
  'category.set': { incident, category: oneOf(categories) },
  'diagnosis.answer': { incident, check: words, answer: words },
  'diagnosis.back': { incident, check: words, answer: words, all: last(oneOf(['all'])) },
  'rollback.approve': { incident, action },
  'rollback.preview': { incident, part },
  'verify.start': { incident },
  'read.now': { incident },
  'postmortem.draft': { incident },
} satisfies Record<string, Shape>;

/** Buttons that are answered with a form. */
const opening = {
  'page.decline': { incident, level: whole },
  'step.skip': { incident, step },
  'step.assign': { incident, step },
  'step.note': { incident, step },
  'rollback.open': { incident, part, reason: last(words) },
  'rollback.decline': { incident, action },
  'rollback.manual': { incident, action },
  'update.open': { incident, form: oneOf(['internal', 'customer']) },
  'evidence.open': { incident },
  'note.open': { incident, text: last(words) },
  'severity.open': { incident },
  'resolve.try': { incident },
  'declare.open': {},
} satisfies Record<string, Shape>;

const shapes = { ...doing, ...opening };
type Shapes = typeof shapes;

/** Everything a press can mean; `flow/interact/presses.ts` has one line for each. */
export type Verb = keyof Shapes;

/** What each button carries. */
export type PressValues = { [V in Verb]: ValuesOf<Shapes[V]> };

/** A press that was understood. */
export type Press<V extends Verb = Verb> = { [K in V]: { verb: K; values: PressValues[K] } }[V];

/** Platforms differ in how a button must be made that opens a form. */
export function opensForm(verb: Verb): boolean {
  return Object.hasOwn(opening, verb);
}

/** What a button carries, as one string. */
export function encodePress<V extends Verb>(verb: V, values: PressValues[V]): string {
  return encodeValues(shapes[verb], values);
}

/** What was pressed; undefined for a button of another version or one that was tampered with. Never throws. */
export function decodePress(verb: string, value: string): Press | undefined {
  if (!isVerb(verb)) return undefined;
  const values = decodeValues(shapes[verb], value);
  // The shape of the verb has just said that these are its values.
  return values && ({ verb, values } as Press);
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(shapes, word);
}

/** A verb and its value as one string, for menus whose options carry no more than that. */
export function encodeChoice({ verb, value }: { verb: string; value: string }): string {
  return `${verb}|${value}`;
}

/** The verb and the value again. A verb has no `|`, so the first one parts them. */
export function decodeChoice(choice: string): { verb: string; value: string } {
  const bar = choice.indexOf('|');
  return bar < 0 ? { verb: choice, value: '' } : { verb: choice.slice(0, bar), value: choice.slice(bar + 1) };
}
