import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../src/domain/chat/commands.ts';
import type { ChatAnswer, ChatInput, Someone } from '../../src/domain/chat/input.ts';
import type { Alert } from '../../src/domain/signals/alert.ts';
import { minute, second } from '../../src/domain/time.ts';
import { createInteract } from '../../src/flow/interact/interact.ts';
import { createStates } from '../../src/flow/states.ts';
import { createWriter } from '../../src/flow/write.ts';
import { masking } from '../../src/redaction/masking.ts';
import { incidentJson } from '../../src/views/record/json.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { testLog } from '../support/log.ts';
import { hash, mask } from '../support/mask.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { seal } from '../support/seal.ts';

const library = sampleLibrary();
const who = (id: string): Someone => {
  const found = library.organization.people.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${id} is not in the sample organization`);
  return { id: found.id, name: found.name, standing: 'listed' };
};
const [ana, ben, eva] = ['ana', 'ben', 'eva'].map(who) as [Someone, Someone, Someone];

let flow: Flow;
let inputs = 0;
beforeEach(async () => {
  flow = await openFlow();
});
afterEach(() => flow.close());

type Talking = (by: Someone, what: string | Partial<ChatInput>, room?: string) => Promise<ChatAnswer>;

/** People who talk to a replica of airb, which has folded states of its own. */
function replica(): Talking {
  const { store, intake, redact, postmortems, now } = flow;
  const clock = { now };
  const writer = createWriter({ store, clock, states: createStates(), mask, hash });
  const interact = createInteract({
    ...{ store, writer, intake, redact, postmortems, seal, hash, masking, clock },
    library: () => library,
    context: () => ({ library, pagers: ['chat'], chats: ['slack'], publicUrl: 'http://airb.test', hash }),
    log: testLog,
    metrics: { sealRefused: () => undefined } as never,
    drills: { scenarios: () => [], start: async () => ({ rejected: 'No drill is played here.' }) },
    report: async () => ({ rejected: 'There is no report.' }),
    readiness: async () => ({ rejected: 'There is no such system.' }),
    evalTools: [],
    revision: async () => undefined,
    readMessage: async () => undefined,
  });
  return (by, what, room) => {
    inputs += 1;
    const facts = { key: `k${inputs}`, at: now(), by, named: [], ...(room && { room }) };
    const said = typeof what === 'string' ? { type: 'command', text: what } : what;
    return interact({ ...facts, ...said } as ChatInput);
  };
}

const textOf = (answer: ChatAnswer) =>
  answer.type === 'private' || answer.type === 'home' ? JSON.stringify(answer.card) : JSON.stringify(answer);
const other: Partial<Alert> = {
  system: 'refund-agent',
  labels: { system: 'refund-agent' },
  fingerprint: 'r',
};
const heads = async () => (await flow.store.heads({})).map(({ number, phase }) => `${number} ${phase}`);

/** INC-1 of the support bot and INC-2 of another system. */
async function two(): Promise<void> {
  await flow.alert();
  await flow.alert({ ...other, failure: 'cost-spike' });
  await flow.later(0);
  expect(await heads()).toHaveLength(2);
}

describe('two incidents that become one', () => {
  it('leave one survivor when two people merge them crosswise at once, on two replicas', async () => {
    await two();
    const [one, another] = [replica(), replica()];
    const answers = await Promise.all([one(ana, '#1 merge into #2'), another(ben, '#2 merge into #1')]);
    const said = answers.map(textOf);
    expect(said.filter((text) => /goes on as INC-/.test(text))).toHaveLength(1);
    expect(said.filter((text) => /is already merged, so nothing can go on there/.test(text))).toHaveLength(1);
    expect((await heads()).filter((line) => line.endsWith('merged'))).toHaveLength(1);
  });

  it('take the last of a chain for the survivor, and what arrives of any of them goes there', async () => {
    await two();
    await flow.alert({
      ...{ system: 'shop', labels: { system: 'shop' }, fingerprint: 's', failure: 'cost-spike' },
    });
    await flow.later(0);
    const say = replica();
    await say(ana, '#1 merge into #2 same index');
    await say(ana, '#2 merge into #3 same index');
    await flow.later(second);
    expect(await heads()).toEqual(['3 triage', '2 merged', '1 merged']);
    expect(incidentJson(await flow.incident(1))).toMatchObject({ phase: 'merged', mergedInto: 2 });
    expect((await flow.incident(3)).absorbed?.toSorted()).toEqual([1, 2]);

    // The same alert again, another of the same failure, and the end of one of them.
    const again = await flow.alert();
    const more = await flow.alert({ fingerprint: 'another rule' });
    await flow.alert({ ...other, failure: 'cost-spike', status: 'resolved' });
    expect([...again, ...more].map(({ incident }) => incident)).toEqual([3, 3]);
    const { alerts } = await flow.incident(3);
    expect(alerts.map(({ alert, resolved }) => [alert.fingerprint, resolved])).toContainEqual(['r', true]);
    expect(await heads()).toHaveLength(3);
  });

  it('are asked about where nobody said which of them survives', async () => {
    await two();
    expect(await replica()(ana, '#1 merge #2')).toMatchObject({
      type: 'modal',
      modal: { form: 'merge', fields: [{ id: 'way' }, { id: 'reason' }] },
    });
    expect(await heads()).toEqual(['2 triage', '1 triage']);
  });

  it('stay two when the form names none, itself, or one that is not there', async () => {
    await two();
    const say = replica();
    const form = await say(ana, '#1 merge');
    if (form.type !== 'modal') throw new Error('there is no form');
    const send = (values: Record<string, string>) =>
      say(ana, { type: 'submit', form: 'merge', state: form.modal.state, values });
    expect(await send({ other: 'the other one', way: 'into' })).toMatchObject({
      fields: { other: expect.stringContaining('number') },
    });
    expect(await send({ other: '#9', way: 'into' })).toMatchObject({
      fields: { other: expect.stringContaining('There is no incident #9') },
    });
    expect(await send({ other: '1', way: 'into' })).toMatchObject({
      fields: { other: expect.stringContaining('into itself') },
    });
    expect(await send({ other: 'INC-2' })).toMatchObject({ fields: { way: 'Pick one.' } });
    expect(await heads()).toEqual(['2 triage', '1 triage']);
    expect(await send({ other: 'INC-2', way: 'from' })).toEqual({ type: 'nothing' });
    expect(await heads()).toEqual(['2 merged', '1 triage']);
  });
});

describe('an incident with two troubles', () => {
  it('gives alerts away into one of their own, with its runbook, and keeps the rest', async () => {
    await flow.alert();
    await flow.alert({ fingerprint: 'slow', title: 'Latency is up', failure: 'latency-spike' });
    await flow.later(0);
    expect(await heads()).toHaveLength(1);
    const say = replica();
    expect(await say(ana, '#1 split')).toMatchObject({ type: 'modal', modal: { form: 'split' } });
    expect(textOf(await say(ana, '#1 split 7'))).toContain('has no alert 7; it has 2');
    expect(textOf(await say(ana, '#1 split 1, 2'))).toContain('Those are all alerts');
    expect(textOf(await say(ana, '#1 split 2 to no-such'))).toContain('There is no runbook');
    expect(textOf(await say(ana, '#1 split 2 because another model answers there'))).toContain(
      'INC-2 is open',
    );
    await flow.later(second);
    const [first, second_] = [await flow.incident(1), await flow.incident(2)];
    expect(first.alerts.map(({ alert }) => alert.fingerprint)).not.toContain('slow');
    expect(second_).toMatchObject({ title: 'Latency is up', splitFrom: 1 });
    expect(second_.alerts.map(({ alert }) => alert.fingerprint)).toEqual(['slow']);
    // What ends it comes under the same key, and finds it.
    await flow.alert({ fingerprint: 'slow', title: 'Latency is up', status: 'resolved' });
    expect((await flow.incident(2)).alerts).toMatchObject([{ resolved: true }]);
  });
});

describe('somebody declares what another has just declared', () => {
  it('is led there, and opens a second one only by saying that it is something else', async () => {
    await flow.alert();
    await flow.later(minute);
    const say = replica();
    const answer = await say(eva, 'declare support-bot sev3 answers in the wrong language');
    expect(textOf(answer)).toMatch(/Nothing was opened: INC-1 was, 1 min ago, for the same system/);
    expect(await heads()).toHaveLength(1);
    const value = /"verb":"declare.anyway","value":"([^"]*)"/.exec(textOf(answer))?.[1] ?? '';
    await say(eva, { type: 'press', verb: 'declare.anyway', value });
    expect(await heads()).toHaveLength(2);
    // Whoever declares is in the room.
    expect((await flow.incident(2)).plan.invited).toEqual(['eva']);
  });
});

describe('a private incident', () => {
  const exposed: Partial<Alert> = {
    ...{ system: 'support-bot', failure: 'data-exposure', fingerprint: 'x' },
    title: 'Cards of Maria Silva shown to others',
  };
  const leaks = /Maria|exposure|private/i;

  it.each(commands.map(({ name, example }) => [name, example]))(
    'is not there for whoever has no part in it: %s',
    async (_, example) => {
      await flow.alert(exposed);
      await flow.later(0);
      const text = textOf(await replica()(eva, `#1 ${example}`));
      expect(text).toContain('There is no incident #1.');
      expect(text).not.toMatch(leaks);
    },
  );

  it('is no incident to merge with either, and is named by no list, home or offer', async () => {
    await flow.alert(exposed);
    await flow.alert({ ...other, failure: 'cost-spike' });
    await flow.later(0);
    const say = replica();
    for (const way of ['into', 'from', ''])
      expect(textOf(await say(eva, `#2 merge ${way} #1`))).toContain('There is no incident #1.');
    expect(textOf(await say(eva, 'status'))).not.toMatch(leaks);
    expect(textOf(await say(eva, { type: 'home' }))).not.toMatch(leaks);
    expect(textOf(await say(eva, 'declare support-bot sev3 it leaks'))).toContain('INC-3 is open');
    expect(await flow.log(1)).not.toContain('merged');
  });

  it('answers whoever has a part in it, from anywhere', async () => {
    await flow.alert(exposed);
    await flow.later(0);
    const inside = who((await flow.incident(1)).paging.people[0]?.id ?? '');
    expect(textOf(await replica()(inside, '#1 note we look'))).toContain('Done in INC-1');
  });

  it('stays private when alerts are split out of it', async () => {
    await flow.alert(exposed);
    await flow.alert({ ...exposed, fingerprint: 'y', title: 'More of them' });
    await flow.later(0);
    const inside = who((await flow.incident(1)).paging.people[0]?.id ?? '');
    expect(textOf(await replica()(inside, '#1 split 2 to ai-triage'))).toContain('INC-2 is open');
    expect(await flow.incident(2)).toMatchObject({ private: true });
  });
});
