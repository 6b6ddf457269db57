import { type Duration, minute } from '../../domain/time.ts';
import type { Rate } from '../../ports/rate-limiter.ts';
import type { PageOptions } from '../entry.ts';
import { formWords, type Reporter } from './reporter.ts';

/** So many reports at once, from all who share a link or from one session, and then as many in so long. A tool that has more posts them as JSON. */
const most = 20;
const within: Duration = 10 * minute;
const rate: Rate = { burst: most, perMs: most / within };

/**
 * Takes a place for one more report, before it is stored: those of one moment count each other, in whichever replica they are.
 * @returns 0 where it may come now, else the wait in milliseconds
 */
export async function waitOf({ limiter, seal }: PageOptions, reporter: Reporter): Promise<Duration> {
  // Its name is kept where others may read it, and the key of a link is a secret.
  const name = `feedback ${seal.mark(['pace', ...formWords(reporter)])}`;
  const answer = await limiter.take([[name, rate]]);
  return answer.taken ? 0 : answer.wait;
}
