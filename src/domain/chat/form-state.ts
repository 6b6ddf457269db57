import { roles } from '../people.ts';
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

const shapes = {
  declare: {},
  drill: {},
  /** `seen`: what its preview showed, so that only that is sent. */
  update: { incident, form: oneOf(['internal', 'customer']), seen: last(words) },
  'update-edit': { incident, form: oneOf(['internal', 'customer']), seen: last(words) },
  'update-review': { incident, update: words, seen: last(words) },
  'update-decline': { incident, update: words },
  snooze: { incident },
  rollback: { incident },
  /** A part to a version that a button named, so that only the reason is asked. */
  containment: { incident, part: words, to: words },
  find: { incident, step },
  skip: { incident, step },
  /** `step` is absent where the form asks for it. */
  assign: { incident, step: last(words) },
  'step-note': { incident, step },
  unhelpful: { incident },
  'add-step': { incident },
  note: { incident },
  change: { incident },
  evidence: { incident, message: last(words) },
  /** The evidence an example comes from, by its number. */
  example: { incident, place: whole },
  severity: { incident },
  handover: { incident, role: oneOf(roles) },
  /** `red`: the key signals that the form named, as `confirmed` in the command. */
  verify: { incident, red: last(words) },
  resolve: { incident, red: last(words) },
  cancel: { incident, red: last(words) },
  'drill-stop': { incident },
  reopen: { incident },
  /** `other` is 0 where the form asks for it. */
  merge: { incident, other: whole },
  'merge-reveal': { incident, into: whole },
  /** `splits`: how often alerts had left before, because their numbers change by it. */
  split: { incident, splits: whole },
  runbook: { incident },
  rename: { incident },
  milestone: { incident },
  /** `open`: how many questions it named, so that no other ones are confirmed by it. */
  publish: { incident, open: whole },
  escalate: { incident },
  /** `item` is 0 for a new one; `from`: the words of the draft's proposal, or the message it comes from. */
  'action-item': { incident, item: whole, from: last(words) },
  'action-item-done': { incident, item: whole },
  'break-glass': { incident, action },
  decline: { incident, action },
  manual: { incident, action },
  'decline-page': { incident, level: whole },
} satisfies Record<string, Shape>;
type Shapes = typeof shapes;

/** Every form; `flow/interact/forms.ts` has one entry for each. */
export type FormName = keyof Shapes;

/** What each form knows besides the fields a person fills in. */
export type FormStates = { [F in FormName]: ValuesOf<Shapes[F]> };

/** The state of a form, once decoded. */
export type FormState<F extends FormName = FormName> = { [K in F]: { form: K; state: FormStates[K] } }[F];

/** The state of a form as one string, for the platform to carry and send back. */
export function encodeState<F extends FormName>(form: F, state: FormStates[F]): string {
  return encodeValues(shapes[form], state);
}

/**
 * Reads which form was sent and what it is about. Returns undefined for a form of another version, or one that somebody
 * changed. Never throws.
 */
export function decodeState(form: string, text: string): FormState | undefined {
  if (!isForm(form)) return undefined;
  const state = decodeValues(shapes[form], text);
  // `decodeValues` has checked the text against the shape of this form.
  return state && ({ form, state } as FormState);
}

function isForm(word: string): word is FormName {
  return Object.hasOwn(shapes, word);
}
