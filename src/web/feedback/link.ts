import { createHmac } from 'node:crypto';

/**
 * The key in the address of the form, made from `AIRB_FEEDBACK_SECRET`. Whoever has the address sends reports by the form and
 * nothing else: the key is no bearer, and a new secret ends it.
 */
export function feedbackKey(secret: string): string {
  return createHmac('sha256', secret).update('feedback form').digest('base64url').slice(0, 32);
}

/** Where people without an account report what users say. */
export function feedbackAddress(publicUrl: string, secret: string): string {
  return `${publicUrl}/feedback?key=${feedbackKey(secret)}`;
}
