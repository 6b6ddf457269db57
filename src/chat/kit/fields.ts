import type { Field } from '../../domain/chat/card.ts';
import { DeliveryError } from '../../errors.ts';

/** The value of a ticked box. */
export const ticked = 'yes';

/** The most characters that both platforms accept in one input. */
const mostTyped = 3000;
const mostOffered = 100;

/** The most characters that a text field accepts. */
export function lengthOf({ maxLength }: Pick<Field, 'maxLength'>): number {
  return Math.min(maxLength ?? mostTyped, mostTyped);
}

/**
 * The options of a choice, cut to as many as a platform accepts.
 * @throws DeliveryError when there is no option: a platform would refuse the whole form
 */
export function offered({ id, options = [] }: Pick<Field, 'id' | 'options'>): NonNullable<Field['options']> {
  if (options.length > 0) return options.slice(0, mostOffered);
  const message = `The field "${id}" offers nothing to choose.`;
  throw new DeliveryError(message, { retry: false, code: 'form_without_options' });
}
