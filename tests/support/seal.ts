import { createSeal } from '../../src/app/seal.ts';
import { sealedModal, sealedValue } from '../../src/domain/chat/seal.ts';

/** The setting AIRB_SEAL_KEY of programs whose buttons a test makes by hand. */
export const sealKey = 'sealed-in-tests-only';

export const seal = createSeal(sealKey);

/** The value of a button as airb posts it. */
export const sealedPress = (verb: string, value: string) => sealedValue(seal, verb, value);

/** The state of a form as airb opens it. */
export const sealedState = (form: string, state: string, room?: string) =>
  sealedModal(seal, { form, state, title: '', submit: '', intro: [], fields: [] }, room).state;
