import { describe, expect, it } from 'vitest';
import type { Survivor } from '../../../src/domain/incident/commands.ts';
import { estateOf } from '../../../src/domain/incident/merging.ts';
import { airb } from '../../../src/domain/people.ts';
import { given, happens, readyToRollBack, stranger } from '../../support/given.ts';
import { alertmanager, ana, ben, dev, refusalAlert } from '../../support/worked-example.ts';
import { everyEvent } from '../../views/record/every-event.ts';

const open: Survivor = { open: true, private: false, phase: 'triage' };
const merge = (survivor: Survivor = open, into = 7) => ({
  type: 'merge' as const,
  into,
  reason: 'same prompt',
  survivor,
});
const incident = () => readyToRollBack();
const hidden = () =>
  given(...incident().log.map((one) => (one.type === 'incident.opened' ? { ...one, private: true } : one)));
const kinds = (effects: { body: { kind: string } }[]) => effects.map(({ body }) => body.kind);

describe('an incident that is the same as another', () => {
  it('ends as merged: pages are called off, what it has is handed over, and whoever heard of it hears where it goes on', () => {
    const told = readyToRollBack({ plan: { pagers: ['chat', 'pagerduty'] } }).after(
      ['14:12', airb, { type: 'page.sent', level: 0, route: 'pagerduty', people: [ana], summary: 's' }],
      [
        '14:14',
        ben,
        {
          type: 'update',
          form: 'internal',
          text: { users: 'Refusals.', since: '14:10', scope: 'Paid.', mitigation: 'Looking.' },
        },
      ],
    );
    const { effects, incident: after } = happens(told, '14:15', ben, merge());
    expect(after).toMatchObject({ phase: 'merged', into: 7 });
    expect(kinds(effects)).toContain('hand-over');
    expect(effects.map(({ body }) => body)).toContainEqual(
      expect.objectContaining({ kind: 'page', action: 'resolve', route: 'pagerduty' }),
    );
    const hearers = effects.flatMap(({ body }) =>
      body.kind === 'say' && body.saying.as === 'merged' ? [body.place] : [],
    );
    expect(hearers.length).toBeGreaterThan(0);
  });

  it('calls off what waits for an approval: nothing runs after the end', () => {
    const waits = incident().after([
      '14:13',
      dev,
      { type: 'rollback.request', part: 'prompt', reason: 'refusals followed it' },
    ]);
    expect(happens(waits, '14:15', ben, merge()).events).toMatchObject([
      { type: 'rollback.declined', calledOff: true },
      { type: 'merged' },
    ]);
  });

  it('ends the offer of a role: nobody takes one in it any more', () => {
    const offered = incident().after(['14:13', ben, { type: 'role', role: 'scribe', person: dev }]);
    expect(happens(offered, '14:15', ben, merge()).events).toMatchObject([
      { type: 'role.unanswered', how: 'over' },
      { type: 'merged' },
    ]);
  });

  it('is not merged into itself, nor into one that is over, nor by strangers', () => {
    incident()
      .when('14:15', ben, merge(open, 42))
      .refuses(/INC-42 can't be merged into itself/, /merge/);
    incident()
      .when('14:15', ben, merge({ open: false, private: false, phase: 'merged' }))
      .refuses('INC-7 is already merged, so nothing can go on there.', /open/);
    incident()
      .when('14:15', stranger, merge())
      .refuses(/does not know you yet/, /./);
  });

  it('never goes on as a drill, in which it would be gone', () => {
    incident()
      .when('14:15', ben, merge({ ...open, drill: true }))
      .refuses(/INC-7 is a drill: nothing real goes on in one/, /open/);
  });

  it('does not leave a change behind that nobody would see the end of', () => {
    const running = incident().after(
      ['14:13', dev, { type: 'rollback.request', part: 'prompt', reason: 'refusals followed it' }],
      ['14:14', ben, { type: 'rollback.approve', action: 'r1' }],
    );
    running.when('14:15', ben, merge()).refuses(/how the change of prompt in INC-42 ends/, /merge from #7/);
  });

  it('is over for good: it can not be opened again, and says where it goes on', () => {
    incident()
      .after(['14:15', ben, merge()])
      .when('14:20', ana, { type: 'reopen', reason: 'it is back' })
      .refuses('INC-42 was merged into INC-7.', /#7/);
  });

  it('that is private is shown to nobody by a slip: the form names what becomes visible, and few may send it', () => {
    const { decision } = hidden().when('14:15', ben, merge());
    expect(decision).toMatchObject({
      lacks: 'confirmation',
      rejected: expect.stringMatching(/INC-42 is private and INC-7 is not: its title .* 1 alerts/),
    });
    hidden()
      .when('14:15', dev, { ...merge(), confirmed: true })
      .refuses(/can't merge a private incident/, /can\./);
    const { events } = happens(hidden(), '14:15', ben, { ...merge(), confirmed: true });
    expect(events).toMatchObject([{ type: 'merged', into: 7 }]);
  });

  it('says no number where the survivor is private', () => {
    const story = incident().after(['14:15', ben, merge({ ...open, private: true })]);
    expect(story.incident).toMatchObject({ phase: 'merged', quiet: true });
    story.when('14:20', ana, { type: 'read' }).refuses('INC-42 was merged into a private incident.', /./);
  });
});

describe('the incident it goes on as', () => {
  const absorb = (left = everyEvent.absorbed.left) => ({ type: 'absorb' as const, left, evidence: [] });

  it('takes alerts, changes and people, once, and rises where the other was worse', () => {
    const story = incident();
    const strange = { ...refusalAlert, fingerprint: 'from-41', source: 'alertmanager' };
    const left = {
      ...everyEvent.absorbed.left,
      severity: 'sev1' as const,
      alerts: [{ alert: strange, times: 2, resolved: false }],
    };
    const taken = story.after(['14:15', airb, absorb(left)]);
    expect(taken.incident).toMatchObject({ severity: 'sev1', absorbed: [41] });
    const { alerts } = taken.incident;
    expect(alerts.map(({ alert }) => alert.fingerprint)).toContain('from-41');
    taken.when('14:16', airb, absorb(left)).ignores();
    // It is an alert of this incident from now on.
    const { events } = happens(taken, '14:20', alertmanager, {
      type: 'alert.arrive',
      alert: { ...strange, status: 'resolved', endsAt: strange.startsAt + 600_000 },
    });
    expect(events).toMatchObject([{ type: 'alert.resolved' }]);
  });

  it('invites whoever worked on the other one, and nobody where it is private', () => {
    const invites = (effects: { body: { kind: string } }[]) =>
      effects.filter(({ body }) => body.kind === 'room.invite');
    const mild = absorb({ ...everyEvent.absorbed.left, severity: 'sev4' });
    expect(invites(happens(incident(), '14:15', airb, mild).effects)).toHaveLength(1);
    expect(invites(happens(hidden(), '14:15', airb, mild).effects)).toHaveLength(0);
  });
});

describe('whoever was told of the one that was merged', () => {
  const leaders = {
    ...{ id: 'leaders', title: 'Leaders', by: 'person' as const, chat: 'slack', person: 'eva' },
    ...{ form: 'internal' as const, severities: ['sev1' as const] },
  };

  it('hears the end of what it goes on as, though that one would not have told them', () => {
    const left = { ...everyEvent.absorbed.left, severity: 'sev4' as const, audiences: [leaders] };
    const story = incident().after(['14:15', airb, { type: 'absorb', left, evidence: [] }]);
    expect(story.incident.audiencesTold).toContain('leaders');
    const { effects } = happens(story, '14:30', ben, { type: 'cancel', reason: 'a drill nobody announced' });
    expect(effects.map(({ body }) => body)).toContainEqual(
      expect.objectContaining({ kind: 'say', place: { to: 'person', person: 'eva' } }),
    );
  });

  it('is named in what is left, unless it is a status page, where people say how it goes on', () => {
    const story = incident().after(['14:15', ben, merge()]);
    const event = story.log.at(-1);
    if (story.incident.phase !== 'merged' || event?.type !== 'merged') throw new Error('it is not merged');
    const { form, severities } = leaders;
    const page = { id: 'page', title: 'Status page', by: 'statuspage' as const, form, severities };
    const told = { ...story.incident, audiencesTold: ['leaders', 'page'] };
    const plan = { ...told.plan, audiences: [leaders, page] };
    expect(estateOf({ ...told, plan }, event).audiences?.map(({ id }) => id)).toEqual(['leaders']);
    expect(estateOf({ ...told, plan, private: true }, event).audiences).toBeUndefined();
  });
});

describe('what is left', () => {
  it('has no content that only the record of the other one holds', () => {
    const story = incident().after(['14:15', ben, merge()]);
    const event = story.log.at(-1);
    if (story.incident.phase !== 'merged' || event?.type !== 'merged') throw new Error('it is not merged');
    const left = estateOf(story.incident, event);
    expect(left).toMatchObject({ number: 42, who: 'Ben Okafor', reason: 'same prompt' });
    expect(left.alerts.every(({ alert }) => alert.kept === undefined)).toBe(true);
    expect(left.people.map(({ id }) => id)).toContain('ana');
  });
});
