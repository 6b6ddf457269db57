import { describe, expect, it } from 'vitest';
import { airb, type Person } from '../../../src/domain/people.ts';
import { given, happens, readyToRollBack } from '../../support/given.ts';

const eva: Person = { id: 'eva', name: 'Eva' };

/** An incident in whose room Eva said something without being called; then the room is lost and another opened. */
const invited = (hidden: boolean) => {
  const { log } = readyToRollBack();
  const story = given(
    ...log.map((one) => (one.type === 'incident.opened' ? { ...one, private: hidden } : one)),
  )
    .after(['14:12', eva, { type: 'note', text: 'what is this channel?' }])
    .after(['14:13', airb, { type: 'room.lost', room: 'slack:C0INC42', why: 'The channel is archived.' }]);
  const opened = { type: 'room.opened' as const, room: 'slack:C2', name: 'inc-2' };
  return happens(story, '14:14', airb, opened).effects.flatMap(({ body }) =>
    body.kind === 'room.invite' ? body.people : [],
  );
};

describe('the room that takes the place of a lost one', () => {
  it('has everybody invited who was in the other', () => {
    expect(invited(false)).toEqual(expect.arrayContaining(['eva', 'ana']));
  });

  it('has nobody invited into a private one whom airb had not let in: who was taken out stays out', () => {
    expect(invited(true)).toContain('ana');
    expect(invited(true)).not.toContain('eva');
  });
});
