import type { Seal } from '../../domain/chat/seal.ts';

const words = (secret: string) => ['link to the feedback form', secret];

/**
 * The address of the form for people without an account. Whoever has it sends reports by the form and nothing else: its key is no
 * bearer, no secret can be worked out from it, and a new `AIRB_FEEDBACK_SECRET` ends it.
 */
export function feedbackAddress(seal: Seal, publicUrl: string, secret: string): string {
  return `${publicUrl}/feedback?key=${seal.mark(words(secret))}`;
}

/** Whether the key belongs to one of these secrets. */
export function isFeedbackKey(seal: Seal, key: string, secrets: readonly string[]): boolean {
  // Each is compared, so that the time does not tell which of them it was.
  return secrets.filter((secret) => seal.holds(words(secret), key)).length > 0;
}
