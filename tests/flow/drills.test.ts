import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scenariosOf } from '../../src/app/scenarios.ts';
import { purposeOf } from '../../src/chat/kit/marker.ts';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import type { DrillSpec } from '../../src/domain/oncall/drill-schedule.ts';
import type { Actor } from '../../src/domain/people.ts';
import { day, hour, minute } from '../../src/domain/time.ts';
import { createDrillSchedule } from '../../src/flow/drill-schedule.ts';
import { countPromises } from '../../src/flow/promises.ts';
import { updateModal } from '../../src/views/chat/modal-update.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { testLog } from '../support/log.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { seal } from '../support/seal.ts';
import { ana, at, ben, dev, evidence, person } from '../support/worked-example.ts';

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow((library) => ({
    ...library,
    organization: { ...library.organization, audiences: library.organization.audiences },
  }));
});
afterEach(() => flow.close());

let wishes = 0;
const start = (people = [ana, ben]) =>
  flow.drills.start({ scenario: 'support-bot', people, by: person(ana), inputKey: `k${wishes++}` });

async function does(by: Actor, ...commands: CommandBody[]): Promise<void> {
  for (const command of commands) {
    const result = await flow.writer.handle(1, command, by);
    expect(result, command.type).toMatchObject({ ok: true });
    await flow.later(0);
  }
}

/** Everything airb said, with the place it said it in. */
function said() {
  return [...flow.chat.rooms].flatMap(([place, { posts }]) => posts.map((post) => ({ place, ...post })));
}

/** Ana and Ben work through it, as people do who know the runbook. */
async function playThrough(): Promise<void> {
  const [one, two] = [person(ana), person(ben)];
  const asked = { reason: 'it changed', evidenceOverride: 'harm goes on' };
  const found = (id: string, content: string) =>
    evidence({ id, title: 'A question about invoices', content, from: 'command' });
  const example = { id: 'x1', source: 'e1', set: 'blocking' as const, expected: 'explains', reason: 'daily' };
  await does(one, { type: 'acknowledge', via: 'chat' }, { type: 'role', role: 'owner', person: ana });
  const { diagnosis } = (await flow.incident()).plan;
  const hint = diagnosis?.hints.findIndex(({ symptom }) => /minutes of a prompt release/.test(symptom)) ?? -1;
  const next = diagnosis?.checks.find(({ id }) => id === diagnosis.hints[hint]?.goto);
  const second = next?.answers.find(({ label }) => /the text or what it renders to/.test(label));
  await does(
    one,
    { type: 'diagnosis.answer', check: diagnosis?.start ?? '', answer: `hint:${hint + 1}` },
    { type: 'diagnosis.answer', check: next?.id ?? '', answer: second?.id ?? '' },
    { type: 'evidence', evidence: found('e1', 'Q: How do I cancel? A: I can’t help.') },
    { type: 'example.sort', example },
  );
  for (const [part, action] of [
    ['prompt', 'r1'],
    ['index', 'r2'],
  ] as const) {
    await does(one, { type: 'rollback.request', part, ...asked });
    await does(two, { type: 'rollback.approve', action });
    await flow.later(6 * minute + 1000);
  }
  const text = {
    users: 'They get answers again.',
    since: '14:02',
    scope: 'Paid.',
    mitigation: 'Rolled back.',
  };
  await does(
    one,
    { type: 'update', form: 'internal', text, confirmed: ['x'] },
    { type: 'evidence', evidence: found('e2', 'Q: How do I cancel? A: Under Plans.') },
  );
  await does(two, { type: 'verify' });
  for (let turn = 0; turn < 6; turn++) await flow.later(2 * minute);
  await does(two, { type: 'resolve' });
  await flow.later(minute);
}

/** What of the drill's log the metrics count, as it is, or were it `real`. */
async function promised(real: boolean): Promise<string[]> {
  const counted: string[] = [];
  const count = countPromises({
    paged: () => void counted.push('page'),
    pageFailed: () => void counted.push('failed page'),
    channelOpened: () => void counted.push('channel'),
    updatePosted: () => void counted.push('update'),
  });
  const events = (await flow.store.events(1)).map(({ event }) => event);
  const incident = await flow.incident();
  if (real) delete incident.drill;
  count(events, incident);
  return counted;
}

describe('a drill', () => {
  it('walks the real path marked in every message, and no target, pager, audience or outsider hears a call', async () => {
    expect(await start()).toEqual({ number: 1 });
    await flow.later(0);
    await playThrough();
    const { drill, phase } = await flow.incident();
    expect(phase).toBe('resolved');
    expect(drill?.score?.results.filter(({ met }) => !met)).toEqual([]);
    expect(drill?.score).toMatchObject({ passed: true, points: 100 });

    const all = said();
    expect(all.length).toBeGreaterThan(20);
    for (const { text, file, card } of all) {
      expect(file?.name ?? text).toMatch(/^(?:EXERCISE · |exercise-)/);
      if (card) expect(JSON.stringify(card.nodes[0])).toContain('EXERCISE');
    }
    const places = [...new Set(all.map(({ place }) => place))].map(
      (place) => flow.chat.rooms.get(place)?.name ?? place,
    );
    expect(places.sort()).toEqual(['@ana', '@ben', expect.stringMatching(/^drill-20250217-1-support-bot/)]);
    expect(
      [...flow.chat.rooms.values()].find(({ name }) => name.startsWith('drill-'))?.members.sort(),
    ).toEqual(['ana', 'ben']);
    const texts = all.map(({ text }) => text);
    expect(
      texts.some((text) => text.includes('Not sent, because this is a drill: to #support-leadership')),
    ).toBe(true);
    expect(JSON.stringify(all.find(({ text }) => text.includes('The drill is over'))?.card)).toMatch(
      /Roll back the risky path"},": done after .*Contained \d+ min after the opening \(aim: within 30 min\), with \d+ presses \(aim: 15\)\..*Resolved \d+ min after the opening, with \d+ presses \(aim: 40\)\./,
    );
    // Nothing says that it was sent, before or after that.
    expect(texts.join()).toMatch(/EXERCISE · Ana.* wrote the internal update; in a drill it goes to nobody/);
    expect(texts.join()).not.toMatch(/posted the|update sent/);
    const room = [...flow.chat.rooms.values()].find(({ name }) => name.startsWith('drill-'));
    expect(room && purposeOf(room)).toMatch(/^EXERCISE · One incident, .*\(airb:1\)\.$/);
    const preview = updateModal(await flow.incident(), 'internal').intro;
    expect(JSON.stringify(preview)).toMatch(
      /In a drill it goes to nobody\. It would go to: .*#support-leadership/,
    );
    expect([flow.actions, flow.pager.sent, flow.publishers.flatMap(({ sent }) => sent)]).toEqual([
      [],
      [],
      [],
    ]);
    expect(Object.values(flow.target.live)).toContain('prompt-v7');
    // Nothing of it is found by what is real.
    expect(await flow.store.changes({})).toEqual([]);
    expect(await flow.store.alerts(1)).toEqual([]);
    expect(await flow.store.heads({ drill: false })).toEqual([]);
    expect(flow.counted).toEqual([]);
    expect(await promised(false)).toEqual([]);
    expect(await promised(true)).toEqual(expect.arrayContaining(['channel', 'update']));
    // What would leave says so, and is not told to be on its way.
    expect(
      await flow.writer.handle(1, { type: 'examples.push', tool: 'langfuse' }, person(ana)),
    ).toMatchObject({ rejected: expect.stringContaining('none goes to Langfuse') });
  });

  it('neither takes a real alert nor keeps one from opening an incident, and says that one began', async () => {
    await start();
    await flow.later(0);
    expect(await flow.alert()).toMatchObject([{ incident: 2 }]);
    await flow.drills.noteReal();
    await flow.drills.noteReal();
    await flow.later(0);
    expect((await flow.incident(1)).alerts).toHaveLength(1);
    expect(await flow.incident(2)).toMatchObject({ phase: 'triage', paging: { people: [{ id: 'ana' }] } });
    expect(flow.pager.sent).toMatchObject([{ incident: 2 }]);
    const told = said().filter(({ text }) => text.startsWith('EXERCISE · A real incident began: INC-2'));
    expect(told).toHaveLength(1);
    // A real one comes first; and a drill is never the incident that its rollback waits for.
    expect(await start()).toMatchObject({
      rejected: expect.stringContaining('INC-2 of support-bot is open, and it is real'),
    });
    await does(person(dev), { type: 'drill.stop', reason: 'a real one began' });
    expect((await flow.incident(1)).phase).toBe('cancelled');
    expect((await flow.incident(2)).phase).toBe('triage');
  });

  it('runs once at a time for a system, and only where somebody listed asks for it', async () => {
    await start();
    expect(await start()).toMatchObject({
      rejected: expect.stringContaining('runs already: INC-1'),
      next: expect.stringContaining('drill join'),
    });
    const member: Actor = { kind: 'person', id: 'slack:U9', name: 'Max', standing: 'member' };
    await does(person(ben), { type: 'drill.stop', reason: 'it is enough' });
    expect(
      await flow.drills.start({ scenario: 'support-bot', people: [], by: member, inputKey: 'm' }),
    ).toMatchObject({ rejected: "Max (not listed) can't start a drill." });
    expect(
      await flow.drills.start({ scenario: '../organization', people: [], by: person(ana), inputKey: 'o' }),
    ).toMatchObject({ rejected: expect.stringContaining('there is no scenario') });
  });

  it('plays on from its log after a restart, and refuses everything once its scenario is gone', async () => {
    await start();
    await flow.later(0);
    const asked = {
      type: 'rollback.request' as const,
      part: 'prompt',
      reason: 'it changed',
      evidenceOverride: 'harm goes on',
    };
    await does(person(ana), asked);
    await does(person(ben), { type: 'rollback.approve', action: 'r1' });
    await flow.later(6 * minute);
    const incident = await flow.incident();
    const [part] = incident.plan.parts.filter(({ id }) => id === 'prompt');
    const around = { library: sampleLibrary, clock: { now: flow.now } };
    const request = {
      http: part?.action ?? ({} as never),
      version: 'prompt-v5',
      reason: '',
      key: 'k',
      dryRun: false,
    };

    const after = scenariosOf({ runbooksDir: 'runbooks' }, around).world(incident);
    expect(await after.actions.current(part?.current ?? ({ url: part?.action?.url } as never))).toEqual({
      version: 'prompt-v6',
    });
    const [refusals] = await after.signals.read(
      incident.plan.signals.filter(({ name }) => name === 'refusal_rate'),
      flow.now(),
    );
    expect(refusals?.value).toBeCloseTo(0.08);
    await expect(
      after.actions.run({ ...request, http: { ...request.http, url: 'https://flags.example.com/x' } }),
    ).rejects.toThrow(/nothing but the world it plays/);

    const gone = scenariosOf({ runbooksDir: 'no-such-folder' }, around).world(incident);
    expect(await gone.actions.run(request)).toMatchObject({
      heard: 'refused',
      because: expect.stringContaining('can’t be read any more'),
    });
    expect(await gone.signals.read(incident.plan.signals.slice(0, 1), flow.now())).toMatchObject([
      { problem: expect.stringContaining('can’t be read any more') },
    ]);
  });
});

describe('a drill that the calendar begins', () => {
  const monthly: DrillSpec = {
    ...{ id: 'monthly', scenario: 'support-bot', every: 30 * day, at: '15:30', zone: 'Europe/Berlin' },
    ...{ people: ['ana', 'ben'], channel: 'support-leadership', days: ['monday', 'tuesday'] },
  };
  const turns = new Set<string>();
  const replica = () => {
    const library = sampleLibrary();
    return createDrillSchedule({
      drills: flow.drills,
      store: { ...flow.store, takeTurn: async ({ name }) => !turns.has(name) && turns.add(name).size > 0 },
      chats: [flow.chat],
      library: () => ({ ...library, organization: { ...library.organization, drills: [monthly] } }),
      clock: { now: flow.now },
      seal,
      log: testLog,
    });
  };
  const drills = async () => (await flow.store.heads({ drill: true })).map(({ openedAt }) => openedAt);

  it('opens once over all replicas, invites where it is told to, and comes again when its time has passed', async () => {
    const [one, other] = [replica(), replica()];
    await one();
    expect(await drills()).toEqual([]);
    await flow.later(20 * minute);
    await Promise.all([one(), other()]);
    turns.clear();
    await other();
    expect(await drills()).toEqual([at('14:30')]);
    const invited = () =>
      said()
        .filter(({ key }) => key.includes('invitation'))
        .map(({ text }) => text);
    expect(invited()).toEqual([
      expect.stringMatching(/^EXERCISE · Drill INC-1 begins: “.*Ana.* and .*|^EXERCISE · Drill INC-1 begins/),
    ]);
    expect((await flow.incident()).drill).toMatchObject({
      schedule: 'monthly',
      joined: [{ id: 'ana' }, { id: 'ben' }],
    });

    await does(person(ben), { type: 'drill.stop', reason: 'it is enough' });
    turns.clear();
    for (let days = 0; days < 35; days++) {
      await flow.later(day);
      await one();
    }
    expect(await drills()).toHaveLength(2);
  });

  it('waits for its next day where a real incident is open, or where nobody ran at its hour', async () => {
    await flow.alert();
    await flow.later(20 * minute);
    await replica()();
    expect(await drills()).toEqual([]);
    await flow.later(day + 2 * hour);
    await replica()();
    expect(await drills()).toEqual([]);
  });
});
