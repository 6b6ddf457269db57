import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import type { EscalationRule } from '../../../src/domain/runbooks/runbook.ts';
import { hour, minute } from '../../../src/domain/time.ts';
import { bodiesOf, incident42, timersOf } from '../../support/given.ts';
import { ana, at, ben, levels } from '../../support/worked-example.ts';

const contacts = { technical: ['ana', 'finn'], business: ['dev'], risk: [] };
const late = {
  escalate: 'business',
  severities: ['sev1', 'sev2'],
  after: 30 * minute,
  without: 'containment',
} satisfies EscalationRule;
const leaderless = { escalate: 'technical', after: 5 * minute, without: 'commander' } as const;
const crossed = {
  escalate: 'technical',
  signal: 'refusal_rate',
  compare: 'above',
  baselineFactor: 2,
} as const;
const given = (plan: Partial<Plan> = {}, more: Parameters<typeof incident42>[0] = {}) =>
  incident42({
    severity: 'sev2',
    ...more,
    plan: { contacts, commanders: ['ben'], escalateWhen: [late, leaderless, crossed], ...plan },
  });
const due = (rule: number) => ({ type: 'escalate.due' as const, rule });
const readings = (clock: string, refusals: number) => ({
  type: 'readings' as const,
  purpose: { for: 'demand' as const },
  sampledAt: at(clock),
  readings: levels(clock, { refusals, deflection: 0.4 }),
});

describe('a person escalates', () => {
  const asked = given().after([
    '14:20',
    ben,
    { type: 'escalate', kind: 'technical', reason: 'nobody finds it' },
  ]);

  it('invites those the files name, tells each of them why, and the room', () => {
    expect(bodiesOf(asked.asked(), 'room.invite')).toMatchObject([{ people: ['ana', 'finn'] }]);
    const said = bodiesOf(asked.asked(), 'say').map(({ place, card }) => [
      'person' in place ? place.person : place.to,
      card.text,
    ]);
    for (const who of ['ana', 'finn', 'room'])
      expect(said).toContainEqual([who, expect.stringMatching(/Escalated, technical: .*nobody finds it/)]);
  });

  it('may do so again with news; without a reason, or where the files name nobody, nothing happens', () => {
    expect(
      asked.after(['14:25', ana, { type: 'escalate', kind: 'technical', reason: 'it spreads' }]).log.at(-1),
    ).toMatchObject({ type: 'escalated', because: { said: 'it spreads' } });
    asked
      .when('14:25', ana, { type: 'escalate', kind: 'technical', reason: 'nobody finds it ' })
      .ignores(/brought in for that at 14:20 UTC/);
    asked.when('14:25', ana, { type: 'escalate', kind: 'business', reason: ' ' }).refuses(/Say why/);
    asked
      .when('14:25', ana, { type: 'escalate', kind: 'risk', reason: 'data may be out' })
      .refuses(/names nobody for risk/, /`contacts` in the system file/);
  });
});

describe('the same reason', () => {
  const clock = (id: string) => ({
    id,
    name: id,
    within: hour,
    from: 'awareness' as const,
    owner: 'ana',
    remind: [],
  });
  const plan = {
    contacts: { ...contacts, risk: ['finn'] },
    regulatory: [clock('breach'), clock('outage')],
  };
  const risk = (reason: string, ...clocks: string[]) => ({
    type: 'escalate' as const,
    kind: 'risk' as const,
    reason,
    clocks,
  });
  const types = (story: ReturnType<typeof given>, from: ReturnType<typeof given>) =>
    story.log.slice(from.log.length).map(({ type }) => type);
  const told = given(plan).after(['14:20', ben, risk(' data is out ', 'breach', 'breach')]);

  it('starts a regulatory clock once, and only where risk is judged', () => {
    expect(types(told, given(plan))).toEqual(['escalated', 'clock.started']);
    expect(told.incident.escalations).toMatchObject([{ because: { said: 'data is out' }, by: ben.name }]);
    expect(told.log.at(-1)).toMatchObject({ at: at('14:20'), clock: 'breach', reason: 'data is out' });
    given(plan)
      .when('14:20', ben, { ...risk('x', 'breach'), kind: 'technical' })
      .refuses(/Only a risk/);
    given(plan).when('14:20', ben, risk('x', 'none')).refuses(/none/);
  });

  it('calls nobody again within the hour; a clock that is new begins all the same', () => {
    told.when('15:19', ana, risk('data is out', 'breach')).ignores(/for that at 14:20 UTC/);
    expect(types(told.after(['15:19', ana, risk('data is out', 'outage')]), told)).toEqual(['clock.started']);
    expect(types(told.after(['15:20', ana, risk('data is out')]), told)).toEqual(['escalated']);
    const others = { ...risk('data is out'), kind: 'technical' as const };
    expect(types(told.after(['14:21', ana, others]), told)).toEqual(['escalated']);
  });
});

describe('a time of the files runs out', () => {
  it('tells the room alone where the files name nobody for it, and knows only rules that wait for a time', () => {
    const nobody = given({ contacts: { ...contacts, business: [] } }).after(['14:41', airb, due(0)]);
    expect(bodiesOf(nobody.asked(), 'room.invite')).toEqual([]);
    expect(nobody.incident.escalations[0]).not.toHaveProperty('by');
    given().when('14:41', airb, due(2)).decides();
    given().when('14:41', airb, due(3)).decides();
    given({ escalateWhen: undefined }).when('14:41', airb, due(0)).decides();
  });

  it('holds each rule for itself: who was called for another reason is called for this one', () => {
    const technical = { ...late, escalate: 'technical' } as const;
    const story = given({ escalateWhen: [late, leaderless, crossed, technical] }, { roles: {} }).after(
      ['14:16', airb, due(1)],
      ['14:20', airb, readings('14:20', 0.19)],
      ['14:41', airb, due(0)],
      ['14:42', airb, due(3)],
    );
    expect(story.incident.escalations.map(({ kind, because }) => [kind, Object.keys(because)[0]])).toEqual([
      ['technical', 'late'],
      ['technical', 'crossed'],
      ['business', 'late'],
      ['technical', 'late'],
    ]);
    // Whoever may command comes where nobody does, and for nothing else.
    expect(story.incident.escalations.map(({ people }) => people.some(({ id }) => id === 'ben'))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('counts from the moment at which nobody commands any more, for the rule of a commander alone', () => {
    const left = given()
      .after(['14:30', ben, { type: 'role.release', role: 'commander' }])
      .asked();
    expect(timersOf(left).filter((it) => it.startsWith('escalate'))).toEqual(['escalate.1 14:35']);
    expect(bodiesOf(left, 'timer').map(({ command }) => command)).toContainEqual(due(1));
  });

  it('counts from the opening, and only the rules of this severity wait', () => {
    const timers = (story: ReturnType<typeof given>) =>
      timersOf(story.asked()).filter((it) => it.startsWith('escalate'));
    const raised = given({}, { severity: 'sev3' }).after([
      '14:20',
      ben,
      { type: 'severity', to: 'sev2', reason: 'worse' },
    ]);
    expect(timers(raised)).toEqual(['escalate.0 14:40', 'escalate.1 14:20']);
  });

  it('brings them in where nothing is contained, once', () => {
    const story = given().after(['14:41', airb, due(0)]);
    expect(story.log.at(-1)).toMatchObject({
      type: 'escalated',
      kind: 'business',
      because: { late: late.after, without: 'containment' },
    });
    const dm = bodiesOf(story.asked(), 'say').find(({ place }) => place.to === 'person');
    expect(dm?.card.text).toContain('30 min after opening without a measured containment');
    story.when('14:50', airb, due(0)).decides();
  });

  it('counts anew from a reopening, and says so', () => {
    const back = given().after(
      ['14:41', airb, due(0)],
      ['14:50', ben, { type: 'cancel', reason: 'a load test' }],
      ['18:00', ana, { type: 'reopen', reason: 'refusals rise again' }],
    );
    expect(timersOf(back.asked())).toContain('escalate.0 18:30');
    const { log } = back.after(['18:30', airb, due(0)]);
    expect(log.at(-1)).toMatchObject({
      type: 'escalated',
      because: { late: 30 * minute, without: 'containment', again: true },
    });
  });

  it('brings those in who may command where nobody does, beside the others', () => {
    const leaderless = given({}, { roles: {} }).after(['14:16', airb, due(1)]);
    expect(leaderless.log.at(-1)).toMatchObject({
      people: [{ id: 'ben' }, { id: 'ana' }, { id: 'finn' }],
    });
    given().when('14:16', airb, due(1)).decides();
  });

  it('leaves alone what is watched already, another severity, what is over, and a private room', () => {
    given()
      .after(['14:32', ben, { type: 'verify' }])
      .when('14:41', airb, due(0))
      .decides();
    given({}, { severity: 'sev3' }).when('14:41', airb, due(0)).decides();
    given()
      .after(['14:32', ben, { type: 'cancel', reason: 'x' }])
      .when('14:41', airb, due(0))
      .decides();
    given({}, { private: true }).when('14:41', airb, due(0)).decides();
  });

  it('brings nobody but those who judge risk into a private room, where nobody commands either', () => {
    const toRisk = { escalate: 'risk', after: 5 * minute, without: 'commander' } as const;
    const plan = { contacts: { ...contacts, risk: ['finn'] }, escalateWhen: [toRisk] };
    const brought = (more: object) =>
      given(plan, { roles: {}, ...more })
        .after(['14:16', airb, due(0)])
        .log.at(-1);
    expect(brought({ private: true })).toMatchObject({ people: [{ id: 'finn' }] });
    expect(brought({})).toMatchObject({ people: [{ id: 'ben' }, { id: 'finn' }] });
  });
});

describe('the files ask for somebody from the beginning', () => {
  const atOnce = { escalate: 'risk', at: 'opening' } as const;
  const asking = (more: Parameters<typeof incident42>[0] = {}) =>
    given({ contacts: { ...contacts, risk: ['finn'] }, escalateWhen: [late, atOnce] }, more);

  it('brings them in at once, by the words of the files, and once', () => {
    const story = asking().after(['14:10:01', airb, due(1)]);
    expect(story.log.at(-1)).toMatchObject({
      type: 'escalated',
      kind: 'risk',
      people: [{ id: 'finn' }],
      because: { at: 'opening' },
    });
    const dm = bodiesOf(story.asked(), 'say').find(({ place }) => place.to === 'person');
    expect(dm?.card.text).toContain('The files ask for them at once.');
    story.when('14:20', airb, due(1)).decides();
  });

  it('into a private room as well, where it is risk, and not at a severity they do not name', () => {
    expect(asking({ private: true }).after(['14:11', airb, due(1)]).incident.escalations).toHaveLength(1);
    const sev1 = { ...atOnce, severities: ['sev1' as const] };
    const story = given({ contacts: { ...contacts, risk: ['finn'] }, escalateWhen: [sev1] });
    story.when('14:11', airb, due(0)).decides();
    const raised = story.after(['14:20', ben, { type: 'severity', to: 'sev1', reason: 'it spreads' }]);
    expect(timersOf(raised.asked())).toContain('escalate.0 14:20');
  });

  it('and when the incident is switched to such a runbook', () => {
    const { plan } = asking().incident;
    const exposure = { ...plan, runbook: { ...plan.runbook, id: 'data-exposure', hash: 'f'.repeat(64) } };
    const switched = given().after([
      '14:30',
      ben,
      { type: 'runbook.switch', plan: exposure, failure: 'data-exposure', reason: 'a name of somebody else' },
    ]);
    expect(timersOf(switched.asked())).toContain('escalate.1 14:30');
  });
});

describe('a signal crosses a limit of the files', () => {
  it('brings them in with the number, once', () => {
    const story = given().after(['14:20', airb, readings('14:20', 0.19)]);
    expect(story.log.at(-1)).toMatchObject({
      type: 'escalated',
      because: { crossed: { signal: 'refusal_rate', value: 0.19 } },
    });
    const again = story.after(['14:25', airb, readings('14:25', 0.22)]);
    expect(again.log.at(-1)?.type).toBe('readings.taken');
  });

  it('which may be a sum as well as a multiple of normal', () => {
    const sum = { escalate: 'business', signal: 'refusal_rate', compare: 'above', value: 0.2 } as const;
    const story = given({ escalateWhen: [sum] }).after(['14:20', airb, readings('14:20', 0.19)]);
    expect(story.log.at(-1)?.type).toBe('readings.taken');
    expect(story.after(['14:25', airb, readings('14:25', 0.21)]).log.at(-1)).toMatchObject({
      ...{ type: 'escalated', kind: 'business', people: [{ id: 'dev' }] },
      because: { crossed: { value: 0.21, limit: 0.2 } },
    });
  });

  it('brings them in for another signal of theirs, and for none after the end', () => {
    const other = {
      ...crossed,
      signal: 'ticket_deflection',
      compare: 'below',
      baselineFactor: 0.98,
    } as const;
    const two = given({ escalateWhen: [crossed, other] }).after(['14:20', airb, readings('14:20', 0.19)]);
    expect(two.incident.escalations).toHaveLength(2);
    const over = given().after(
      ['14:30', ben, { type: 'category', category: 'prompt', because: 'x' }],
      ['14:31', ben, { type: 'resolve', override: 'seen' }],
      ['14:40', airb, { ...readings('14:40', 0.19), purpose: { for: 'recovery' } }],
    );
    expect(over.incident.escalations).toEqual([]);
  });

  it('calls nobody below it, nor where it was not measured', () => {
    const low = given().after(['14:20', airb, readings('14:20', 0.05)]);
    expect(low.log.at(-1)?.type).toBe('readings.taken');
    const blind = {
      ...readings('14:20', 0.19),
      readings: [{ signal: 'refusal_rate', at: at('14:20'), problem: 'no data' }],
    };
    expect(given().after(['14:20', airb, blind]).log.at(-1)?.type).toBe('readings.taken');
  });
});
