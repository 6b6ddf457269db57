import { describe, expect, it } from 'vitest';
import { fold, nothing } from '../../../src/domain/incident/evolve.ts';
import { goesOnAs } from '../../../src/domain/incident/goes-on.ts';
import { entriesWith } from '../../../src/domain/incident/redaction.ts';
import { roomNameFor } from '../../../src/domain/incident/room-name.ts';
import { neverBelow } from '../../../src/domain/incident/switching.ts';
import { tombstoneOf } from '../../../src/domain/incident/tombstone.ts';
import { airb } from '../../../src/domain/people.ts';
import { hour, minute } from '../../../src/domain/time.ts';
import { happens, incident42, readyToRollBack } from '../../support/given.ts';
import { ana, at, ben, refusalAlert } from '../../support/worked-example.ts';
import { everyEvent } from '../../views/record/every-event.ts';

const taken = '[redacted by Ana Rossi: a name]';
const stale = { sev1: hour, sev2: 2 * hour, sev3: 24 * hour, sev4: 72 * hour };
const watched = () => readyToRollBack({ severity: 'sev2', plan: { stale } });
const timers = (effects: { dueAt: number; body: { kind: string; name?: string } }[]) =>
  effects.flatMap(({ dueAt, body }) => (body.kind === 'timer' && body.name === 'stale' ? [dueAt] : []));

describe('an incident nobody does anything about', () => {
  it('asks its commander and its owner whether it is still going on, and again after the same time', () => {
    const { events, effects } = happens(watched(), '18:00', airb, { type: 'stale.check' });
    expect(events).toMatchObject([{ type: 'stale.checked', asked: [{ id: 'ben' }, { id: 'ana' }] }]);
    const places = effects.flatMap(({ body }) => (body.kind === 'say' ? [body.place] : []));
    expect(places).toEqual([
      { to: 'room' },
      { to: 'person', person: 'ben' },
      { to: 'person', person: 'ana' },
    ]);
    expect(timers(effects)).toEqual([at('20:00')]);
  });

  it('asks at the very moment, each person once, and nobody where nobody decides or no time is set', () => {
    const asked = (roles: object, plan = { stale }) =>
      happens(incident42({ severity: 'sev2', roles, plan }), '16:10', airb, { type: 'stale.check' }).events;
    expect(asked({ commander: ben, owner: ben })).toMatchObject([{ asked: [ben] }]);
    expect(asked({ owner: ana })).toMatchObject([{ asked: [ana] }]);
    expect(asked({})).toMatchObject([{ asked: [] }]);
    incident42({ severity: 'sev2' }).when('16:10', airb, { type: 'stale.check' }).ignores();
  });

  it('asks nobody while somebody is at it, and looks again when that will be long ago', () => {
    const busy = watched().after(['17:30', ana, { type: 'note', text: 'still looking' }]);
    const { events, effects } = happens(busy, '18:00', airb, { type: 'stale.check' });
    expect(events).toMatchObject([{ type: 'stale.checked', idle: 30 * minute }]);
    expect(effects.map(({ body }) => body.kind)).toEqual(['timer']);
    expect(timers(effects)).toEqual([at('19:30')]);
  });

  it('is asked about no more once it is over', () => {
    watched()
      .after(['14:20', ben, { type: 'cancel', reason: 'a load test' }])
      .when('18:00', airb, { type: 'stale.check' })
      .ignores();
  });
});

describe('another name', () => {
  it('is on the card, in the topic and on record beside the old one', () => {
    const story = readyToRollBack();
    const before = story.incident.title;
    const { events, effects, incident } = happens(story, '14:15', ana, {
      type: 'rename',
      title: '  Billing questions\n are refused ',
    });
    expect(events).toMatchObject([{ type: 'renamed', title: 'Billing questions are refused', before }]);
    expect(incident).toMatchObject({ title: 'Billing questions are refused' });
    expect(effects.map(({ body }) => body.kind)).toContain('room.topic');
  });

  it('gives its channel a name after it, once it is there, and back when the title is redacted', () => {
    const story = readyToRollBack();
    const room = story.incident.room ?? '';
    const title = 'Ärger: Café & 支付 are refused';
    const renamed = happens(story, '14:15', ana, { type: 'rename', title });
    const asked = renamed.effects.find(({ body }) => body.kind === 'room.rename');
    expect(asked).toMatchObject({ lane: 'room.name', body: { kind: 'room.rename' } });
    const name = roomNameFor(renamed.incident);
    expect(name).toMatch(/^inc-20250217-42-[a-z-]+-arger-cafe-are-refused$/);
    expect(roomNameFor({ ...renamed.incident, title: 'a'.repeat(200) })).toHaveLength(80);
    expect(roomNameFor({ ...renamed.incident, title: '支付' })).toBe(
      roomNameFor({ ...renamed.incident, title: taken }),
    );

    const later = story.after(['14:15', ana, { type: 'rename', title }]);
    const told = { type: 'room.renamed' as const, room, name };
    const done = happens(later, '14:15', airb, told);
    expect(done.events).toMatchObject([{ type: 'room.renamed', name, before: story.incident.roomName }]);
    expect(done.incident).toMatchObject({ roomName: name, rooms: [{ ref: room, name }] });
    // The same told twice, after a crash, and of a room that is not this incident's.
    const after = later.after(['14:15', airb, told]);
    after.when('14:16', airb, told).ignores();
    after.when('14:16', airb, { ...told, room: 'slack:C999' }).ignores();

    const log = [...later.log, ...done.events];
    const entry = log.findIndex(({ type }) => type === 'renamed') + 1;
    expect(entriesWith(log, entry)).toEqual([entry, log.length]);
    const buried = log.map((one, n) => (n + 1 < entry ? one : tombstoneOf(one, taken)));
    expect(fold(nothing, buried)).toMatchObject({ title: taken, roomName: story.incident.roomName });
  });

  it('is refused when empty or too long, and needless when it is the same', () => {
    const story = readyToRollBack();
    story.when('14:15', ana, { type: 'rename', title: ' \n ' }).refuses('Say the new title.', /rename/);
    story.when('14:15', ana, { type: 'rename', title: 'x'.repeat(201) }).refuses(/201 characters/, /note/);
    story.when('14:15', ana, { type: 'rename', title: story.incident.title }).ignores();
  });
});

describe('another runbook', () => {
  const { plan: other } = everyEvent['runbook.switched'];
  const story = readyToRollBack();
  const plan = {
    ...other,
    runbook: { ...other.runbook, id: 'wrong-tool', title: 'Wrong tool', hash: 'b'.repeat(64) },
    cadence: { ...other.cadence, sev2: { every: 4 * hour }, sev3: {} },
    approvals: { ...other.approvals, sev1: 0 },
  };
  const command = {
    type: 'runbook.switch' as const,
    plan,
    failure: 'wrong-tool',
    reason: 'a tool is called',
  };
  const step = other.sections[0]?.steps[0]?.id ?? '';

  it('brings a new checklist and keeps what was done as history, with both hashes on record', () => {
    const done = story.after(['14:14', ana, { type: 'step.do', step }]);
    const { incident, events } = happens(done, '14:15', ben, command);
    expect(events).toMatchObject([
      { type: 'runbook.switched', before: { hash: story.incident.plan.runbook.hash } },
    ]);
    expect(incident).toMatchObject({
      failure: 'wrong-tool',
      formerFailures: [story.incident.failure],
      plan: { runbook: { id: 'wrong-tool', hash: 'b'.repeat(64) } },
      formerSteps: [{ status: 'done', by: 'Ana Lima' }],
    });
    expect(Object.values(incident.steps).every(({ status }) => status === 'open')).toBe(true);
  });

  it('makes updates no slower and approvals no fewer', () => {
    const before = story.incident.plan;
    const next = neverBelow(plan, before);
    expect(next.cadence.sev2.every).toBe(before.cadence.sev2.every);
    expect(next.cadence.sev3).toEqual(before.cadence.sev3);
    expect(next.approvals.sev1).toBe(before.approvals.sev1);
    expect(next.escalation).toEqual(before.escalation);
    expect(next.audiences).toEqual(before.audiences);
  });

  it('waits while a change is under way that was asked for by the old one', () => {
    story
      .after(['14:13', ana, { type: 'rollback.request', part: 'prompt', reason: 'refusals followed it' }])
      .when('14:15', ben, command)
      .refuses(/The change of prompt is not over/, /then switch/);
  });
});

describe('alerts that were split out', () => {
  it('leave the incident once, and later episodes of them arrive where they went', () => {
    const { source, fingerprint } = refusalAlert;
    const off = {
      ...{ type: 'split.off' as const, to: 43, title: 'Latency', who: 'Ben' },
      alerts: [{ source, fingerprint }],
    };
    const left = readyToRollBack().after(['14:15', airb, off]);
    expect(left.incident.alerts).toEqual([]);
    left.when('14:16', airb, off).ignores();
    expect(goesOnAs(left.incident, { type: 'alert.arrive', alert: refusalAlert })).toBe(43);
    const another = { ...refusalAlert, fingerprint: 'another' };
    expect(goesOnAs(left.incident, { type: 'alert.arrive', alert: another })).toBeUndefined();
  });

  const { source, fingerprint } = refusalAlert;
  const begin = { type: 'split.begin' as const, alerts: [{ source, fingerprint }] };

  it('are taken out by one of two who do so at once; whoever dies in between holds it up for a minute at most', () => {
    const begun = readyToRollBack().after(['14:15', ben, begin]);
    begun
      .when('14:15', ana, begin)
      .refuses('Ben Okafor is splitting alerts out of INC-42 right now.', /split/);
    expect(happens(begun, '14:17', ana, begin).events).toMatchObject([{ type: 'split.begun' }]);
  });

  it('have moved the numbers: a second split by somebody else is asked to look again', () => {
    const off = {
      ...{ type: 'split.off' as const, to: 43, title: 'Latency', who: 'Ben Okafor' },
      alerts: begin.alerts,
    };
    const left = readyToRollBack().after(['14:15', ben, begin], ['14:15', airb, off]);
    left.when('14:15', ana, begin).refuses(/Ben Okafor has just split alerts out/, /numbers as they are now/);
    left.when('14:16', ana, begin).refuses('INC-42 no longer has all of those alerts.', /split/);
  });
});
