import { describe, expect, it } from 'vitest';
import type { DrillFacts } from '../../../src/domain/incident/drill-facts.ts';
import {
  drillFacts,
  drillPlan,
  drillTitle,
  playedAt,
  realTitle,
} from '../../../src/domain/incident/drill-plan.ts';
import type { Effect } from '../../../src/domain/incident/effects.ts';
import { fold, nothing } from '../../../src/domain/incident/evolve.ts';
import { headOf } from '../../../src/domain/incident/head.ts';
import { react } from '../../../src/domain/incident/react.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { airb, type Person } from '../../../src/domain/people.ts';
import { minute } from '../../../src/domain/time.ts';
import { given, happens, readyToRollBack, type Story } from '../../support/given.ts';
import {
  alertmanager,
  ana,
  ben,
  chloe,
  dev,
  event,
  evidence,
  opening,
  refusalAlert,
  workedExample,
} from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';
import { everyEvent } from '../../views/record/every-event.ts';

const truth = { parts: ['prompt', 'index'], causes: [] };

function asDrill(people: Person[], plan = workedExamplePlan()): Parameters<typeof opening>[0] {
  const drill: DrillFacts = drillFacts(plan, { scenario: 'support-bot', truth, people });
  const roles = people.includes(ben) ? { commander: ben } : {};
  return {
    ...{ drill, roles, plan: drillPlan(plan, drill, 42) },
    title: drillTitle('Support bot refuses too much'),
  };
}

/** The worked example as an exercise of Ana and Ben, up to its end but for the resolution. */
function played(): Story {
  return given(...workedExample(asDrill([ana, ben])).slice(0, -1));
}

function reached(effects: Effect[]): string[] {
  return effects.flatMap(({ body }) => {
    if (body.kind === 'room.invite') return body.people;
    if (!('place' in body)) return [body.kind];
    if (body.place.to === 'person') return [body.place.person];
    return [body.place.to === 'channel' ? body.place.channel : body.place.to];
  });
}

describe('what a drill may reach', () => {
  it('is its own room and those who joined, whatever happens in it', () => {
    const plan = {
      ...workedExamplePlan(),
      pagers: ['chat', 'pagerduty', 'smtp'],
      audiences: [
        ...workedExamplePlan().audiences,
        {
          id: 'status',
          title: 'Status page',
          by: 'statuspage' as const,
          form: 'customer' as const,
          severities: ['sev2' as const, 'sev3' as const],
        },
      ],
    };
    const log = workedExample(asDrill([ana, ben], plan));
    const incident = fold(nothing, log) as Opened;
    const every = Object.values(everyEvent)
      .filter(({ type }) => type !== 'incident.opened')
      .map((body) => event('14:30', ben, body));
    const places = [...log, ...every].flatMap((one, n) => reached(react(one, incident, n + 1)));
    const inside = [
      'ana',
      'ben',
      'room',
      'room.open',
      'room.archive',
      'room.topic',
      'room.links',
      'room.pin',
      'canvas',
    ];
    const ofTheWorld = ['action', 'look', 'observe', 'read', 'timer'];
    expect([...new Set(places)].filter((one) => ![...inside, ...ofTheWorld].includes(one))).toEqual([]);
    expect(places).toContain('ana');
  });

  it('holds no address, no pager and no channel of others in its plan', () => {
    const real = workedExamplePlan();
    const { plan = real } = asDrill([ana, ben]) ?? {};
    for (const { id, action } of plan.parts.filter((part) => part.action))
      expect(playedAt(action?.url ?? '')).toEqual({ incident: 42, part: id });
    expect(plan).toMatchObject({ pagers: ['chat'], incidentsChannels: {}, approvers: ['ana', 'ben'] });
    expect(plan.escalation.map(({ people }) => people)).toEqual([['ana'], ['ben']]);
    expect(JSON.stringify(plan)).not.toMatch(/https?:\/\/(?!airb)[^"]*(?:rollback|deploy|flags)/);
  });

  it('shows in the room what stakeholders would have got', () => {
    const text = {
      users: 'One in five is declined.',
      since: '14:10',
      scope: 'Paid.',
      mitigation: 'Rolling back.',
    };
    const { effects } = happens(played(), '14:41', chloe, { type: 'update', form: 'internal', text });
    const unsent = effects.flatMap(({ body }) =>
      body.kind === 'say' && body.saying.as === 'unsent' ? [body.saying] : [],
    );
    expect(unsent).toMatchObject([
      { to: ['#support-leadership'], saying: { as: 'update', form: 'internal' } },
    ]);
  });

  it('is left out of what counts', () => {
    expect(headOf(played().incident, 1, 0)).toMatchObject({ drill: true });
    expect(headOf(given(opening()).incident, 1, 0)).not.toHaveProperty('drill');
  });
});

describe('who is in a drill', () => {
  it('pages whoever joins first where nobody was in it, and asks those who join later by the policy', () => {
    const alone = given(opening(asDrill([])));
    const first = happens(alone, '14:12', dev, { type: 'drill.join' });
    expect(reached(first.effects)).toContain('dev');
    expect(first.incident.paging.people).toMatchObject([{ id: 'dev' }]);
    const second = happens(given(...alone.log, ...first.events), '14:13', ana, { type: 'drill.join' });
    expect(second.incident.plan.escalation.map(({ people }) => people)).toEqual([['ana'], ['dev']]);
    expect(
      second.effects.filter(({ body }) => body.kind === 'draw' && body.slot.startsWith('page:')),
    ).toEqual([]);
    given(...alone.log, ...first.events)
      .when('14:14', dev, { type: 'drill.join' })
      .ignores(/already/);
  });

  it('takes no real alert, joins no incident and keeps its runbook', () => {
    const { plan } = everyEvent['runbook.switched'];
    const survivor = { open: true, private: false, phase: 'triage' };
    played()
      .when('14:40', alertmanager, { type: 'alert.arrive', alert: { ...refusalAlert, fingerprint: 'b' } })
      .ignores()
      .when('14:40', ben, { type: 'merge', into: 7, reason: '', survivor })
      .refuses(/merged into nothing/, /drill stop/)
      .when('14:40', ben, { type: 'runbook.switch', plan, failure: 'x', reason: '' })
      .refuses(/keeps the runbook/)
      .when('14:40', ben, { type: 'rename', title: 'Refusals' })
      .refuses(/keeps its title/);
    given(opening()).when('14:12', ana, { type: 'drill.join' }).refuses('INC-42 is no drill.', /drill/);
  });

  it('says once that a real incident began, and ends when somebody stops it', () => {
    const real = {
      type: 'drill.real' as const,
      number: 43,
      severity: 'sev2' as const,
      title: 'Refunds fail',
    };
    const told = played().when('14:40', airb, real).decides(real);
    told.when('14:41', airb, real).ignores();
    told.when('14:42', dev, { type: 'drill.stop', reason: ' ' }).refuses(/Say why the drill stops/);
    const { events, incident } = happens(told, '14:42', dev, { type: 'drill.stop', reason: 'enough' });
    expect(events).toMatchObject([
      { type: 'cancelled' },
      { type: 'drill.scored', score: { ended: 'stopped', passed: false } },
    ]);
    expect(incident.phase).toBe('cancelled');
  });
});

describe('the score of a drill', () => {
  const found = event('14:15', ana, {
    type: 'diagnosis.concluded',
    cause: 'prompt-wording',
    because: 'it follows the release',
  });
  const owner = event('14:20', dev, { type: 'role.assigned', role: 'owner', person: dev });
  const example = {
    id: 'x1',
    source: 'e3',
    set: 'blocking' as const,
    expected: 'answers',
    reason: 'asked daily',
  };
  const sorted = event('14:21', ana, { type: 'example.sorted', example });
  const again = evidence({
    id: 'e9',
    title: 'The same questions again',
    content: 'All answered.',
    from: 'command',
  });
  const replay = event('14:35', ana, { type: 'evidence.saved', evidence: again });
  const scoreAfter = (...log: ReturnType<typeof event>[]) => {
    const drill = asDrill([ana, ben]);
    if (drill?.drill) drill.drill = { ...drill.drill, truth: { ...truth, causes: ['prompt-wording'] } };
    const story = [...workedExample(drill).slice(0, -1), ...log].toSorted((a, b) => a.at - b.at);
    const { events } = happens(given(...story), '14:44', ben, { type: 'resolve' });
    const last = events.at(-1);
    if (last?.type !== 'drill.scored') throw new Error(`not scored: ${last?.type}`);
    return last.score;
  };
  const met = (score: ReturnType<typeof scoreAfter>) =>
    score.results.filter((one) => one.met).map(({ task }) => task);

  it('is full when all four tasks are on record, in time and with few presses', () => {
    const score = scoreAfter(found, owner, sorted, replay);
    expect(score).toMatchObject({ points: 100, passed: true, ended: 'resolved', wrongTurns: [] });
    expect(score.results.map(({ task, after = 0 }) => [task, Math.round(after / minute)])).toEqual([
      ['diagnose', 5],
      ['rerun', 25],
      ['owner', 10],
      ['rollback', 7],
    ]);
    expect(score.presses.all).toBeGreaterThan(score.presses.toContain ?? Number.POSITIVE_INFINITY);
  });

  it('counts nothing that left no entry', () => {
    expect(met(scoreAfter())).toEqual(['rollback']);
    expect(met(scoreAfter(found, owner, sorted))).toEqual(['diagnose', 'owner', 'rollback']);
    const wrong = event('14:15', ana, {
      type: 'diagnosis.concluded',
      cause: 'abuse',
      because: 'it looks so',
    });
    const score = scoreAfter(wrong, owner, sorted, replay);
    expect(met(score)).toEqual(['rerun', 'owner', 'rollback']);
    expect(score).toMatchObject({
      passed: false,
      points: 80,
      wrongTurns: [expect.stringContaining('abuse')],
    });
    expect(JSON.stringify(score.wrongTurns)).not.toMatch(/Ana|Ben/);
  });

  it('does not count a rollback that came after one of what was not broken', () => {
    const wish = {
      part: 'model',
      from: 'support-3.2',
      to: 'support-3.1',
      approvalsNeeded: 0,
      reason: 'newest',
    };
    const ask = event('14:15:40', ana, { type: 'rollback.requested', action: 'rb-0', ...wish });
    const done = event('14:15:50', airb, {
      type: 'rollback.responded',
      action: 'rb-0',
      ok: true,
      status: 200,
      response: '',
    });
    const score = scoreAfter(found, owner, sorted, replay, ask, done);
    expect(met(score)).toEqual(['diagnose', 'rerun', 'owner']);
    expect(score.wrongTurns).toEqual([expect.stringContaining('was rolled back')]);
  });
});

describe('the title of what is real', () => {
  it.each([
    ['EXERCISE: all of support is down', 'all of support is down'],
    ['exercise · EXERCISE: all is down', 'all is down'],
    ['[EXERCISE] all is down', 'all is down'],
    ['⚠ Exercise — all is down', 'all is down'],
    ['EXERCISE:', ''],
    ['Exercise plans are refused', 'Exercise plans are refused'],
  ])('never begins with the mark of a drill: %s', (said, title) => {
    expect(realTitle(said)).toBe(title);
  });

  it('is not given the mark by hand', () => {
    readyToRollBack()
      .when('14:15', ben, { type: 'rename', title: 'EXERCISE: refusals' })
      .refuses(/Only the title of a drill begins with EXERCISE, and INC-42 is real/, /rename/);
  });
});
