import { describe, expect, it } from 'vitest';
import type { EventBody, EventType, IncidentEvent } from '../../../src/domain/incident/events.ts';
import { airb } from '../../../src/domain/people.ts';
import { timeline } from '../../../src/views/record/timeline.ts';
import { alertmanager, ana, at, ben, event, opening, workedExample } from '../../support/worked-example.ts';
import { everyEvent } from './every-event.ts';

const told = (...events: IncidentEvent[]) => timeline([opening(), ...events]).at(-1);

describe('every kind of event the log can hold', () => {
  for (const [type, body] of Object.entries(everyEvent) as [EventType, EventBody][]) {
    it(`${type} reads as one plain sentence`, () => {
      const events = type === 'incident.opened' ? [opening()] : [opening(), event('14:20', ana, body)];
      const what = timeline(events).at(-1)?.what ?? '';
      expect(what.length).toBeGreaterThan(5);
      expect(what).not.toMatch(/undefined|null|NaN|\[object|\n/);
    });
  }
});

describe('the words of a timeline', () => {
  it('says who acknowledged and how', () => {
    expect(told(event('14:11', ana, { type: 'acknowledged', via: 'chat' }))).toMatchObject({
      seq: 2,
      who: 'Ana Lima',
      what: 'Ana Lima acknowledged (via chat)',
      kind: 'people',
      important: true,
    });
  });

  it('says what a severity changed from, to and why', () => {
    const change = {
      type: 'severity.changed',
      from: 'sev3',
      to: 'sev2',
      reason: 'paid traffic affected',
    } as const;
    expect(told(event('14:14', ben, change))?.what).toBe('Severity sev3 → sev2: paid traffic affected');
  });

  it('gives each reading its title, unit and normal', () => {
    const readings = [
      { signal: 'refusal_rate', at: at('14:10'), value: 0.19 },
      { signal: 'latency_p95', at: at('14:10'), problem: 'no data' },
    ];
    const taken = {
      type: 'readings.taken',
      purpose: { for: 'demand' },
      sampledAt: at('14:10'),
      readings,
    } as const;
    expect(told(event('14:10', airb, { ...taken, readings }))?.what).toBe(
      'Refusal rate 19 % (normal 4 %), Latency p95 not measured (no data)',
    );
  });

  it('tells a verdict with its numbers and the next suspect', () => {
    const verdict = timeline(workedExample()).find((it) => it.what.includes('partly contained'));
    expect(verdict?.what).toBe(
      'Prompt (prompt-v7 → prompt-v6): partly contained. Refusal rate 19 % → 8 %, normal 4 %. Ticket deflection 25 % → 36 %, normal 42 %. Next suspect: index kb-2025-02-15, changed 30 min before the start.',
    );
  });

  it('names the source when no person acted', () => {
    expect(timeline([opening()])[0]?.who).toBe('alertmanager');
  });
});

describe('words a stranger wrote', () => {
  it('stay on one line, without characters that reorder it, and end somewhere', () => {
    const text = `first\nsecond \u202Eesrever\u0007 ${'x'.repeat(5000)}`;
    const what = told(event('14:20', ana, { type: 'note.written', text }))?.what ?? '';
    expect(what.startsWith('Note: first second esrever')).toBe(true);
    expect([...what]).toHaveLength(600);
  });
});

describe('a message marked for the record', () => {
  const said = (message: string) =>
    event('14:12', ana, { type: 'message.said', message, text: 'invoices fail', files: ['a.png'] });
  const mark = (message: string, marked: boolean) =>
    event('14:13', ben, { type: 'message.marked', message, text: 'invoices fail', marked });

  it('is marked where it was said, and kept in the short telling', () => {
    const entries = timeline([opening(), said('m1'), said('m2'), mark('m1', true)], { short: true });
    expect(entries.map((it) => [it.seq, it.marked])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it('loses the mark when it is taken back', () => {
    const entries = timeline([opening(), said('m1'), mark('m1', true), mark('m1', false)]);
    expect(entries.some((it) => it.marked)).toBe(false);
  });

  it('carries the mark itself when the log never saw the message', () => {
    const entries = timeline([opening(), mark('m9', true)]);
    expect(entries[1]).toMatchObject({ marked: true, what: 'Marked for the record: “invoices fail”' });
  });
});

describe('what a newer airb has written', () => {
  it('is an entry that says so, and takes no other with it', () => {
    const news = event('14:20', ana, { type: 'weather.changed', to: 'rain' } as unknown as EventBody);
    const after = event('14:21', ana, { type: 'note.written', text: 'still here' });
    expect(timeline([opening(), news, after]).slice(1)).toMatchObject([
      {
        ...{ seq: 2, who: 'Ana Lima', important: false },
        what: 'Something that only a newer airb can put into words (weather.changed)',
      },
      { seq: 3, what: expect.stringContaining('still here') },
    ]);
    expect(timeline([opening(), news], { short: true })).toHaveLength(1);
  });
});

describe('a log that is not one', () => {
  it('has no entries when it is empty', () => {
    expect(timeline([])).toEqual([]);
  });

  it('is refused when it does not begin with the opening', () => {
    const resolved = event('14:20', alertmanager, { type: 'resolved' });
    expect(() => timeline([resolved])).toThrow('begins with its opening');
  });
});
