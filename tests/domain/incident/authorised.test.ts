import { describe, expect, it } from 'vitest';
import { mayBeOffered } from '../../../src/domain/incident/authorised.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { type Actor, airb } from '../../../src/domain/people.ts';
import type { Act } from '../../../src/domain/response/authority.ts';
import { hour } from '../../../src/domain/time.ts';
import { readyToRollBack, type Story } from '../../support/given.ts';
import { ana, ben, chloe, dev } from '../../support/worked-example.ts';

type Standing = Extract<Actor, { kind: 'person' }>['standing'];
const as = (id: string, standing: Standing = 'listed') => ({
  kind: 'person' as const,
  id,
  name: id,
  standing,
});
const may = (act: Act, id: string, { incident }: { incident: Opened }, standing?: Standing) =>
  mayBeOffered(act, as(id, standing), incident);

const clock = {
  id: 'breach',
  name: 'Breach notice',
  within: 8 * hour,
  from: 'awareness',
  owner: 'ana',
} as const;
const plan = {
  ...{ security: 'eva', commanders: ['dev', 'finn'], regulatory: [{ ...clock, remind: [] }] },
  contacts: { technical: [], business: [], risk: ['ben'] },
};
const opened = (): Story => readyToRollBack({ severity: 'sev1', plan });

describe('what somebody is offered', () => {
  it('outside an incident hangs on who they are to the organization alone', () => {
    const outside = (act: Act, standing: Standing, members: 'respond' | 'talk' = 'respond') =>
      mayBeOffered(act, as('mia', standing), { members });
    expect(outside('declare', 'member')).toBe(true);
    expect(outside('declare', 'member', 'talk')).toBe(false);
    expect(outside('drill.start', 'member')).toBe(false);
    expect(outside('drill.start', 'listed')).toBe(true);
    // In which incident they would is not known yet.
    expect(outside('command.take', 'listed')).toBe(true);
    expect(outside('command.take', 'member')).toBe(false);
  });

  it('is all that depends on what they ask for or when', () => {
    expect(may('verify.red', 'mia', opened(), 'member')).toBe(true);
    expect(may('rollback.decline', 'mia', opened(), 'member')).toBe(true);
    expect(may('rollback.approve', 'ben', opened())).toBe(true);
    expect(may('rollback.approve', 'ana', opened())).toBe(false);
    expect(may('command.break-glass', 'mia', opened(), 'member')).toBe(true);
  });

  it('in an incident is what they are listed for there: the rota, the security contact, an open seat', () => {
    for (const [id, takes] of [
      ['dev', true],
      ['finn', true],
      ['ana', false],
      ['eva', false],
    ] as const)
      expect(may('command.take', id, opened()), id).toBe(takes);
    expect(may('redact', 'eva', opened())).toBe(true);
    expect(may('redact', 'ana', opened())).toBe(false);
    expect(may('update.approve', 'finn', opened())).toBe(false);
    const vacant = readyToRollBack({ plan, roles: { owner: ana } });
    expect(may('update.approve', 'finn', vacant)).toBe(true);
  });

  it('is what they have in hand: a page, a role, an offer of one', () => {
    const paged = opened().after([
      '14:12',
      airb,
      { type: 'page.sent', level: 0, route: 'chat', people: [{ id: 'mia', name: 'Mia' }], summary: 's' },
    ]);
    expect(may('acknowledge', 'mia', paged, 'member')).toBe(true);
    expect(may('acknowledge', 'noa', paged, 'member')).toBe(false);
    expect(may('role.release', 'chloe', opened())).toBe(true);
    expect(may('role.release', 'dev', opened())).toBe(false);
    const offers = opened().after(
      ['14:12', ben, { type: 'role', role: 'scribe', person: dev }],
      ['14:13', ben, { type: 'role', role: 'owner', person: chloe }],
    );
    for (const [id, answers] of [
      ['dev', true],
      ['chloe', true],
      ['finn', false],
    ] as const)
      expect(may('role.answer', id, offers), id).toBe(answers);
    const answered = offers.after(['14:14', dev, { type: 'role.answer', handover: 'h1', accept: false }]);
    expect(may('role.answer', 'dev', answered)).toBe(false);
  });

  it('is what is theirs to end: an action item, a clock', () => {
    const item = { type: 'action-item.add', what: 'Eval', kind: 'eval', due: '2025-03-01' } as const;
    const items = opened().after(
      ['14:12', ben, { ...item, owner: { id: 'mia', name: 'Mia' } }],
      ['14:13', ben, { ...item, what: 'Alert', owner: dev }],
    );
    expect(may('action-item.end', 'mia', items, 'member')).toBe(true);
    expect(may('action-item.end', 'noa', items, 'member')).toBe(false);
    expect(may('action-item.end', 'mia', opened(), 'member')).toBe(false);
    const runs = opened().after(['14:12', ben, { type: 'clock.start', clock: 'breach', reason: 'names' }]);
    for (const [id, ends] of [
      ['ana', true],
      ['ben', true],
      ['chloe', false],
    ] as const)
      expect(may('clock.end', id, runs), id).toBe(ends);
    expect(may('clock.end', 'ana', opened())).toBe(false);
  });
});

describe('of two rollbacks that wait', () => {
  const ask = (part: string) => ({ type: 'rollback.request', part, reason: 'it changed' }) as const;
  const two = () => opened().after(['14:16', ben, ask('prompt')], ['14:17', ana, ask('index')]);

  it('whoever asked for one has a say in that one', () => {
    const decline = (action: string) => ({ type: 'rollback.decline', action, reason: 'not now' }) as const;
    two().after(['14:18', ana, decline('r2')]);
    two()
      .when('14:18', ana, decline('r1'))
      .refuses(/can't decline/, 'Ben Okafor or Finn Berg can.');
    // Ben asked for the first, so a second person approves that one; the other he may approve.
    two().after(['14:18', ben, { type: 'rollback.approve', action: 'r2' }]);
    two()
      .when('14:18', ben, { type: 'rollback.approve', action: 'r1' })
      .refuses(/can't approve/, /second person/);
  });
});

describe('whoever is refused hears who can', () => {
  const says = (
    story: Story,
    who: Parameters<Story['when']>[1],
    ...rest: [Parameters<Story['when']>[2], string]
  ) => story.when('14:20', who, rest[0]).refuses(/can't|can’t/, rest[1]);

  it('by what lets them: a clock, a seat, an offer, a role', () => {
    const runs = opened().after(['14:12', ben, { type: 'clock.start', clock: 'breach', reason: 'names' }]);
    says(
      runs,
      chloe,
      { type: 'clock.end', clock: 'breach', how: 'met', reason: 'sent' },
      'Ana Lima or Ben Okafor can.',
    );
    const offers = opened().after(['14:12', ben, { type: 'role', role: 'scribe', person: dev }]);
    const offered = 'it was offered to Dev Patel by Ben Okafor.';
    says(offers, ana, { type: 'role.answer', handover: 'h1', accept: true }, `Dev Patel can: ${offered}`);
    says(offers, ana, { type: 'role.withdraw', handover: 'h1' }, `Ben Okafor can: ${offered}`);
    const shows = '`/airb role` shows who holds which role.';
    says(opened(), ana, { type: 'role.release', role: 'communications' }, `Chloe Martin can. ${shows}`);
    says(
      opened(),
      ana,
      { type: 'role.release', role: 'scribe' },
      `Whoever holds it can; nobody does. ${shows}`,
    );
    says(
      opened(),
      dev,
      { type: 'redact', entries: [1], why: 'a name' },
      'Ben Okafor, Finn Berg or Eva Sato can.',
    );
  });
});
