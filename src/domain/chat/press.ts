import { foldables, questions } from '../incident/events.ts';
import { roles, severities } from '../people.ts';
import { categories } from '../runbooks/runbook.ts';
import { commandGroups } from './commands.ts';
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

const commandGroupIds = commandGroups.map(({ id }) => id);
const incident = whole;
const step = words;
const action = words;
const part = words;
const handover = words;
const proposal = words;
const section = oneOf(foldables);

/** Buttons that act at once. */
const doing = {
  'page.ack': { incident },
  'role.take': { incident, role: oneOf(roles) },
  /** `from`: who had it when the button was shown. */
  'role.take-over': { incident, role: oneOf(roles), from: words },
  'role.release': { incident, role: oneOf(roles) },
  'role.accept': { incident, handover },
  'role.decline': { incident, handover },
  'role.withdraw': { incident, handover },
  'roles.list': { incident },
  'section.show': { incident, section },
  'section.hide': { incident, section },
  'step.done': { incident, step },
  'step.undo': { incident, step },
  'question.set': { incident, question: oneOf(questions), answer: words },
  'category.set': { incident, category: oneOf(categories) },
  'diagnosis.answer': { incident, check: words, answer: words, agree: last(oneOf(['agree'])) },
  'diagnosis.back': { incident, check: words, answer: words, all: last(oneOf(['all'])) },
  'rollback.approve': { incident, action },
  'rollback.preview': { incident, part, to: last(words) },
  'rollback.stop': { incident, action },
  'rollback.look': { incident, action },
  'rollback.done': { incident, action },
  'rollback.undone': { incident, action },
  'severity.take': { incident, severity: oneOf(severities) },
  'verify.start': { incident },
  'read.now': { incident },
  'evidence.list': { incident },
  'evidence.read': { incident, place: whole },
  'evidence.pull': { incident },
  'evidence.confirm': { incident, place: whole },
  'proposal.decline': { incident, proposal },
  'postmortem.draft': { incident },
  'drill.join': { incident },
  'drill.stop': { incident },
  'help.show': { group: oneOf(commandGroupIds) },
  'revision.show': { incident },
  /** Although one of the same system has just been declared. */
  'declare.anyway': { system: words, severity: words, failure: words, title: last(words) },
} satisfies Record<string, Shape>;

/** Buttons that open a form. */
const opening = {
  'page.decline': { incident, level: whole },
  'step.find': { incident, step },
  'step.skip': { incident, step },
  'step.assign': { incident, step },
  'step.note': { incident, step },
  /** An empty step is chosen in the form. */
  'step.unhelpful': { incident, step },
  'step.add': { incident },
  'rollback.open': { incident, part, reason: last(words) },
  'rollback.to': { incident, part, to: words, reason: last(words) },
  'rollback.decline': { incident, action },
  'rollback.break-glass': { incident, action },
  'rollback.manual': { incident, action },
  'update.open': { incident, form: oneOf(['internal', 'customer']) },
  'update.edit': { incident, form: oneOf(['internal', 'customer']) },
  'update.review': { incident, update: words },
  'update.decline': { incident, update: words },
  'update.snooze': { incident },
  'evidence.open': { incident },
  'example.open': { incident, place: whole },
  'note.open': { incident, text: last(words) },
  'severity.open': { incident },
  'role.hand': { incident, role: oneOf(roles) },
  'resolve.try': { incident },
  'action-item.open': { incident },
  'action-item.done': { incident, item: whole },
  'action-item.change': { incident, item: whole },
  'declare.open': {},
} satisfies Record<string, Shape>;

const shapes = { ...doing, ...opening };
type Shapes = typeof shapes;

/** Every verb of a press; `flow/interact/presses.ts` has one entry for each. */
export type Verb = keyof Shapes;

/** What each button carries. */
export type PressValues = { [V in Verb]: ValuesOf<Shapes[V]> };

/** A press, once decoded. */
export type Press<V extends Verb = Verb> = { [K in V]: { verb: K; values: PressValues[K] } }[V];

/** True when the button opens a form; platforms build such a button differently. */
export function opensForm(verb: Verb): boolean {
  return Object.hasOwn(opening, verb);
}

/** The values of a button as one string, for the platform to carry and send back. */
export function encodePress<V extends Verb>(verb: V, values: PressValues[V]): string {
  return encodeValues(shapes[verb], values);
}

/**
 * Reads which button was pressed. Returns undefined for a button of another version, or one that somebody changed.
 * Never throws.
 */
export function decodePress(verb: string, value: string): Press | undefined {
  if (!isVerb(verb)) return undefined;
  const values = decodeValues(shapes[verb], value);
  // `decodeValues` has checked the text against the shape of this verb.
  return values && ({ verb, values } as Press);
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(shapes, word);
}

/** A verb and its value as one string, for a menu option that can carry only one string. */
export function encodeChoice({ verb, value }: { verb: string; value: string }): string {
  return `${verb}|${value}`;
}

/** Splits a choice into verb and value. A verb never contains `|`, so the first `|` separates them. */
export function decodeChoice(choice: string): { verb: string; value: string } {
  const bar = choice.indexOf('|');
  return bar < 0 ? { verb: choice, value: '' } : { verb: choice.slice(0, bar), value: choice.slice(bar + 1) };
}
