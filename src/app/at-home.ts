import { hour, minute, second } from '../domain/time.ts';
import type { Homes } from '../flow/homes.ts';
import type { Repeated } from '../ports/jobs.ts';
import type { OnStop } from './app.ts';

/** Another process may have changed what a home shows, so it is looked at; only while somebody has one open. */
export function startHomes(homes: Homes, onStop: OnStop): void {
  const timer = setInterval(() => {
    if (homes.any()) void homes.look();
  }, 2 * second);
  timer.unref();
  onStop('the homes', () => clearInterval(timer));
}

/** What comes back by itself, once from all who serve. */
export function repeatedWork(
  work: Record<'digests' | 'issues' | 'drillSchedule' | 'reviews', () => Promise<void>>,
): Repeated[] {
  return [
    { name: 'digest', every: minute, run: work.digests },
    { name: 'issues', every: hour, run: work.issues },
    { name: 'drills', every: minute, run: work.drillSchedule },
    { name: 'review', every: 10 * minute, run: work.reviews },
  ];
}
