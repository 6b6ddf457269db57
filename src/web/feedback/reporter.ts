import type { FastifyRequest } from 'fastify';
import { isGuessable } from '../../http/doors.ts';
import { sameSecret } from '../../http/secrets.ts';
import type { PageOptions } from '../entry.ts';
import { feedbackKey } from './link.ts';

/** Who has the form open: somebody with its secret link, a browser that signed in, or anybody on the sandbox's machine. */
export type Reporter = { by: 'link'; key: string } | { by: 'session'; session: string } | { by: 'open' };

/**
 * Finds out who asks.
 * @param key what the address or the form carries
 * @returns undefined for whoever may not report here
 * @throws Problem 429 when too many wrong keys came from there
 */
export async function reporterOf(
  { access, doors, feedback: { secrets }, openPages }: PageOptions,
  request: FastifyRequest,
  key: string,
): Promise<Reporter | undefined> {
  // Each is compared, so that the time does not tell which of them it was.
  const isRight = () => secrets.filter((secret) => sameSecret(key, feedbackKey(secret))).length > 0;
  const guessable = secrets.some(isGuessable);
  if (key !== '' && secrets.length > 0 && doors.shown(request.raw, { door: 'feedback', guessable, isRight }))
    return { by: 'link', key };
  const session = await access.session(request);
  if (session !== undefined) return { by: 'session', session };
  return openPages ? { by: 'open' } : undefined;
}

/** What a form of this reporter is marked with, so that no other page can send it in their name. */
export function formWords(reporter: Reporter): string[] {
  const who = reporter.by === 'link' ? reporter.key : reporter.by === 'session' ? reporter.session : 'open';
  return ['form of feedback', reporter.by, who];
}
