import { describe, expect, it } from 'vitest';
import type { EventBody, EventOf, IncidentEvent, ToldType } from '../../../src/domain/incident/events.ts';
import { evolve } from '../../../src/domain/incident/evolve.ts';
import { react } from '../../../src/domain/incident/react.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { choicesOf, hasRule, withoutUsed } from '../../../src/views/chat/used.ts';
import { cardOf } from '../../../src/views/events/words.ts';
import { cardFor } from '../../../src/views/wording.ts';
import { evidence } from '../../support/worked-example.ts';
import { everyEvent } from '../record/every-event.ts';
import { at, ben, buttonsOf, happened, linesOf, openedIncident } from './given.ts';

const text = { users: 'Refusals.', since: '14:02', scope: 'Paid.', mitigation: 'Rolling back.' };
const posted: EventBody = { type: 'update.posted', form: 'internal', text, audiences: [] };
const saved = (facts: object = {}): EventBody => ({
  type: 'evidence.saved',
  evidence: { ...evidence({ id: 'e', title: 'A trace', content: 'x', from: 'command' }), ...facts },
});
const nothingPulled: EventBody = { type: 'samples.taken', page: 1, taken: [], problem: 'no answer' };

/** Each event, in the forms whose messages differ in their buttons. */
const told: EventBody[] = [
  ...(Object.values(everyEvent) as EventBody[]),
  saved({ unconfirmed: true }),
  nothingPulled,
];

function after(before: Opened, ...events: IncidentEvent[]): Opened {
  return events.reduce((incident, event) => {
    const next = evolve(incident, event);
    if (next.phase === 'none') throw new Error('no incident');
    return next;
  }, before);
}

const inRoom = after(openedIncident(), happened('14:10', everyEvent['room.opened'] as EventBody));

/** The message of an event at 14:12, as it stands after what followed. */
function stands(
  body: EventBody,
  followed: IncidentEvent[],
  { before = openedIncident(), again = false } = {},
): string[] {
  const event = happened('14:12', body) as EventOf<ToldType>;
  const then = after(before, event);
  const card = cardOf(event, then);
  const newer = new Set(again ? choicesOf(card) : []);
  return linesOf(withoutUsed(card, after(then, ...followed), { at: at('14:12'), newer })).slice(1);
}

describe('a message that is said once', () => {
  it('has no button of which nobody said when it is used up, whatever it tells of', () => {
    const unruled = told.flatMap((body) => {
      const event = happened('14:12', body);
      const incident = after(inRoom, event);
      const said = react(event, incident, 1).flatMap((effect) =>
        effect.body.kind === 'say' ? [cardFor(effect.body.saying, incident)] : [],
      );
      return said.flatMap(buttonsOf).flatMap((one) => (hasRule(one) ? [] : [`${body.type}: ${one.verb}`]));
    });
    expect(unruled).toEqual([]);
  });

  const nudged: EventBody = { type: 'update.nudged', dueAt: at('14:40') };
  const missed: EventBody = { type: 'update.missed', dueAt: at('14:40'), text };
  const late: EventBody = { type: 'update.escalated', rung: 1, person: ben, dueAt: at('14:40') };
  const over = happened('14:30', { type: 'cancelled', reason: 'a test' });

  it.each([nudged, missed, late])('of $type asks for an update until one of that form is out', (body) => {
    expect(stands(body, [])[0]).toContain('[Post update…]');
    expect(stands(body, [happened('14:11', posted)])[0]).toContain('[Post update…]');
    expect(stands(body, [happened('14:20', { ...posted, form: 'customer' } as EventBody)])[0]).toContain(
      'Post',
    );
    expect(stands(body, [happened('14:20', posted)])).toEqual(['The update went out at 14:20 UTC.']);
    expect(stands(body, [over])).toEqual(['The incident is over.']);
  });

  it('offers to put an update off until it is late or was put off', () => {
    const { type, ...off } = everyEvent['update.snoozed'];
    expect(stands(nudged, [])).toEqual(['[Post update…] [Put off…]']);
    expect(stands(nudged, [happened('14:40', missed)])).toEqual(['[Post update…]']);
    expect(stands(nudged, [happened('14:40', { type, ...off })])).toEqual(['[Post update…]']);
  });

  it.each([
    ['Correct it…', posted],
    ['Try again', nothingPulled],
  ])('has %s while it is the newest of its kind', (label, body) => {
    expect(stands(body, [])).toEqual([`[${label}]`]);
    expect(stands(body, [], { again: true })).toEqual([]);
  });

  it('asks somebody to look at evidence until one did, and can always open it', () => {
    const handed = saved({ unconfirmed: true });
    expect(stands(handed, []).at(-1)).toBe('[Open] [I looked: it counts]');
    const looked = happened('14:20', { type: 'evidence.confirmed', evidence: 'e' });
    expect(stands(handed, [looked]).slice(-2)).toEqual(['[Open]', 'Somebody looked at it, and it counts.']);
    expect(stands(saved(), [over])).toEqual(['[Open] [Sort as example…]']);
  });

  it('offers to stop a drill while it goes on', () => {
    const real: EventBody = { type: 'drill.real', number: 43, severity: 'sev2', title: 'Refunds fail' };
    expect(stands(real, [])).toEqual(['[Stop the drill…]']);
    expect(stands(real, [over])).toEqual(['The drill is over.']);
  });
});
