import type { FastifyRequest } from 'fastify';
import type { PageOptions } from '../entry.ts';
import { isFeedbackKey } from './link.ts';

/** Who has the form open: somebody with its secret link, a browser that signed in, or anybody on the sandbox's machine. */
export type Reporter = { by: 'link'; key: string } | { by: 'session'; session: string } | { by: 'open' };

/**
 * Finds out who asks.
 * @param key what the address or the form carries
 * @returns undefined for whoever may not report here
 * @throws Problem 429 when too many wrong keys came from there
 */
export async function reporterOf(
  { access, doors, feedback: { secrets }, openPages, seal }: PageOptions,
  request: FastifyRequest,
  key: string,
): Promise<Reporter | undefined> {
  const isRight = () => isFeedbackKey(seal, key, secrets);
  // A door of its own: whoever has the link is not trusted at the door of the webhook.
  const shown = { door: 'feedback-form', guessable: false, isRight };
  if (key !== '' && secrets.length > 0 && doors.shown(request.raw, shown)) return { by: 'link', key };
  const session = await access.session(request);
  if (session !== undefined) return { by: 'session', session };
  return openPages ? { by: 'open' } : undefined;
}

/** What a form of this reporter is marked with, so that no other page can send it in their name. */
export function formWords(reporter: Reporter): string[] {
  const who = reporter.by === 'link' ? reporter.key : reporter.by === 'session' ? reporter.session : 'open';
  return ['form of feedback', reporter.by, who];
}
