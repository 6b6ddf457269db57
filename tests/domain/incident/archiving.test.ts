import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import { day } from '../../../src/domain/time.ts';
import { happens, readyToRollBack } from '../../support/given.ts';
import { ana, at, ben } from '../../support/worked-example.ts';

const over = (archiveAfter?: number) => readyToRollBack({ plan: { ...(archiveAfter && { archiveAfter }) } });
const cancel = { type: 'cancel' as const, reason: 'a load test' };
const check = { type: 'archive.check' as const };
const looks = (effects: { dueAt: number; body: { kind: string; name?: string } }[]) =>
  effects.flatMap(({ dueAt, body }) => (body.kind === 'timer' && body.name === 'archive' ? [dueAt] : []));

describe('the channel of an incident that is over', () => {
  it('stays where the files do not say otherwise', () => {
    expect(looks(happens(over(), '14:20', ben, cancel).effects)).toEqual([]);
  });

  it('is archived once nobody has said anything there for so long', () => {
    const { effects } = happens(over(day), '14:20', ben, cancel);
    expect(looks(effects)).toEqual([at('14:20') + day]);
    const noted = over(2 * 60_000).after(
      ['14:20', ben, cancel],
      ['14:21', ana, { type: 'note', text: 'thanks' }],
    );
    const early = happens(noted, '14:22', airb, check);
    expect(early.events).toMatchObject([{ type: 'archive.checked', due: at('14:23') }]);
    expect(looks(early.effects)).toEqual([at('14:23')]);
    const late = happens(noted, '14:23', airb, check);
    expect(late.effects.map(({ body }) => body)).toMatchObject([
      { kind: 'room.archive', room: 'slack:C0INC42' },
    ]);
  });

  it('stays while the incident is open, reopened too', () => {
    const open = over(60_000);
    open.when('15:00', airb, check).ignores();
    open
      .after(['14:20', ben, cancel], ['14:30', ana, { type: 'reopen', reason: 'it is back' }])
      .when('15:00', airb, check)
      .ignores();
  });
});
