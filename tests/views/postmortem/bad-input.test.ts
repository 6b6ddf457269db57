import { describe, expect, it } from 'vitest';
import { html } from '../../../src/documents/html.ts';
import { markdown } from '../../../src/documents/markdown.ts';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import { tombstoneOf } from '../../../src/domain/incident/tombstone.ts';
import { airb } from '../../../src/domain/people.ts';
import { postmortem } from '../../../src/views/postmortem/postmortem.ts';
import { ana, at, ben, event, levels, opening, workedExample } from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

/** A draft worth having: it draws in both forms, says nothing that is not there, and asks little. */
function draft(events: IncidentEvent[]): string {
  const document = postmortem(events);
  const text = markdown(document);
  for (const drawn of [text, html(document)]) expect(drawn).not.toMatch(/undefined|NaN|Infinity|\[object/);
  expect(text.match(/❓ \*\*Question/g)?.length).toBeLessThanOrEqual(7);
  const titles = [...text.matchAll(/^## (.+)$/gm)].map((it) => it[1]);
  expect(titles.slice(0, 2)).toEqual(['Summary', 'Times']);
  expect(titles.at(-1)).toBe('Appendix: the log');
  return text;
}

const without = (events: IncidentEvent[], ...types: IncidentEvent['type'][]) =>
  events.filter(({ type }) => !types.includes(type));

describe('the draft of an incident', () => {
  it('without readings tells what was done, and that nobody measured it', () => {
    const text = draft(without(workedExample({ alert: undefined }), 'readings.taken', 'containment.judged'));
    expect(text).toContain(
      'Rolling back the prompt from prompt-v7 to prompt-v6 at 14:17 had an effect nobody could measure.',
    );
    expect(text).toContain('Not measured: nothing that was taken back is known to have cured it.');
    expect(text).toContain('too few bad readings to say how often');
    expect(text).not.toMatch(/% of the way back|helped/);
  });

  it('without a person says so, and still has times, figures and actions', () => {
    const read = (clock: string, refusals: number) =>
      event(clock, airb, {
        type: 'readings.taken',
        purpose: { for: 'demand' },
        sampledAt: at(clock),
        readings: levels(clock, { refusals, deflection: 0.4 }),
      });
    const text = draft([
      opening({ roles: {} }),
      event('14:10:05', airb, { type: 'page.sent', level: 0, route: 'chat', people: [ana], summary: 's' }),
      read('14:11', 0.19),
      event('14:40', airb, { type: 'page.exhausted', levels: 3 }),
      event('14:40', airb, { type: 'update.missed', dueAt: at('14:40') }),
      read('15:00', 0.04),
    ]);
    expect(text).toContain('Nobody acknowledged the page.');
    expect(text).toContain('% of responses between 14:10 and 15:00');
    expect(text).toContain('Who acted as commander, owner and communications?');
    expect(text).toContain('Name a second person who sends updates');
  });

  it('of ten thousand events is as readable as one of fifty, and says where the rest stands', () => {
    const many = Array.from({ length: 10_000 }, (_, n): IncidentEvent => {
      const moment = at('14:45') + n * 7000;
      if (n % 3 > 0)
        return {
          ...{ at: moment, by: airb, type: 'readings.taken', purpose: { for: 'demand' }, sampledAt: moment },
          readings: [{ signal: 'refusal_rate', at: moment, value: 0.04 + (n % 5) / 100 }],
        };
      return { ...event('14:45', ana, { type: 'note.written', text: `Line ${n}` }), at: moment };
    });
    const events = [...without(workedExample(), 'resolved'), ...many];
    const text = draft([
      ...events,
      { ...event('14:45', ben, { type: 'resolved' }), at: at('14:45') + 70_001_000 },
    ]);
    const log = text.slice(text.indexOf('## Appendix'));
    expect(log.match(/^\| /gm)?.length).toBeLessThanOrEqual(305);
    expect(log).toMatch(/more entries up to here/);
    expect(log).toContain('The whole log: `airb timeline 42`');
    expect(text.length).toBeLessThan(90_000);
    expect(text).toMatch(/\| Resolved \| 02-18 10:11 \|/);
  });

  it('of two causes gives each its share; none where both went back beside each other', () => {
    expect(draft(workedExample())).toMatch(/prompt-v7 .*: 79 %; .*kb-2025-02-15 .*: 21 %/);
    const beside = workedExample().map((it) =>
      it.type === 'containment.judged' ? { ...it, verdict: 'unknown' as const, overlaps: ['index'] } : it,
    );
    const text = draft(beside);
    expect(text).toContain('happened beside index, so what moved can’t be put down to either.');
    expect(text).not.toMatch(/79 %|helped/);
  });

  it('with redacted parts says who took them out and why, and tells the rest', () => {
    const events = workedExample();
    const said = events.findIndex(({ type }) => type === 'update.posted') + 1;
    const words = '[redacted by Ben Okafor: a customer is named]';
    const text = draft([
      ...events.map((it, n) => (n + 1 === said ? tombstoneOf(it, words) : it)),
      event('15:00', ben, { type: 'entry.redacted', entry: said, why: 'a customer is named' }),
    ]);
    expect(text).toContain('a customer is named');
    expect(text).not.toContain('declines about one in five questions');
    expect(text).toContain('13 % of responses');
  });

  it('whose runbook is gone, or was another by then, reads from the log alone', () => {
    const bare = { ...workedExamplePlan(), sections: [], evidence: [], parts: [], people: {} };
    const text = draft(workedExample({ plan: bare, changes: [] }));
    expect(text).toContain('Runbook “Refusal spike”, version `9f2c41d07ab3`.');
    expect(text).toContain(
      'Rolling back the prompt from prompt-v7 to prompt-v6 at 14:17 partly contained it',
    );
  });
});
