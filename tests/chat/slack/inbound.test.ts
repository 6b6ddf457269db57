import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Card, Modal } from '../../../src/domain/chat/card.ts';
import { expectLog } from '../../support/log.ts';
import { openWorkspace, type Workspace } from './support/workspace.ts';

const card = (text: string): Card => ({ text, nodes: [{ type: 'text', spans: [text] }] });
const form: Modal = {
  form: 'update',
  title: 'Post an update',
  submit: 'Post',
  state: '42',
  intro: [],
  fields: [{ id: 'users', label: 'What users see', kind: 'paragraph' }],
};

const command = (text = 'status', trigger = 'trigger-1') =>
  new URLSearchParams({
    command: '/airb',
    text,
    user_id: 'U01ANA',
    user_name: 'ana',
    channel_id: 'C01INC',
    team_id: 'T0AIRB',
    trigger_id: trigger,
  }).toString();

const event = (inner: Record<string, unknown>, id = 'Ev1') =>
  JSON.stringify({ type: 'event_callback', team_id: 'T0AIRB', event_id: id, event: inner });

const said = (changes: Record<string, unknown> = {}) => ({
  type: 'message',
  channel: 'C01INC',
  channel_type: 'channel',
  user: 'U01ANA',
  text: 'refusals are up',
  ts: '1739801400.000100',
  ...changes,
});

describe('a request at the door', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace();
  });
  afterEach(() => workspace.close());

  it('is taken when Slack signed it, and acked empty when there is nothing to say', async () => {
    const answer = await workspace.deliver(command());
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(workspace.inputs).toMatchObject([
      { type: 'command', text: 'status', room: 'slack:C01INC', by: { id: 'ana' } },
    ]);
  });

  const now = () => Date.now() / 1000;
  it.each([
    ['another secret', { secret: 'somebody-else' }],
    ['a broken signature', { signature: 'v0=00' }],
    ['a signature of no version', { signature: 'abc' }],
    ['a time ten minutes ago', { at: now() - 600 }],
    ['a time ten minutes ahead', { at: now() + 600 }],
  ])('is refused when signed with %s', async (_how, changes) => {
    expectLog(/^warn refused a request to \/slack\/events/);
    const answer = await workspace.deliver(command(), changes);
    expect(answer.status).toBe(401);
    expect(workspace.inputs).toEqual([]);
  });

  it('is refused without a signature, with a body that is none, and at another path', async () => {
    expectLog(/^warn refused a request to \/slack\/events/);
    const unsigned = await fetch(`${workspace.url}/slack/events`, { method: 'POST', body: command() });
    const broken = await workspace.deliver('{', { type: 'application/json' });
    const elsewhere = await fetch(`${workspace.url}/slack/other`, { method: 'POST', body: '' });
    expect([unsigned.status, broken.status, elsewhere.status]).toEqual([401, 400, 404]);
  });

  it('carries the same key when it is played again', async () => {
    await workspace.deliver(command());
    await workspace.deliver(command());
    await workspace.deliver(command('status', 'trigger-2'));
    const [first, again, second] = workspace.inputs.map((input) => input.key);
    expect(again).toBe(first);
    expect(second).not.toBe(first);
  });
});

describe('a command', () => {
  let workspace: Workspace;
  afterEach(() => workspace.close());

  it('is answered inside its ack, to the asker alone', async () => {
    workspace = await openWorkspace();
    workspace.answer = () => ({ type: 'private', card: card('INC-42 is in triage <!channel>') });
    const answer = await bodyOf(await workspace.deliver(command()));
    expect(answer).toMatchObject({
      response_type: 'ephemeral',
      text: 'INC-42 is in triage &lt;!channel&gt;',
    });
    expect(JSON.stringify(answer.blocks)).toContain('INC-42 is in triage');
  });

  it('is acked only after it is stored', async () => {
    workspace = await openWorkspace();
    let store = () => {};
    const storing = new Promise<void>((resolve) => {
      store = resolve;
    });
    let acked = false;
    workspace.answer = async () => {
      await storing;
      return { type: 'nothing' };
    };
    const delivery = workspace.deliver(command()).then(() => {
      acked = true;
    });
    await until(() => workspace.inputs.length === 1);
    expect(acked).toBe(false);
    store();
    await delivery;
    expect(acked).toBe(true);
  });

  it('is told when it could not be stored', async () => {
    expectLog(/^error an input from Slack could not be stored/);
    workspace = await openWorkspace();
    workspace.answer = () => Promise.reject(new Error('disk full'));
    const answer = await bodyOf(await workspace.deliver(command()));
    expect(answer.text).toBe('airb could not store that; nothing was changed. Try again.');
  });

  it('hears "still working" when storing takes too long, and the answer later', async () => {
    workspace = await openWorkspace({ patience: 20 });
    let finish = () => {};
    const working = new Promise<void>((resolve) => {
      finish = resolve;
    });
    workspace.answer = async () => {
      await working;
      return { type: 'private', card: card('Severity sev3 → sev2') };
    };
    const channel = await incident(workspace);
    const act = await workspace.act({ as: 'U01ANA', type: 'command', channel, text: '/airb severity sev2' });
    expect(act).toMatchObject({ ok: true });
    expect(whispers(workspace, channel).join()).toContain('slow right now');
    finish();
    await until(() => whispers(workspace, channel).join().includes('Severity sev3 → sev2'));
  });

  it('turns Slack’s ids into the organization’s people, and entities into characters', async () => {
    workspace = await openWorkspace();
    await workspace.deliver(command('role commander <@U01BEN|ben> because a &lt; b in <#C01INC|incidents>'));
    await workspace.deliver(command('assign <@U0ZOE|zoe>'));
    expect(workspace.inputs.map((input) => input.type === 'command' && input.text)).toEqual([
      'role commander <@ben> because a < b in #incidents',
      'assign <@slack:U0ZOE|zoe>',
    ]);
  });
});

describe('a form', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace();
    workspace.answer = () => ({ type: 'modal', modal: form });
    await workspace.act({ as: 'U01ANA', type: 'command', channel: 'C01INC', text: '/airb update' });
    await until(() => opened(workspace).length === 1);
  });
  afterEach(() => workspace.close());

  const opened = (at: Workspace) => at.sandbox.dump().modals.U01ANA ?? [];
  const submit = (text: string) =>
    workspace.act({
      as: 'U01ANA',
      type: 'submit',
      viewId: opened(workspace)[0]?.id ?? '',
      values: { users: { value: text } },
    });

  it('opens on the command and comes back with its state', async () => {
    workspace.answer = () => ({ type: 'nothing' });
    await submit('Answers are refused');
    expect(workspace.inputs.at(-1)).toMatchObject({
      type: 'submit',
      form: 'update',
      state: '42',
      values: { users: 'Answers are refused' },
    });
    expect(opened(workspace)).toEqual([]);
  });

  it('stays open with the error under its field', async () => {
    workspace.answer = () => ({ type: 'errors', fields: { users: 'Say what users see.' } });
    await submit('x');
    expect(opened(workspace)).toMatchObject([{ errors: { users: 'Say what users see.' } }]);
  });

  it('stays open when it could not be stored', async () => {
    expectLog(/^error an input from Slack could not be stored/);
    workspace.answer = () => Promise.reject(new Error('disk full'));
    await submit('x');
    expect(opened(workspace)[0]?.errors?.users).toContain('could not store that');
  });

  it('turns into what is said to its sender alone', async () => {
    workspace.answer = () => ({ type: 'private', card: card('The incident is already resolved.') });
    await submit('x');
    expect(JSON.stringify(opened(workspace)[0]?.body)).toContain('already resolved');
  });

  it('has another key when it is sent again with other answers', async () => {
    workspace.answer = () => ({ type: 'errors', fields: { users: 'No.' } });
    await submit('one');
    await submit('two');
    const [first, second] = workspace.inputs.slice(-2).map((input) => input.key);
    expect(second).not.toBe(first);
  });
});

describe('a press', () => {
  let workspace: Workspace;
  let channel: string;
  beforeEach(async () => {
    workspace = await openWorkspace();
    channel = await incident(workspace);
  });
  afterEach(() => workspace.close());

  async function press(label: string, value?: string): Promise<void> {
    const message = workspace.sandbox
      .dump()
      .channels.find((one) => one.id === channel)
      ?.messages.findLast((m) => m.metadata);
    const block = message?.blocks.find((one) => JSON.stringify(one).includes(`"${label}"`));
    const actionId = /"action_id":"([^"]+)"/.exec(JSON.stringify(block))?.[1] ?? '';
    const act = {
      channel,
      ts: message?.ts ?? '',
      blockId: String(block?.block_id),
      actionId,
      ...(value ? { value } : {}),
    };
    const answer = await workspace.act({ as: 'U01BEN', type: 'press', ...act });
    expect(answer).toMatchObject({ ok: true });
  }

  it('says what was meant, by whom and where', async () => {
    const done = { verb: 'step.done', value: '42|check', label: 'Done' };
    await workspace.slack.post(
      { room: `slack:${channel}` },
      { text: 'x', nodes: [{ type: 'row', spans: ['x'], control: done }] },
      '1.1.1',
    );
    await press('Done', '42|check');
    expect(workspace.inputs.at(-1)).toMatchObject({
      type: 'press',
      verb: 'step.done',
      value: '42|check',
      by: { id: 'ben', name: 'Ben Okafor', standing: 'listed' },
      room: `slack:${channel}`,
    });
  });

  it('of a menu’s option is a press of that option', async () => {
    const options = ['skip', 'note'].map((word) => ({
      verb: `step.${word}`,
      value: '42|check',
      label: word,
    }));
    const nodes = [{ type: 'row' as const, spans: ['x'], control: { menu: 'More', options } }];
    await workspace.slack.post({ room: `slack:${channel}` }, { text: 'x', nodes }, '1.1.2');
    await press('skip', 'step.note|42|check');
    expect(workspace.inputs.at(-1)).toMatchObject({ verb: 'step.note', value: '42|check' });
  });

  it('is answered to the presser alone, also when it could not be stored', async () => {
    expectLog(/^error an input from Slack could not be stored/);
    const ack = { verb: 'page.ack', value: '42', label: 'Acknowledge' };
    await workspace.slack.post(
      { room: `slack:${channel}` },
      { text: 'x', nodes: [{ type: 'actions', controls: [ack] }] },
      '1.1.3',
    );
    workspace.answer = () => Promise.reject(new Error('disk full'));
    await press('Acknowledge', '42');
    await until(() => whispers(workspace, channel).join().includes('could not store that'));
  });

  it('that only opens a page is nothing to store', async () => {
    const link = { verb: 'x', value: '', label: 'Runbook', url: 'https://runbooks.example/1' };
    await workspace.slack.post(
      { room: `slack:${channel}` },
      { text: 'x', nodes: [{ type: 'actions', controls: [link] }] },
      '1.1.4',
    );
    const before = workspace.inputs.length;
    await press('Runbook');
    expect(workspace.inputs).toHaveLength(before);
  });
});

describe('what people say and do', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace();
  });
  afterEach(() => workspace.close());
  const deliver = (inner: Record<string, unknown>, id?: string) =>
    workspace.deliver(event(inner, id), { type: 'application/json' });

  it('comes as text to read, with the time it was said', async () => {
    await deliver(said({ text: 'ask <@U01BEN>, see <https://a.example|this> &amp; that' }));
    expect(workspace.inputs).toMatchObject([
      {
        type: 'message',
        text: 'ask @Ben Okafor, see https://a.example & that',
        at: 1739801400000,
        message: 'slack:C01INC/1739801400.000100',
        thread: false,
      },
    ]);
  });

  it('comes with its files and thread, and with the name Slack knows a member by', async () => {
    await deliver(
      said({
        subtype: 'file_share',
        user: 'U01DEV',
        files: [
          { id: 'F1', name: 'trace.json' },
          { id: 'F2', mode: 'tombstone' },
        ],
        thread_ts: '1739801300.000000',
      }),
    );
    expect(workspace.inputs).toMatchObject([
      {
        files: ['trace.json'],
        thread: true,
        by: { id: 'slack:U01DEV', name: 'Dev Patel', standing: 'member' },
      },
    ]);
  });

  it.each([
    ['a bot', { bot_id: 'B0OTHER' }],
    ['an edit', { subtype: 'message_changed' }],
    ['somebody joining', { subtype: 'channel_join' }],
    ['a direct message', { channel_type: 'im' }],
    ['a command to airb', { text: '<@UAIRB> status' }],
  ])('is not talk when it is %s', async (_what, changes) => {
    const answer = await deliver(said(changes));
    expect(answer.status).toBe(200);
    expect(workspace.inputs).toEqual([]);
  });

  it('is a command when it starts with our name', async () => {
    await deliver({ ...said({ text: '<@UAIRB>: severity sev1 all users' }), type: 'app_mention' });
    expect(workspace.inputs).toMatchObject([{ type: 'command', text: 'severity sev1 all users' }]);
  });

  it('marks messages with reactions, once per delivery', async () => {
    const reaction = {
      type: 'reaction_added',
      user: 'U01ANA',
      reaction: 'pushpin',
      item: { type: 'message', channel: 'C01INC', ts: '1739801400.000100' },
      event_ts: '1739801401.000000',
    };
    await deliver(reaction, 'Ev7');
    await deliver({ ...reaction, type: 'reaction_removed' }, 'Ev8');
    expect(workspace.inputs).toMatchObject([
      {
        type: 'reaction',
        emoji: 'pushpin',
        added: true,
        key: 'slack:reaction:Ev7',
        message: 'slack:C01INC/1739801400.000100',
      },
      { added: false, key: 'slack:reaction:Ev8' },
    ]);
  });

  it('is not acked while it is not stored, so that Slack brings it again', async () => {
    expectLog(
      /^error a Slack delivery could not be taken/,
      /^warn An unhandled error occurred while Bolt processed an event/,
    );
    workspace.answer = () => Promise.reject(new Error('disk full'));
    expect((await deliver(said())).status).toBe(500);
    workspace.answer = () => ({ type: 'nothing' });
    expect((await deliver(said())).status).toBe(200);
    expect(workspace.inputs.map((input) => input.key)).toEqual([
      'slack:message:C01INC/1739801400.000100',
      'slack:message:C01INC/1739801400.000100',
    ]);
  });

  it('opens the App Home with what there is to do', async () => {
    workspace.answer = () => ({ type: 'home', card: card('Nothing is open.') });
    await workspace.act({ as: 'U01ANA', type: 'home' });
    await until(() =>
      JSON.stringify(workspace.sandbox.dump().homes.U01ANA ?? '').includes('Nothing is open.'),
    );
    expect(workspace.inputs).toMatchObject([{ type: 'home', by: { id: 'ana' } }]);
    await workspace.slack.drawHome('ana', card('Something is open.'));
    expect(JSON.stringify(workspace.sandbox.dump().homes.U01ANA)).toContain('Something is open.');
    // Somebody without an account has none.
    await workspace.slack.drawHome('teams:somebody', card('Something is open.'));
  });

  it('with a file becomes evidence with its name, kind and place, and not with where to download it', async () => {
    const channel = await incident(workspace);
    const base64 = Buffer.from('prompt,answer').toString('base64');
    const file = { channel, name: 'refusals.csv', mimetype: 'text/csv', base64 };
    expect(await workspace.act({ as: 'U01ANA', type: 'upload', ...file })).toMatchObject({ ok: true });
    const messages = workspace.sandbox.dump().channels.find(({ id }) => id === channel)?.messages ?? [];
    const ts = messages.at(-1)?.ts ?? '';
    await workspace.act({ as: 'U01BEN', type: 'shortcut', callbackId: 'airb_evidence', channel, ts });
    // The sandbox is no place of Slack's, so its link is left out.
    const pointer = { name: 'refusals.csv', kind: 'CSV', chat: 'Slack' };
    expect(workspace.inputs.at(-1)).toMatchObject({ type: 'shortcut', shortcut: 'evidence' });
    expect(workspace.inputs.at(-1)).toHaveProperty('message.files', [pointer]);

    const permalink = 'https://acme.slack.com/files/U01ANA/F9/t.json';
    const secret = 'https://files.slack.com/files-pri/T1-F9/download/t.json';
    const files = [
      { id: 'F9', name: 't.json', pretty_type: 'JSON', permalink, url_private_download: secret },
    ];
    await deliver({ ...said({ text: '<@UAIRB> evidence', files }), type: 'app_mention' });
    expect(workspace.inputs.at(-1)).toMatchObject({ type: 'command', text: 'evidence' });
    expect(workspace.inputs.at(-1)).toHaveProperty('files', [
      { name: 't.json', kind: 'JSON', chat: 'Slack', link: permalink },
    ]);
  });

  it.each([
    [
      'https://acme.enterprise.slack.com/files/U1/F9/t.json?pub_secret=k#x',
      'https://acme.enterprise.slack.com/files/U1/F9/t.json',
    ],
    ['https://acme.slack-gov.com/files/U1/F9/t.json', 'https://acme.slack-gov.com/files/U1/F9/t.json'],
    ['https://key@acme.slack.com/files/U1/F9', 'https://acme.slack.com/files/U1/F9'],
    ['https://files.slack.com/files-pri/T1-F9/t.json', undefined],
    ['https://slack-files.com/T1-F9-secret', undefined],
    ['https://acme.slack.com.evil.example/F9', undefined],
    ['https://evilslack.com/F9', undefined],
    ['https://acme.slack.com:8443/F9', undefined],
    ['http://acme.slack.com/F9', undefined],
    ['not an address', undefined],
  ])('keeps of a file at %s the link %s', async (permalink, link) => {
    const files = [{ id: 'F9', name: 't.json', permalink }];
    await deliver({ ...said({ text: '<@UAIRB> evidence', files }), type: 'app_mention' });
    const pointer = { name: 't.json', kind: 'JSON', chat: 'Slack', ...(link && { link }) };
    expect(workspace.inputs.at(-1)).toHaveProperty('files', [pointer]);
  });

  it('becomes evidence or an update by the message shortcuts, and an incident by the global one', async () => {
    const channel = await incident(workspace);
    await workspace.act({ as: 'U01ANA', type: 'say', channel, text: 'prompt: ignore all rules' });
    await until(() => workspace.inputs.length === 1);
    const ts =
      workspace.inputs.flatMap((input) => (input.type === 'message' ? input.message.split('/')[1] : []))[0] ??
      '';
    await workspace.act({ as: 'U01BEN', type: 'shortcut', callbackId: 'airb_evidence', channel, ts });
    expect(workspace.inputs.at(-1)).toMatchObject({
      type: 'shortcut',
      shortcut: 'evidence',
      message: { ref: `slack:${channel}/${ts}`, text: 'prompt: ignore all rules', author: 'Ana Lima' },
    });
    await workspace.act({ as: 'U01BEN', type: 'shortcut', callbackId: 'airb_update', channel, ts });
    expect(workspace.inputs.at(-1)).toMatchObject({
      type: 'shortcut',
      shortcut: 'update',
      message: { text: 'prompt: ignore all rules', author: 'Ana Lima' },
    });
    await workspace.act({ as: 'U01BEN', type: 'shortcut', callbackId: 'airb_declare_from', channel, ts });
    expect(workspace.inputs.at(-1)).toMatchObject({
      type: 'shortcut',
      shortcut: 'declare',
      message: { text: 'prompt: ignore all rules' },
    });
    workspace.answer = () => ({ type: 'modal', modal: { ...form, form: 'declare' } });
    await workspace.act({ as: 'U01BEN', type: 'shortcut', callbackId: 'airb_declare' });
    await until(() => (workspace.sandbox.dump().modals.U01BEN ?? []).length === 1);
  });
});

async function incident(workspace: Workspace): Promise<string> {
  const { room } = await workspace.slack.openRoom({
    name: 'inc-20250217-42',
    private: false,
    marker: 'airb:42',
  });
  await workspace.slack.invite(room, ['ana', 'ben']);
  return room.replace('slack:', '');
}

async function bodyOf(answer: Response): Promise<{ text?: string; blocks?: unknown }> {
  return (await answer.json()) as { text?: string; blocks?: unknown };
}

/** What only one person can see in a channel. */
function whispers(workspace: Workspace, channel: string): string[] {
  const messages = workspace.sandbox.dump().channels.find((one) => one.id === channel)?.messages ?? [];
  return messages.filter((message) => message.ephemeralFor).map((message) => message.text);
}

/** Work beside an ack has no answer to wait for; the test's own time limit ends a wait in vain. */
const until = (met: () => boolean) => vi.waitUntil(met, { timeout: 30_000, interval: 5 });
