import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatAnswer, ChatInput, Someone } from '../../src/domain/chat/input.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { day, hour } from '../../src/domain/time.ts';
import { DeliveryError } from '../../src/errors.ts';
import { createInteract } from '../../src/flow/interact/interact.ts';
import { createIssueLook } from '../../src/flow/issues.ts';
import type { NewIssue, SeenIssue, Tracker } from '../../src/ports/tracker.ts';
import { masking } from '../../src/redaction/masking.ts';
import { refused } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog, testLog } from '../support/log.ts';
import { hash } from '../support/mask.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { seal } from '../support/seal.ts';

const tracker = { name: 'github' as const, project: 'acme/bot', always: true };
const tracked = (library: Library): Library => ({
  ...library,
  organization: { ...library.organization, tracker },
});
const library = tracked(sampleLibrary());
const who = (id: string): Someone => {
  const found = library.organization.people.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${id} is not in the sample organization`);
  return { id: found.id, name: found.name, standing: 'listed' };
};
const [ana, ben, dev] = ['ana', 'ben', 'dev'].map(who) as [Someone, Someone, Someone];

let flow: Flow;
let opened: NewIssue[];
let failing: DeliveryError[];
let seen: SeenIssue;
let numbered: boolean;
/** What the tracker says instead of how an issue stands. */
let unseen: Record<string, DeliveryError>;
let inputs = 0;

const github: Tracker = {
  name: 'github',
  async open(issue) {
    opened.push(issue);
    const error = failing.shift();
    if (error) throw error;
    const key = numbered ? `#${opened.length}` : '#7';
    return { key, link: `https://github.example/acme/bot/issues/${key.slice(1)}` };
  },
  async look({ key }) {
    const error = unseen[key];
    if (error) throw error;
    return seen;
  },
  check: async () => undefined,
};

beforeEach(async () => {
  [opened, failing, seen] = [[], [], { state: 'open' }];
  [numbered, unseen] = [false, {}];
  flow = await openFlow(tracked, { trackers: [github] });
  await flow.alert();
  await flow.later(1);
});
afterEach(() => flow.close());

/** Somebody says or presses something in the incident's room. */
async function says(by: Someone, what: string | Partial<ChatInput>): Promise<ChatAnswer> {
  const { store, writer, intake, redact, postmortems, now } = flow;
  const interact = createInteract({
    ...{ store, writer, intake, redact, postmortems, seal, hash, masking, clock: { now } },
    library: () => library,
    context: () => ({ library, pagers: ['chat'], chats: ['slack'], publicUrl: 'http://airb.test', hash }),
    log: testLog,
    metrics: { sealRefused: () => undefined } as never,
    readiness: async () => ({ rejected: 'There is no such system.' }),
    drills: { scenarios: () => [], start: async () => ({ rejected: 'No drill is played here.' }) },
    revision: async () => undefined,
    report: async () => ({ rejected: 'There is no report.' }),
    evalTools: [],
    readMessage: async () => undefined,
  });
  inputs += 1;
  const room = (await flow.incident()).rooms[0]?.ref;
  const said = typeof what === 'string' ? { type: 'command', text: what } : what;
  const answer = await interact({ key: `k${inputs}`, at: now(), by, named: [], room, ...said } as ChatInput);
  await flow.later(0);
  return answer;
}

async function cancelled(): Promise<void> {
  const body = { type: 'cancel' as const, reason: 'a load test', confirmed: ['refusal_rate'] };
  expect(await flow.writer.handle(1, body, { kind: 'person', ...ben })).toMatchObject({ ok: true });
}

const look = () => createIssueLook({ ...flow, trackers: [github], clock: { now: flow.now }, log: testLog })();
const items = async () => (await flow.incident()).actionItems ?? [];
const roomTexts = async () =>
  flow.chat.texts((await flow.incident()).rooms[0]?.ref.replace('slack:', '') ?? '');

describe('follow-up, from the first word to what shipped', () => {
  it('is noted, opened as an issue once, reminded of, and done when the issue is closed', async () => {
    await cancelled();
    await says(ana, 'action add "Alert per customer @channel" @dev in 2 weeks monitor');
    expect(opened).toMatchObject([{ project: 'acme/bot', labels: [], doubt: false }]);
    expect(opened[0]?.title).toBe('INC-1: Alert per customer @\u200bchannel');
    expect(flow.chat.texts('@dev').at(-1)).toMatch(
      /Action item 1 of INC-1, monitor: Alert per customer @channel\./,
    );
    expect(await items()).toMatchObject([{ status: 'open', owner: { id: 'dev' }, issue: { key: '#7' } }]);

    const told = flow.chat.texts('@dev').length;
    const quiet = (await roomTexts()).length;
    await flow.later(12 * day);
    expect(flow.chat.texts('@dev')).toHaveLength(told);
    await flow.later(day);
    expect(flow.chat.texts('@dev').at(-1)).toMatch(/Action item 1 of INC-1 .* is due tomorrow/);
    await flow.later(day);
    expect(flow.chat.texts('@dev').at(-1)).toMatch(/is due today/);
    expect(await roomTexts()).toHaveLength(quiet);

    seen = { state: 'closed' };
    await look();
    await flow.later(0);
    expect(await items()).toMatchObject([
      { status: 'done', shipped: 'https://github.example/acme/bot/issues/7' },
    ]);
    const last = flow.chat.texts('@dev').length;
    await flow.later(60 * day);
    expect(flow.chat.texts('@dev')).toHaveLength(last);
    expect(opened).toHaveLength(1);
    expect(await flow.store.heads({ followUp: true })).toMatchObject([{ items: [{ status: 'done' }] }]);
  });

  it('is kept and tried again while the tracker refuses, and the room hears of it once', async () => {
    expectLog(/GitHub refused it with 401/);
    expectLog(/GitHub refused it with 401/);
    const no = new DeliveryError('GitHub refused it with 401. Look at AIRB_GITHUB_TOKEN.', {
      retry: false,
      code: 'github_401',
    });
    failing = [no, no];
    await says(ana, 'action add "Alert per customer" @dev in 2 weeks monitor');
    const trouble = (await roomTexts()).filter((text) => text.includes('AIRB_GITHUB_TOKEN'));
    expect(trouble).toHaveLength(1);
    expect(trouble[0]).toContain('Action item 1 is not in GitHub yet');
    expect((await items())[0]?.issue?.key).toBeUndefined();
    await flow.later(hour);
    await flow.later(hour);
    expect(opened.map(({ doubt }) => doubt)).toEqual([false, true, true]);
    expect((await roomTexts()).filter((text) => text.includes('AIRB_GITHUB_TOKEN'))).toHaveLength(1);
    expect((await items())[0]?.issue?.key).toBe('#7');
  });

  it('is followed also where an earlier one was deleted in the tracker, and the room hears of that one once', async () => {
    numbered = true;
    for (const what of ['One', 'Two', 'Three'])
      await says(ana, `action add "${what}" @dev in 2 weeks monitor`);
    const missing = new DeliveryError('GitHub refused it with 404.', {
      ...{ retry: false, gone: true },
      code: 'github_404',
    });
    const odd = new DeliveryError('GitHub answered 502.', { retry: true, code: 'github_502' });
    unseen = { '#1': missing, '#2': odd };
    seen = { state: 'closed' };
    for (const _ of [1, 2]) {
      await look();
      await flow.later(hour);
    }
    expect((await items()).map(({ status }) => status)).toEqual(['open', 'open', 'done']);
    expect((await roomTexts()).filter((text) => text.includes('no longer has issue'))).toEqual([
      expect.stringMatching(/GitHub no longer has issue #1 of action item 1/),
    ]);
  });

  it('in words that link nowhere, and once redacted is named as what airb can’t change', async () => {
    await says(
      ana,
      'action add "Tell Maria Silva, see www.evil.example and ftp://evil.example, fixes GH-12 and OPS-7" @dev in 2 weeks monitor',
    );
    const { title = '', body = '' } = opened[0] ?? {};
    expect(`${title} ${body}`).not.toMatch(/www\.|ftp:\/\/|GH\\?-\d|OPS\\?-\d/);
    const entry = (await flow.log()).indexOf('action-item.added') + 1;
    const redaction = { incident: 1, entry, why: 'a customer', by: { kind: 'person', ...ben } } as const;
    expect(await flow.redact(redaction)).toMatchObject({
      note: expect.stringContaining(
        'It also stands in GitHub issue #7 (https://github.example/acme/bot/issues/7), where airb can’t take it out.',
      ),
    });
  });

  it('goes to the manager when its owner has left, and says so', async () => {
    expectLog(/user_disabled/);
    flow.chat.fail('post', refused('user_disabled'));
    await says(ana, 'action add "Alert per customer" @dev in 2 weeks monitor');
    const manager = library.organization.people.find(({ id }) => id === 'dev')?.manager ?? '';
    expect((await items())[0]).toMatchObject({ owner: { id: manager }, left: ['dev'] });
    expect((await roomTexts()).join('\n')).toMatch(/Dev Patel’s account is deactivated or gone/);
  });

  it('is asked for by a form where only half of it was said, and refuses what it can’t read at its field', async () => {
    const asked = await says(ana, 'action A1');
    expect(asked).toMatchObject({ type: 'modal', modal: { form: 'action-item' } });
    const { state } = asked.type === 'modal' ? asked.modal : { state: '' };
    const values = { what: 'Alert per customer', kind: 'monitor', person: 'dev', due: 'someday' };
    const sent = { type: 'submit', form: 'action-item', state } as const;
    expect(await says(ana, { ...sent, values })).toMatchObject({
      type: 'errors',
      fields: { due: expect.stringContaining('no day') },
    });
    expect(await says(ana, { ...sent, values: { ...values, due: '2025-01-01' } })).toMatchObject({
      fields: { what: expect.stringContaining('has passed') },
    });
    await says(ana, { ...sent, values: { ...values, due: 'in 2 weeks' } });
    expect(await items()).toMatchObject([{ proposal: expect.any(String), owner: { id: 'dev' } }]);
    // What was taken up is proposed no more.
    expect(JSON.stringify(await says(ana, 'action'))).not.toMatch(/"bold":"A1"/);
  });

  it('stands on the home of its owner, from a message, also when the incident is over', async () => {
    const message = { ref: 'slack:C1/1.1', text: 'we lack an alert', author: 'Ben Okafor' };
    const form = await says(ben, { type: 'shortcut', shortcut: 'action-item', message });
    expect(form).toMatchObject({
      modal: { fields: [{ id: 'what', initial: 'we lack an alert' }, {}, {}, {}] },
    });
    const { state } = form.type === 'modal' ? form.modal : { state: '' };
    const values = { what: 'we lack an alert', kind: 'monitor', person: 'dev', due: 'today' };
    await says(ben, { type: 'submit', form: 'action-item', state, values });
    await cancelled();
    expect(await items()).toMatchObject([{ message: 'slack:C1/1.1' }]);
    const home = JSON.stringify(await says(dev, { type: 'home' }));
    expect(home).toMatch(/1 thing waits for you/);
    expect(home).toMatch(/Your action items.*we lack an alert/);
    expect(JSON.stringify(await says(ben, { type: 'home' }))).not.toMatch(/action items/);

    // What is settled is read by no question about follow-up, however many such incidents there are.
    const followed = async () =>
      (await flow.store.heads({ followUp: true })).map(({ items }) => items?.length);
    await says(ben, 'action add "Alert per model" @dev today monitor');
    expect(await followed()).toEqual([2]);
    await says(ben, 'action drop 1 it is covered');
    expect(await followed()).toEqual([1]);
    await says(ben, 'action drop 2 it is covered');
    expect(await followed()).toEqual([]);
  });
});

it('in a drill no issue is opened, and whoever is given a step is not said to hear of it', async () => {
  const started = { scenario: 'support-bot', people: [ana], by: { kind: 'person', ...ana } as const };
  await cancelled();
  expect(await flow.drills.start({ ...started, inputKey: 'drill' })).toEqual({ number: 2 });
  await flow.later(0);
  expect(JSON.stringify(await says(ana, '#2 assign 1 @dev'))).toMatch(
    /Dev Patel has it, and is neither told nor invited: this is a drill/,
  );
  expect(flow.chat.texts('@dev')).toEqual([]);
  await says(ana, '#2 action add "Alert per customer" @ana in 2 weeks monitor');
  expect(JSON.stringify(await says(ana, '#2 action issue 1'))).toContain('no issue is opened for it');
  expect([(await flow.incident(2)).actionItems?.[0]?.issue, opened]).toEqual([undefined, []]);
});
