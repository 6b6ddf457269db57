import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Library, PartSpec } from '../../src/domain/runbooks/runbook.ts';
import { minute, second } from '../../src/domain/time.ts';
import { DeliveryError } from '../../src/errors.ts';
import { lost } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { ana, ben, person } from '../support/worked-example.ts';

/** The library with the parts of the support bot changed. */
const withParts = (change: (part: PartSpec) => PartSpec) => (library: Library) => ({
  ...library,
  systems: library.systems.map((system) => ({ ...system, parts: system.parts.map(change) })),
});
const blind = withParts(({ current: _, action, ...part }) => ({
  ...part,
  ...(action && { action: { ...action, idempotent: false } }),
}));
const notRepeatable = withParts(({ action, ...part }) => ({
  ...part,
  ...(action && { action: { ...action, idempotent: false } }),
}));

let flow: Flow;
afterEach(() => flow.close());

/** An incident about a failure, with the prompt's rollback asked for and approved by Ben. */
async function approved(number = 1): Promise<void> {
  await flow.writer.handle(
    number,
    {
      type: 'rollback.request',
      part: 'prompt',
      to: 'prompt-v6',
      reason: 'it came first',
      evidenceOverride: 'now',
    },
    person(ben),
  );
}
async function begun(): Promise<void> {
  await flow.alert();
  await flow.deliverer.run();
  await approved();
  await flow.deliverer.run();
}
const rollback = async (number = 1) => (await flow.incident(number)).containments[0];
const live = async (number = 1) => (await flow.incident(number)).versions.prompt;
const said = () =>
  [...flow.chat.rooms.values()].flatMap(({ posts }) => posts.map(({ text }) => text)).join('\n');

describe('where the live version can be read', () => {
  beforeEach(async () => {
    flow = await openFlow();
  });

  it('a rollback is confirmed by it', async () => {
    await begun();
    expect(await rollback()).toMatchObject({ status: 'applied', took: 'confirmed' });
    expect(await live()).toBe('prompt-v6');
    expect(flow.actions).toHaveLength(1);
    await flow.settled();
  });

  it('nothing is called when somebody was faster', async () => {
    await flow.alert();
    await flow.deliverer.run();
    flow.target.live.prompt = 'prompt-v6';
    await approved();
    await flow.deliverer.run();
    expect(await rollback()).toMatchObject({ status: 'dropped', because: 'prompt-v6 is live already' });
    expect(flow.actions).toEqual([]);
    expect(said()).toContain('was not run, because prompt-v6 is live already');
  });

  it('a target that took it and is slow is looked at, not called again', async () => {
    flow.target.next.push({ heard: 'queued', status: 202, response: '', because: 'it said 202 Accepted' });
    await begun();
    expect(await rollback()).toMatchObject({ status: 'unconfirmed' });
    expect(await live()).toBe('prompt-v7');
    await flow.later(15 * second);
    flow.target.live.prompt = 'prompt-v6';
    await flow.later(30 * second);
    expect(await rollback()).toMatchObject({ status: 'applied', took: 'confirmed' });
    expect(flow.actions).toHaveLength(1);
  });

  it('a lost answer is looked at before anything else, and repeated where that does no harm', async () => {
    expectLog(/^warn No answer came\./);
    flow.target.next.push(lost());
    await begun();
    await flow.later(2 * second);
    expect(await rollback()).toMatchObject({ status: 'applied', took: 'confirmed' });
    expect(flow.actions).toHaveLength(2);
  });
});

describe('where a call must not be repeated', () => {
  it('a lost answer leads to a look, not to a call', async () => {
    flow = await openFlow(notRepeatable);
    flow.target.next.push(lost());
    await begun();
    for (let n = 0; n < 10; n += 1) await flow.later(minute);
    expect(await rollback()).toMatchObject({ status: 'unconfirmed' });
    expect(flow.actions).toHaveLength(1);
    expect(said()).toContain('still not confirmed: prompt-v7 is live');
    await flow.settled();
  });

  it('whoever asks for a look gets it at once, and the looks that follow stay one after the other', async () => {
    flow = await openFlow(notRepeatable);
    flow.target.next.push(lost());
    await begun();
    await flow.later(5 * second);
    const looks = async () => (await rollback())?.open?.looks;
    expect(await looks()).toBe(0);
    await flow.writer.handle(1, { type: 'rollback.look', action: 'r1' }, person(ana));
    await flow.deliverer.run();
    expect(await looks()).toBe(1);
    await flow.later(30 * second);
    expect(await looks()).toBe(2);
    expect(said()).toContain('airb looks again by itself');
    for (let n = 0; n < 10; n += 1) await flow.later(minute);
    expect(await looks()).toBe(5);
    expect(said()).toContain('airb does not look again by itself: look, or press “Look again”');
    await flow.settled();
  });

  it('a lost answer that nobody can look at is asked about', async () => {
    flow = await openFlow(blind);
    flow.target.next.push(lost());
    await begun();
    for (let n = 0; n < 5; n += 1) await flow.later(minute);
    expect(await rollback()).toMatchObject({ status: 'unconfirmed' });
    expect(flow.actions).toHaveLength(1);
    await flow.writer.handle(1, { type: 'rollback.settle', action: 'r1', done: true }, person(ana));
    expect(await live()).toBe('prompt-v6');
    await flow.deliverer.run();
    await flow.settled();
  });

  it('the process ended after the call went out: it is asked about, not called again', async () => {
    flow = await openFlow(blind);
    await flow.alert();
    await flow.deliverer.run();
    await approved();
    const [claimed] = (await flow.store.claim({ now: flow.now(), busyLanes: [], limit: 100 })).filter(
      ({ body }) => body.kind === 'action' && !body.dryRun,
    );
    expect(claimed).toBeDefined();
    await flow.writer.handle(1, { type: 'rollback.attempt', action: 'r1', doubt: false }, { kind: 'airb' });
    await flow.store.leave();
    await flow.store.reviveInterrupted(flow.now());
    await flow.deliverer.run();
    expect(flow.actions).toEqual([]);
    expect(await rollback()).toMatchObject({
      status: 'unconfirmed',
      because: 'the answer to the call was lost',
    });
  });
});

describe('the state moves on while airb tries', () => {
  const away = () =>
    new DeliveryError('It can’t be reached; nothing was sent.', { retry: true, code: 'away' });

  beforeEach(async () => {
    flow = await openFlow();
    flow.target.next.push(...Array.from({ length: 40 }, away));
    expectLog(/^warn It can’t be reached/);
    await begun();
  });

  it('is tried again while nothing was sent', async () => {
    flow.target.next.splice(0);
    await flow.later(2 * second);
    expect(await rollback()).toMatchObject({ status: 'applied' });
    expect(flow.actions).toHaveLength(2);
  });

  it('is told as what it is: not through yet, and how to end it', async () => {
    for (let n = 0; n < 5; n += 1) await flow.later(5 * second);
    expect(said()).toContain(
      'The rollback of prompt to prompt-v6 is held up: It can’t be reached; nothing was sent. airb goes on trying. “Stop trying” on its message ends that.',
    );
    expect(said()).not.toContain('is on its way');
    await flow.settled();
  });

  it('stops when a person says so', async () => {
    await flow.later(2 * second);
    const before = flow.actions.length;
    await flow.writer.handle(1, { type: 'rollback.stop', reason: 'the index first' }, person(ana));
    for (let n = 0; n < 5; n += 1) await flow.later(minute);
    expect(flow.actions).toHaveLength(before);
    expect(await rollback()).toMatchObject({ status: 'stopped' });
    expect(said()).toContain('called off the rollback of prompt v7 → v6');
    await flow.settled();
  });

  it('stops when the incident ends', async () => {
    await flow.writer.handle(1, { type: 'cancel', reason: 'a test' }, person(ben));
    const before = flow.actions.length;
    flow.target.next.splice(0);
    for (let n = 0; n < 5; n += 1) await flow.later(minute);
    expect(flow.actions).toHaveLength(before);
    expect(await rollback()).toMatchObject({ status: 'dropped', because: 'INC-1 is cancelled' });
  });

  it('stops when the approval is old', async () => {
    for (let n = 0; n < 35; n += 1) await flow.later(minute);
    const before = flow.actions.length;
    expect(await rollback()).toMatchObject({
      status: 'dropped',
      because: expect.stringMatching(/^it was approved/),
    });
    await flow.later(10 * minute);
    expect(flow.actions).toHaveLength(before);
  });
});

describe('a person calls it off while the call is under way', () => {
  it('is told that it may have happened, and the answer settles it', async () => {
    flow = await openFlow(blind);
    flow.target.meanwhile = () => flow.writer.handle(1, { type: 'rollback.stop', reason: 'no' }, person(ana));
    await begun();
    expect(await flow.log()).toEqual(expect.arrayContaining(['rollback.attempted', 'rollback.stopped']));
    expect(await rollback()).toMatchObject({ status: 'applied', took: 'accepted' });
    expect(said()).toContain('nobody knows yet whether it took effect');
  });
});

describe('airb’s own rollbacks are changes', () => {
  beforeEach(async () => {
    // Two incidents of one system at once: their alerts are not gathered into one.
    flow = await openFlow((library) => ({
      ...library,
      organization: { ...library.organization, siblingWindow: 0 },
    }));
  });
  const another = () =>
    flow.alert({
      fingerprint: 'latency',
      failure: 'latency-degradation',
      title: 'Slow',
      signal: 'latency_p95',
    });

  it('the other open incident of the system sees them, with the live version', async () => {
    await flow.alert();
    await another();
    await flow.deliverer.run();
    await approved();
    await flow.deliverer.run();
    await flow.deliverer.run();
    const other = await flow.incident(2);
    expect(other.changes[0]).toMatchObject({
      id: 'airb/1/r1',
      system: 'support-bot',
      part: 'prompt',
      from: 'prompt-v7',
      to: 'prompt-v6',
      by: 'airb for Ben Okafor',
      summary: 'Rolled back in INC-1: it came first',
    });
    expect(other.versions.prompt).toBe('prompt-v6');
    expect((await flow.incident(1)).changes.map(({ id }) => id)).not.toContain('airb/1/r1');
  });

  it('the next incident of the system sees them, and is not sent back to what was bad', async () => {
    await begun();
    await another();
    const next = await flow.incident(2);
    expect(next.changes[0]).toMatchObject({ id: 'airb/1/r1' });
    expect(next.plan.parts.find(({ id }) => id === 'prompt')).toMatchObject({ live: 'prompt-v6' });
    expect(next.plan.parts.find(({ id }) => id === 'prompt')?.lastKnownGood).not.toBe('prompt-v7');
  });

  it('a rollback that was not confirmed is none', async () => {
    flow.target.next.push({ heard: 'refused', status: 200, response: '', because: 'it said ok: false' });
    await begun();
    expect(await flow.store.changes({ system: 'support-bot' })).toEqual([]);
  });

  it('two incidents that roll the same part at once do not both call: the second sees what the first did', async () => {
    expectLog(/^warn Another incident is changing the same part/);
    await flow.alert();
    await another();
    await flow.deliverer.run();
    await approved(1);
    await approved(2);
    await flow.deliverer.run();
    for (let n = 0; n < 3; n += 1) await flow.later(5 * second);
    expect(flow.actions).toHaveLength(1);
    expect(await rollback(1)).toMatchObject({ status: 'applied' });
    expect(await rollback(2)).toMatchObject({ status: 'dropped', because: 'prompt-v6 is live already' });
    await flow.settled(1);
    await flow.settled(2);
  });

  it('the older waits as well while the newer one’s call is under way', async () => {
    // Unless the newer one's call has come back before the older is taken up.
    mayLog(/^warn Another incident is changing the same part/);
    await flow.alert();
    await another();
    await flow.deliverer.run();
    flow.target.meanwhile = async () => {
      await approved(1);
      void flow.deliverer.run();
    };
    await approved(2);
    await flow.deliverer.run();
    for (let n = 0; n < 3; n += 1) await flow.later(5 * second);
    expect(flow.actions).toHaveLength(1);
    expect(await rollback(2)).toMatchObject({ status: 'applied' });
    expect(await rollback(1)).toMatchObject({ status: 'dropped', because: 'prompt-v6 is live already' });
  });

  it('nobody calls for a part whose last call is in doubt', async () => {
    flow.target.next.push({ heard: 'queued', status: 202, response: '', because: 'it said 202' });
    await flow.alert();
    await another();
    await flow.deliverer.run();
    await approved(1);
    await flow.deliverer.run();
    await approved(2);
    await flow.deliverer.run();
    expect(flow.actions).toHaveLength(1);
    expect(await rollback(2)).toMatchObject({
      status: 'dropped',
      because: 'another incident has called for the same part and does not know how it ended',
    });
  });
});
