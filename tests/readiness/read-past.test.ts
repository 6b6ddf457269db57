import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import type { Head } from '../../src/ports/records.ts';
import { createPast } from '../../src/readiness/read-past.ts';
import { at, workedExample } from '../support/worked-example.ts';

const now = Date.parse('2025-03-01T12:00:00Z');

/** A log that counts how often it is read. */
function logOf(incidents: Record<number, { events: IncidentEvent[]; head?: Partial<Head> }>) {
  const read: number[] = [];
  const heads = () =>
    Object.entries(incidents).map(
      ([number, { events, head }]): Head => ({
        number: Number(number),
        title: '',
        system: 'support-bot',
        failure: '',
        severity: 'sev3',
        phase: 'resolved',
        open: false,
        private: false,
        openedAt: at('14:10'),
        updatedAt: at('14:44'),
        activeAt: at('14:44'),
        version: events.length,
        ...head,
      }),
    );
  return {
    read,
    heads: async ({ since = 0 }) => heads().filter(({ openedAt }) => openedAt >= since),
    events: async (incident: number) => {
      read.push(incident);
      return (incidents[incident]?.events ?? []).map((event, n) => ({
        incident,
        seq: n + 1,
        event,
        hash: '',
      }));
    },
  };
}

describe('what the log says of the last half year', () => {
  it('is each incident of that time, and none before', async () => {
    const log = logOf({
      42: { events: workedExample() },
      7: { events: workedExample({ number: 7 }), head: { openedAt: now - 181 * 86_400_000 } },
    });
    const { incidents } = await createPast(log)(now, { trusted: true });
    expect(incidents.map(({ number }) => number)).toEqual([42]);
  });

  it('leaves private incidents to trusted readers, and does not even read them for others', async () => {
    const log = logOf({
      42: { events: workedExample() },
      44: { events: workedExample({ number: 44 }), head: { private: true } },
    });
    const past = createPast(log);
    expect(await past(now, { trusted: false })).toMatchObject({ incidents: [{ number: 42 }] });
    expect(log.read).toEqual([42]);
    expect(await past(now, { trusted: true })).toMatchObject({
      incidents: [{ number: 42 }, { number: 44 }],
    });
  });

  it('is read once, and again only after something was added', async () => {
    const story = { events: workedExample().slice(0, 20) };
    const log = logOf({ 42: story });
    const past = createPast(log);
    expect((await past(now, { trusted: true })).incidents[0]?.resolvedAt).toBeUndefined();
    await past(now, { trusted: true });
    expect(log.read).toEqual([42]);
    story.events = workedExample();
    expect((await past(now, { trusted: true })).incidents[0]?.resolvedAt).toBe(at('14:44'));
    expect(log.read).toEqual([42, 42]);
  });
});
