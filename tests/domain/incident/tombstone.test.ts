import { describe, expect, it } from 'vitest';
import type { EventBody, IncidentEvent } from '../../../src/domain/incident/events.ts';
import { textsOf, tombstoneOf } from '../../../src/domain/incident/tombstone.ts';
import { at, ben, person } from '../../support/worked-example.ts';

const said = 'Maria Silva in Lisbon';
const seen = { problem: said };

const entries: EventBody[] = [
  { type: 'note.written', text: said },
  { type: 'severity.changed', from: 'sev3', to: 'sev2', reason: said },
  { type: 'rollback.delayed', action: 'r1', why: said },
  { type: 'rollback.dropped', action: 'r1', because: said },
  { type: 'rollback.stopped', action: 'r1', reason: said },
  { type: 'rollback.responded', action: 'r1', ok: false, status: 500, response: said, because: said },
  { type: 'rollback.previewed', action: 'r1', ok: false, status: 500, response: said, because: said },
  {
    type: 'rollback.unconfirmed',
    action: 'r1',
    heard: 'doubt',
    status: 500,
    response: said,
    because: `it answered 500 but said ${said}`,
  },
  { type: 'rollback.looked', action: 'r1', seen, more: false },
  {
    type: 'versions.seen',
    seen: [
      { part: 'prompt', version: 'prompt-v7' },
      { part: 'flag', ...seen },
    ],
  },
  {
    type: 'readings.taken',
    purpose: { for: 'demand' },
    sampledAt: at('14:12'),
    readings: [
      { signal: 'refusal_rate', at: at('14:12'), value: 0.19 },
      { signal: 'cost', at: at('14:12'), ...seen },
    ],
  },
];

describe('the tombstone of an entry', () => {
  it.each(entries.map((body) => [body.type, body] as const))('has no text of %s', (_, body) => {
    const event: IncidentEvent = { at: at('14:12'), by: person(ben), ...body };
    expect(textsOf(event).join()).toContain(said);
    const stone = JSON.stringify(tombstoneOf(event, '[redacted]'));
    expect(stone).not.toContain('Maria');
    expect(stone).toContain('[redacted]');
  });

  it('keeps what happened: the part, the version, the outcome', () => {
    const event: IncidentEvent = {
      ...{ at: at('14:12'), by: person(ben), type: 'rollback.requested', action: 'r1', part: 'prompt' },
      ...{ from: 'prompt-v7', to: 'prompt-v6', reason: said, approvalsNeeded: 1 },
    };
    expect(tombstoneOf(event, '[redacted]')).toEqual({ ...event, reason: '[redacted]' });
  });
});
