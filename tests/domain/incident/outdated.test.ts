import { describe, expect, it } from 'vitest';
import type { EventBody, IncidentEvent } from '../../../src/domain/incident/events.ts';
import { fold, nothing } from '../../../src/domain/incident/evolve.ts';
import { outdated } from '../../../src/domain/incident/outdated.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { airb } from '../../../src/domain/people.ts';
import { readyToRollBack } from '../../support/given.ts';
import { at, chloe } from '../../support/worked-example.ts';

const happened = (clock: string, body: EventBody): IncidentEvent => ({ at: at(clock), by: airb, ...body });
const text = { users: 'some are refused', since: '', scope: '', mitigation: 'taking it back' };
const incident = fold(nothing, readyToRollBack().log) as Opened;
const due = incident.cadence.dueAt ?? 0;
const posted = happened('14:25', { type: 'update.posted', form: 'internal', text, audiences: [] });
const nudged: IncidentEvent = {
  at: due - 60_000,
  by: airb,
  type: 'update.nudged',
  dueAt: due,
  person: chloe,
};

function judged(event: IncidentEvent, clock: number, later: IncidentEvent[] = []) {
  return outdated(event, incident, { at: clock, later });
}

describe('what comes late is left out', () => {
  it('a reminder, once its time has passed or somebody has written', () => {
    expect(judged(nudged, due - 1)).toBeUndefined();
    expect(judged(nudged, due)).toBe('passed');
    expect(judged({ ...nudged, dueAt: due - 1 }, due - 1000)).toBe('passed');
  });

  it('what a role brings, once it is passed on or all is over', () => {
    const [opening] = readyToRollBack().log as [IncidentEvent];
    const reader = incident.roles.commander?.id;
    const judge = (now: Opened, to = reader) => outdated(opening, now, { at: due, later: [], reader: to });
    expect(judge(incident)).toBeUndefined();
    expect(judge({ ...incident, roles: {} })).toBe('over');
    expect(judge({ ...incident, phase: 'resolved' } as Opened)).toBe('over');
    expect(outdated(opening, { ...incident, roles: {} }, { at: due, later: [] })).toBeUndefined();
  });

  it('an update, once a newer word to the same readers waits behind it', () => {
    expect(judged(posted, at('14:40'))).toBeUndefined();
    const missed = happened('14:39', { type: 'update.missed', dueAt: at('14:39') });
    expect(judged(posted, at('14:40'), [missed])).toBe('replaced');
    expect(judged(missed, at('14:40'), [{ ...posted, at: at('14:41') }])).toBe('replaced');
  });

  it('the word that an update is missing, once it is not', () => {
    const word = happened('14:20', { type: 'update.escalated', rung: 0, person: chloe, dueAt: at('14:12') });
    expect(judged(word, at('14:40'))).toBe('over');
  });

  it('never what happened', () => {
    for (const event of readyToRollBack().log.filter(
      ({ type }) => !type.startsWith('update.') && !type.startsWith('page.'),
    ))
      expect(judged(event, at('23:00')), event.type).toBeUndefined();
  });
});
