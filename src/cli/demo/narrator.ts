import type { App } from '../../app/app.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { clockTime } from '../../domain/time.ts';
import { ConfigError } from '../../errors.ts';
import { timeline } from '../../views/record/timeline.ts';
import type { Io } from '../terminal/io.ts';

/** Milliseconds of real time a step may take before the story is given up. */
const patience = 20_000;

/** Prints the incident's story line by line as the log grows. */
export interface Narrator {
  tell(): Promise<Opened | undefined>;
  until(what: string, reached: (incident: Opened) => boolean): Promise<Opened>;
}

export function createNarrator(app: App, { number, io }: { number: number; io: Io }): Narrator {
  let told = 0;
  async function tell(): Promise<Opened | undefined> {
    const events = (await app.store.events(number)).map((stored) => stored.event);
    for (const entry of timeline(events).slice(told)) {
      // The recovery watch reads every other minute; one line at the end tells the result.
      const event = events[entry.seq - 1];
      if (event?.type === 'readings.taken' && event.purpose.for === 'recovery') continue;
      const [first = '', ...more] = entry.what.split('\n');
      io.out(`${clockTime(entry.at)}  ${entry.who.padEnd(14)}${[first, ...more].join(' ')}`);
    }
    told = Math.max(told, events.length);
    const incident = fold(nothing, events);
    return incident.phase === 'none' ? undefined : incident;
  }
  async function until(what: string, reached: (incident: Opened) => boolean): Promise<Opened> {
    const end = Date.now() + patience;
    for (;;) {
      const incident = await tell();
      if (incident && reached(incident)) return incident;
      if (Date.now() > end)
        throw new ConfigError(
          `The demo waited in vain for ${what}.`,
          'Run it with AIRB_LOG_LEVEL=debug to see why.',
        );
      await pause(50);
    }
  }
  return { tell, until };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Tries again until it works, because a button appears a moment after its message. */
export async function soon(act: () => Promise<void>): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(100);
    }
  }
}
