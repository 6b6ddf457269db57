import { performance } from 'node:perf_hooks';
import { html } from '../../../src/documents/html.ts';
import { markdown } from '../../../src/documents/markdown.ts';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import { airb } from '../../../src/domain/people.ts';
import { minute, second } from '../../../src/domain/time.ts';
import { wholeEvents } from '../../../src/flow/long-texts.ts';
import type { Store } from '../../../src/ports/store.ts';
import { authoredPostmortem } from '../../../src/views/authored/authored.ts';
import { head } from '../../contracts/store-samples.ts';
import { ana, at, ben, event, levels, workedExample } from '../../support/worked-example.ts';
import { median, shown, spread } from '../rig/figures.ts';
import type { Bench, Row } from '../rig/row.ts';
import { inEachStore } from '../rig/stores.ts';

const incident = 42;
const atOnce = 500;

/** The draft of an incident with a very long log, from the records to both files: what its author waits for. */
export async function draft(bench: Bench): Promise<Row[]> {
  const length = bench.quick ? 1000 : 10_000;
  const rounds = bench.quick ? 3 : 15;
  return inEachStore(bench, async (store, name) => {
    const events = longLog(length);
    await fill(store, events);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const log = (await store.events(incident)).map((one) => one.event);
      const document = authoredPostmortem(await wholeEvents(store, incident, log));
      if (markdown(document).length < 10_000 || html(document).length < 10_000)
        throw new Error('nothing was said');
      times.push(performance.now() - start);
    }
    const ms = median(times);
    return {
      what: `the postmortem draft of an incident of ${events.length} events, from the records to Markdown and HTML, ${name}`,
      measured: `${shown(ms)} ms (${spread(times)})`,
      aim: '< 1,000 ms',
      met: ms < 1000,
      figures: { ms, times, events: events.length },
    };
  });
}

/** The worked example, gone on for a day: mostly talk, also notes, and readings of all signals with their past. */
function longLog(length: number): IncidentEvent[] {
  const start = workedExample().filter(({ type }) => type !== 'resolved' && type !== 'alert.resolved');
  const many = Array.from({ length: length - start.length - 1 }, (_, n) => later(n));
  const end = at('14:45') + length * 7 * second;
  return [...start, ...many, { ...event('14:45', ben, { type: 'resolved' }), at: end }];
}

function later(n: number): IncidentEvent {
  const moment = at('14:45') + n * 7 * second;
  if (n % 4 === 0) return { ...reading(n, moment), at: moment, by: airb };
  if (n % 10 === 5)
    return { ...event('14:45', ana, { type: 'note.written', text: `Seen again, trace ${n}.` }), at: moment };
  const text = `We are looking at answer ${n}; its documents are the same as before.`;
  return {
    ...event('14:45', n % 3 === 0 ? ana : ben, { type: 'message.said', message: `m${n}`, text, files: [] }),
    at: moment,
  };
}

function reading(n: number, moment: number) {
  const values = Array.from({ length: 120 }, (_, place) => 0.04 + ((n + place) % 7) / 100);
  const history = ['refusal_rate', 'ticket_deflection'].map((signal) => ({
    ...{ signal, values },
    ...{ from: moment - 120 * minute, step: minute },
  }));
  return {
    type: 'readings.taken' as const,
    purpose: { for: 'demand' as const },
    sampledAt: moment,
    readings: levels('14:45', { refusals: 0.04 + (n % 5) / 100, deflection: 0.41 }).map((one) => ({
      ...one,
      at: moment,
    })),
    ...(n % 40 === 0 && { history }),
  };
}

async function fill(store: Store, events: IncidentEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += atOnce)
    await store.write({}, () => ({
      writes: {
        append: {
          ...{ incident, expected: from, events: events.slice(from, from + atOnce) },
          head: head(incident, { version: Math.min(events.length, from + atOnce) }),
        },
      },
      answer: undefined,
    }));
}
