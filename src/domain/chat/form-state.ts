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
  update: { incident, form: oneOf(['internal', 'customer']) },
  rollback: { incident },
  skip: { incident, step },
  assign: { incident, step },
  'step-note': { incident, step },
  note: { incident },
  evidence: { incident, message: last(words) },
  severity: { incident },
  resolve: { incident },
  cancel: { incident },
  decline: { incident, action },
  manual: { incident, action },
  'decline-page': { incident, level: whole },
} satisfies Record<string, Shape>;
type Shapes = typeof shapes;

/** Every form; `flow/interact/forms.ts` has one line for each. */
export type FormName = keyof Shapes;

/** What each form knows besides what is typed into it. */
export type FormStates = { [F in FormName]: ValuesOf<Shapes[F]> };

/** The state of a form that was understood. */
export type FormState<F extends FormName = FormName> = { [K in F]: { form: K; state: FormStates[K] } }[F];

/** What a form carries, as one string. */
export function encodeState<F extends FormName>(form: F, state: FormStates[F]): string {
  return encodeValues(shapes[form], state);
}

/** Which form was sent, about what; undefined for one of another version or one that was tampered with. Never throws. */
export function decodeState(form: string, text: string): FormState | undefined {
  if (!isForm(form)) return undefined;
  const state = decodeValues(shapes[form], text);
  // The shape of the form has just said that this is its state.
  return state && ({ form, state } as FormState);
}

function isForm(word: string): word is FormName {
  return Object.hasOwn(shapes, word);
}
