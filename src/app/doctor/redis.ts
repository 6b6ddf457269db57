import type { Check, Means } from './check.ts';

/** Can the Redis that is set up be used, and as BullMQ wants it? */
export async function checkRedis({ redis }: Pick<Means, 'redis'>): Promise<Check[]> {
  if (redis === undefined) return [];
  const { place, findings } = await redis();
  const found = findings.map(
    ({ what, fix, useless }): Check => ({ check: 'redis', state: 'broken', what, cost: costs(useless), fix }),
  );
  if (findings.some(({ useless }) => useless)) return found;
  return [{ check: 'redis', state: 'ok', what: place }, ...found];
}

/** Due times are in the records, so nothing is lost in either case. */
function costs(useless: boolean): string {
  return useless
    ? 'timers go on in the memory of each airb, and what one of them leaves behind waits for the sweep of another'
    : 'wake-ups may get lost, and what falls due then waits for the sweep, about a second';
}
