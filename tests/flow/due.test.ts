import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../src/domain/chat/outgoing.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import { second } from '../../src/domain/time.ts';
import { dueWork, tellJobs, wakeFor } from '../../src/flow/due.ts';
import { given } from '../support/given.ts';
import { at, opening } from '../support/worked-example.ts';

const { incident } = given(opening());
const hidden = given(opening({ private: true })).incident;
const now = at('14:20');
const effect = (body: object, dueAt = now) => ({ incident: 42, body, dueAt }) as unknown as Outgoing;
const timer = effect({ kind: 'timer', command: { type: 'update.deadline' } });
const about = { incident: 42, severity: 'sev3', what: 'update deadline' };

describe('what falls due is told in airb’s own words', () => {
  it.each([
    ['a timer by its command', timer, incident, about],
    ['anything else by its kind', effect({ kind: 'room.open' }), incident, { ...about, what: 'room open' }],
    ['of a private incident by its number alone', timer, hidden, { incident: 42 }],
  ])('%s', (_, due, of, told) => {
    expect(dueWork(due, of)).toStrictEqual(told);
  });
});

/** Jobs that remember for when they were asked to wake. */
function jobs() {
  const woken: [number, unknown][] = [];
  return { woken, jobs: { wakeAt: (...asked: [number, unknown]) => void woken.push(asked) } };
}

it('the jobs hear of what was planned for later, and not of what leaves at once', () => {
  const given = jobs();
  const later = { ...timer, dueAt: now + 1 };
  tellJobs({ ...given, clock: { now: () => now } })(
    [timer, later, { ...timer, dueAt: now - second }],
    incident,
  );
  expect(given.woken).toStrictEqual([[now + 1, about]]);
});

it('they hear of all that is due next, also of an incident that is not there', async () => {
  const given = jobs();
  const writer = { incident: async (number: number) => (number === 42 ? incident : undefined) };
  const strange = { ...timer, incident: 7 };
  await wakeFor(
    { at: now, effects: [timer, strange] },
    { ...given, writer: writer as { incident(n: number): Promise<Opened | undefined> } },
  );
  expect(given.woken).toStrictEqual([
    [now, about],
    [now, undefined],
  ]);
});
