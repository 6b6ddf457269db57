import type { Field } from '../../domain/chat/card.ts';
import { DeliveryError } from '../../errors.ts';

/** A ticked box comes back so. */
export const ticked = 'yes';

/** Characters both platforms take in one input. */
const mostTyped = 3000;
const mostOffered = 100;

/** Characters a field of text takes. */
export function lengthOf({ maxLength }: Pick<Field, 'maxLength'>): number {
  return Math.min(maxLength ?? mostTyped, mostTyped);
}

/**
 * The options of a choice, as many as a platform takes.
 * @throws DeliveryError when it offers nothing to choose: a platform would refuse the whole form
 */
export function offered({ id, options = [] }: Pick<Field, 'id' | 'options'>): NonNullable<Field['options']> {
  if (options.length > 0) return options.slice(0, mostOffered);
  const message = `The field "${id}" offers nothing to choose.`;
  throw new DeliveryError(message, { retry: false, code: 'form_without_options' });
}
