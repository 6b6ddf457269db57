import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card, Modal } from '../../../src/domain/chat/card.ts';
import { expectLog, mayLog } from '../../support/log.ts';
import {
  execute,
  extension,
  installation,
  membersAdded,
  message,
  reaction,
  submitMessage,
  task,
} from './support/activities.ts';
import { type DoorOfBot, openDoor, thread, withAna } from './support/door.ts';
import { addChannel, general, incidents, type Json, people } from './support/world.ts';

// The played tenant does not know airb's place, which the adapter looks up at its start.
mayLog(/^warn Teams does not show airb its place/);

const card = (text: string): Card => ({ text, nodes: [{ type: 'text', spans: [text] }] });
const list: Card = { text: 'Two things.', nodes: [{ type: 'list', items: [['one'], ['two']] }] };
const form: Modal = {
  form: 'update',
  title: 'Post an update',
  submit: 'Post',
  state: '42|internal',
  intro: [{ type: 'text', spans: ['Six lines, plain words.'] }],
  fields: [
    { id: 'users', label: 'What users see', kind: 'paragraph' },
    { id: 'scope', label: 'Scope', kind: 'line', optional: true },
  ],
};
const groupChat = '19:private@thread.v2';

let door: DoorOfBot;
const say = (
  text: string,
  more: { by?: typeof people.ana; conversation?: string } = {},
  changes: Json = {},
) => message(door.teams.sender, { by: people.ana, text, conversation: thread, ...more }, changes);
const talk = (text: string, changes: Json = {}) =>
  message(door.teams.sender, { by: people.ana, text, conversation: thread, mention: false }, changes);
const press = (data: Json, changes: Json = {}) =>
  execute(
    door.teams.sender,
    {
      by: people.ana,
      verb: String(data.verb),
      data: { airb: 1, ...data },
      conversation: thread,
      replyToId: '5',
    },
    changes,
  );
const asked = (kind: 'fetch' | 'submit', data: Json, changes: Json = {}) =>
  task(
    door.teams.sender,
    { by: people.ana, kind, data: { airb: 1, ...data }, conversation: thread },
    changes,
  );

/** The texts of what airb posted, a line each. */
async function heard(conversation: string): Promise<string[]> {
  return (await door.posted(conversation)).map(({ activity }) => String(activity.summary));
}

const bodyOf = async (answer: Response) => (await answer.json()) as Json;

beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

describe('a command', () => {
  it('is what is said to airb by name, with the name taken off', async () => {
    await door.send(say('severity sev2 paid traffic'));
    expect(door.inputs).toMatchObject([
      {
        type: 'command',
        text: 'severity sev2 paid traffic',
        room: `teams:${thread}`,
        by: { id: 'ana', name: 'Ana Lima', standing: 'listed' },
        at: door.teams.clock.now(),
      },
    ]);
  });

  const bot = () => ({ id: `28:${door.teams.world.appId}`, name: 'airb' });
  const airb = (text = '<at>airb</at>') => ({ type: 'mention', text, mentioned: bot() });
  it.each<[string, string, string]>([
    ['spaces that are entities', '<at>airb</at>&nbsp;status&nbsp;\n', 'status'],
    ['paragraphs', '<p><at>airb</at> note</p><p>it <b>fails</b></p>', 'note\nit fails'],
    ['typed angle brackets', '<at>airb</at> note a &lt;b&gt; &amp;lt; c', 'note a <b> &lt; c'],
    ['a command copied from help', '<at>airb</at> `declare support-bot`', 'declare support-bot'],
    ['bold words', '<at>airb</at> **status**', 'status'],
    ['the word of another chat', '<at>airb</at> /airb status', '/airb status'],
    ['a comma after the name', '<at>airb</at>, status', 'status'],
    ['the name at the end', 'status <at>airb</at>', 'status'],
    ['marks that are not seen', '\u200e<at>airb</at>\u200b status\ufeff', 'status'],
    ['nothing but the name', '<at>airb</at>', ''],
  ])('is read through %s', async (_what, text, read) => {
    await door.send(say('', {}, { text, entities: [airb()] }));
    expect(door.inputs).toMatchObject([{ type: 'command', text: read }]);
  });

  it('names people in the form the grammar takes: known ones by their id, strangers with their name', async () => {
    const mention = (user: typeof people.ana) => ({
      type: 'mention',
      text: `<at>${user.name}</at>`,
      mentioned: { id: user.mri, name: user.name },
    });
    const text = '<at>airb</at> assign check-provider <at>Ben Okafor</at> <at>Dan Weber</at> <at>Nobody</at>';
    await door.send(say('', {}, { text, entities: [airb(), mention(people.ben), mention(people.dan)] }));
    expect(door.inputs).toMatchObject([
      { text: `assign check-provider <@ben> <@teams:${people.dan.aad}|Dan.Weber> <@teams:nobody|Nobody>` },
    ]);
  });

  it('tells two people of the same name apart by their order', async () => {
    const twin = { id: people.dan.mri, name: 'Ben Okafor' };
    const ben = { id: people.ben.mri, name: 'Ben Okafor' };
    const text = '<at>airb</at> note <at>Ben Okafor</at> and <at>Ben Okafor</at>';
    const entities = [
      airb(),
      ...[twin, ben].map((mentioned) => ({ type: 'mention', text: '<at>Ben Okafor</at>', mentioned })),
    ];
    await door.send(say('', {}, { text, entities }));
    expect(door.inputs).toMatchObject([{ text: `note <@teams:${people.dan.aad}|Ben.Okafor> and <@ben>` }]);
  });

  it('needs no name in a 1:1 chat, and none as a slash command', async () => {
    await door.send(
      message(door.teams.sender, { by: people.ana, text: 'status', mention: false, conversation: withAna }),
    );
    await door.send(talk('/status', { recipient: { ...bot(), isTargeted: true } }));
    expect(door.inputs).toMatchObject([
      { type: 'command', text: 'status', room: `teams:${withAna}` },
      { type: 'command', text: 'status', room: `teams:${thread}` },
    ]);
  });

  it.each(['my incidents', 'My incidents', 'home'])(
    '"%s" in a 1:1 chat asks for what waits for me',
    async (text) => {
      door.answer = () => ({ type: 'home', card: list });
      await door.send(
        message(door.teams.sender, { by: people.ana, text, mention: false, conversation: withAna }),
      );
      expect(door.inputs).toMatchObject([{ type: 'home', by: { id: 'ana' } }]);
      expect(await heard(withAna)).toEqual(['Two things.']);
    },
  );

  it('keeps the newest answer to `home` current, and draws nothing for who never asked', async () => {
    door.answer = () => ({ type: 'home', card: list });
    const ask = () =>
      door.send(
        message(door.teams.sender, { by: people.ana, text: 'home', mention: false, conversation: withAna }),
      );
    await ask();
    await door.settled();
    await ask();
    await door.settled();
    await door.airb.drawHome('ana', card('Nothing waits.'));
    await door.airb.drawHome('ben', card('Nothing waits.'));
    expect(await heard(withAna)).toEqual(['Two things.', 'Nothing waits.']);
  });

  it('has the same key when it is delivered again, another in another conversation', async () => {
    const first = say('status');
    await door.send(first);
    await door.send(first);
    await door.send({ ...first, conversation: { id: groupChat, conversationType: 'groupChat' } });
    const [one, again, elsewhere] = door.inputs.map((input) => input.key);
    expect(again).toBe(one);
    expect(elsewhere).not.toBe(one);
  });

  it('of somebody who is not in the organization file is that member’s', async () => {
    await door.send(say('status', { by: people.dan }));
    const by = { id: `teams:${people.dan.aad}`, name: 'Dan Weber', standing: 'member' };
    expect(door.inputs).toMatchObject([{ by }]);
  });

  it('of somebody who left, whom Teams does not name any more, is still somebody’s and never a known person’s', async () => {
    await door.send(say('status', {}, { from: { id: people.finn.mri } }));
    await door.send(say('status', {}, { from: { id: people.finn.mri, aadObjectId: people.finn.aad } }));
    expect(door.inputs.map(({ by }) => by)).toEqual([
      { id: `teams:${people.finn.mri}`, name: 'somebody Teams does not name', standing: 'stranger' },
      { id: `teams:${people.finn.aad}`, name: 'somebody Teams does not name', standing: 'stranger' },
    ]);
  });
});

describe('the answer to a command', () => {
  beforeEach(() => {
    door.answer = () => ({ type: 'private', card: card('Nothing is open.') });
  });

  it('goes to the asker’s 1:1 chat and leaves the thread alone', async () => {
    const answer = await door.send(say('status'));
    expect(answer.status).toBe(200);
    expect(await heard(withAna)).toEqual(['Nothing is open.']);
    expect(await heard(thread)).toEqual([]);
  });

  it('is seen by the asker alone where the question was', async () => {
    const recipient = { id: `28:${door.teams.world.appId}`, name: 'airb', isTargeted: true };
    await door.send(talk('status', { recipient }));
    expect(await door.posted(thread)).toMatchObject([{ targeted: people.ana.mri }]);
    expect(await heard(withAna)).toEqual([]);
  });

  it('is said in the thread, to the asker by name, when airb can’t write to them', async () => {
    await door.send(say('status', { by: people.eve }));
    const [said] = await door.posted(thread);
    expect(said?.activity.summary).toBe('Eve Larsen: Nothing is open.');
    const ping = { content: { msteams: { entities: [{ mentioned: { id: people.eve.aad } }] } } };
    expect(said?.activity).toMatchObject({ attachments: [ping] });
  });

  it.each<[string, string, string]>([
    ['in a private incident’s chat', groupChat, 'status'],
    ['about an incident that may be private', thread, '#42 status'],
    ['about one named further on', thread, 'status INC-42'],
  ])('is withheld from others when airb can’t write to the asker, %s', async (_where, conversation, text) => {
    const members = [people.ana.aad, people.eve.aad];
    const chat = {
      id: groupChat,
      kind: 'chat' as const,
      name: 'private',
      description: '',
      members,
      installed: true,
      messages: [],
    };
    door.teams.world.conversations.set(groupChat, chat);
    await door.send(say(text, { by: people.eve, conversation }));
    const [said] = await heard(conversation);
    expect(said).toMatch(/^Eve Larsen: airb has an answer for your eyes only/);
    expect(JSON.stringify(await door.posted(conversation))).not.toContain('Nothing is open');
  });

  it('is a button that opens the form where the answer is one, and the form knows the room it was asked in', async () => {
    door.answer = (input) =>
      input.type === 'command' ? { type: 'modal', modal: form } : { type: 'nothing' };
    await door.send(say('update'));
    const [offer] = await door.posted(withAna);
    const data = buttonData(offer?.activity);
    expect(data.msteams).toEqual({ type: 'task/fetch' });
    const opened = task(door.teams.sender, { by: people.ana, kind: 'fetch', data, conversation: withAna });
    const answer = await bodyOf(await door.send(opened));
    expect(door.inputs.at(-1)).toMatchObject({ type: 'command', text: 'update', room: `teams:${thread}` });
    expect(answer).toMatchObject({ task: { type: 'continue', value: { title: 'Post an update' } } });
  });

  it('can not be had for a room by writing its name into such a button', async () => {
    const forged = `status|teams:${groupChat}`;
    const answer = await door.send(
      asked('fetch', { verb: 'command.open', value: `${forged}~${'A'.repeat(16)}` }),
    );
    expect(door.inputs).toEqual([]);
    expect(JSON.stringify(await bodyOf(answer))).toContain('of an older airb or was changed');
  });

  it('says so when it could not be stored', async () => {
    expectLog(/^error an input from Teams could not be stored/);
    door.answer = () => Promise.reject(new Error('disk full'));
    expect((await door.send(say('note hello'))).status).toBe(200);
    expect(await heard(withAna)).toEqual(['airb could not store that; nothing was changed. Try again.']);
  });

  it('waits for its turn when Teams takes no more, and is not said in public meanwhile', async () => {
    const busy = { status: 429, headers: { 'retry-after': '0' } };
    door.teams.weather({ answer: busy, times: 2, only: /^POST .*\/activities$/ });
    await door.send(say('status'));
    expect(await heard(withAna)).toEqual(['Nothing is open.']);
    expect(await heard(thread)).toEqual([]);
    expect(door.troubles).toEqual([]);
  });

  it('is told as trouble when it reaches nobody', async () => {
    expectLog(/^warn an answer did not reach its asker/);
    door.teams.weather({ down: true });
    await door.send(say('status'));
    await door.airb.stop();
    expect(door.troubles).toEqual(['http_503']);
  });
});

/** What the first button of a posted card or an opened dialog carries. */
function buttonData(shown: unknown): Json {
  const found = buttonsIn(shown)[0];
  if (!found) throw new Error('there is no button');
  return found;
}

function buttonsIn(node: unknown): Json[] {
  if (typeof node !== 'object' || node === null) return [];
  const { data } = node as { data?: Json };
  return data?.airb === 1 ? [data] : Object.values(node).flatMap(buttonsIn);
}

describe('talk in an incident’s thread', () => {
  it('is a message with its files, by name and time, and nobody is answered', async () => {
    const attachments = [
      { contentType: 'text/html', content: '<p>refusals are up</p>' },
      { contentType: 'application/vnd.microsoft.teams.file.download.info', name: 'refusals.csv' },
    ];
    const activity = talk('refusals&nbsp;are up', { attachments });
    expect((await door.send(activity)).status).toBe(200);
    expect(door.inputs).toMatchObject([
      {
        type: 'message',
        text: 'refusals are up',
        files: ['refusals.csv'],
        room: `teams:${thread}`,
        message: `teams:${thread}/${activity.id}`,
        thread: false,
        by: { id: 'ana' },
      },
    ]);
    expect(await heard(thread)).toEqual([]);
  });

  it('keeps hostile names and markup as text', async () => {
    const mallory = '<at>everyone</at> **[x](http://evil.example)**';
    await door.send(
      talk('&lt;script&gt;alert(1)&lt;/script&gt; <at>x</at>', {
        from: { id: people.dan.mri, aadObjectId: people.dan.aad, name: mallory },
      }),
    );
    expect(door.inputs).toMatchObject([
      { text: '<script>alert(1)</script> @x', by: { name: mallory, standing: 'member' } },
    ]);
  });

  it('names people by their names', async () => {
    const entities = [
      { type: 'mention', text: '<at>Ben</at>', mentioned: { id: people.ben.mri, name: 'Ben' } },
    ];
    await door.send(talk('<at>Ben</at> looks at it', { entities }));
    expect(door.inputs).toMatchObject([{ text: '@Ben Okafor looks at it' }]);
  });

  it('is nothing when a bot said it, when it is empty, and when it is an edit', async () => {
    await door.send(talk('beep', { from: { id: '28:another-bot', name: 'Another' } }));
    await door.send(talk('I am airb', { from: { id: `28:${door.teams.world.appId}`, name: 'airb' } }));
    await door.send(talk(' '));
    await door.send(talk('changed my mind', { type: 'messageUpdate' }));
    expect(door.inputs).toEqual([]);
  });

  it('is asked for again when it could not be stored', async () => {
    expectLog(/^error a request from Teams could not be taken/);
    door.answer = () => Promise.reject(new Error('disk full'));
    expect((await door.send(talk('refusals are up'))).status).toBe(503);
  });

  it('belongs to the channel where an incident has a channel of its own', async () => {
    await door.close();
    door = await openDoor({ rooms: 'channel' });
    addChannel(door.teams.world, '19:inc-42@thread.tacv2', 'inc-42');
    const root = '19:inc-42@thread.tacv2;messageid=7';
    await door.send(
      talk('in the channel', { id: '7', conversation: { id: root, conversationType: 'channel' } }),
    );
    await door.send(
      talk('in a thread of it', { id: '8', conversation: { id: root, conversationType: 'channel' } }),
    );
    await door.send(talk('in the incidents channel'));
    expect(door.inputs).toMatchObject([
      { room: 'teams:19:inc-42@thread.tacv2', thread: false, message: `teams:${root}/7` },
      { room: 'teams:19:inc-42@thread.tacv2', thread: true, message: `teams:${root}/8` },
      { room: `teams:${thread}` },
    ]);
  });
});

describe('a reaction', () => {
  it.each([
    ['1f4cc_pushpin', 'pushpin'],
    ['1f4cd_roundpushpin', 'round_pushpin'],
    ['1f4dd_memo', 'memo'],
    ['1f516_bookmark', 'bookmark'],
    ['23f1_stopwatch', 'stopwatch'],
    ['📌', 'pushpin'],
  ])('%s is the mark %s on the message', async (type, emoji) => {
    const sent = { by: people.ana, to: '9', type, conversation: thread };
    await door.send(reaction(door.teams.sender, sent));
    await door.send(reaction(door.teams.sender, { ...sent, removed: true }));
    const message = `teams:${thread}/9`;
    expect(door.inputs).toMatchObject([
      { type: 'reaction', message, emoji, added: true, room: `teams:${thread}` },
      { type: 'reaction', message, emoji, added: false },
    ]);
    expect(door.inputs[0]?.key).not.toBe(door.inputs[1]?.key);
  });

  it.each(['like', 'heart', '1f440_eyes', '', 'constructor_x', '__proto__', 'valueof_x'])(
    '"%s" means nothing to an incident',
    async (type) => {
      await door.send(reaction(door.teams.sender, { by: people.ana, to: '9', type, conversation: thread }));
      expect(door.inputs).toEqual([]);
    },
  );
});

describe('a press', () => {
  it('is stored and answered with a line', async () => {
    const answer = await bodyOf(await door.send(press({ verb: 'step.done', value: '42|check' })));
    expect(door.inputs).toMatchObject([
      { type: 'press', verb: 'step.done', value: '42|check', room: `teams:${thread}`, by: { id: 'ana' } },
    ]);
    expect(answer).toEqual(line('Done.'));
  });

  it('has the same key when it is delivered again, and another when it is made again or by another', async () => {
    const first = press({ verb: 'step.done', value: '42|check' });
    await door.send(first);
    await door.send(first);
    await door.send({ ...first, id: 'f:2' });
    await door.send({ ...first, from: { id: people.ben.mri, aadObjectId: people.ben.aad } });
    await door.send({
      ...first,
      value: { action: { data: { airb: 1, verb: 'step.undo', value: '42|check' } } },
    });
    const [one, again, ...others] = door.inputs.map((input) => input.key);
    expect(again).toBe(one);
    expect(new Set([one, ...others]).size).toBe(4);
  });

  it('is refused in words only its maker sees', async () => {
    door.answer = () => ({ type: 'private', card: card('Ben was faster. `/airb status` shows it.') });
    const answer = await bodyOf(await door.send(press({ verb: 'step.done', value: '42|check' })));
    expect(answer).toEqual(line('Ben was faster. `@airb status` shows it.'));
    expect(await heard(thread)).toEqual([]);
  });

  it('with an answer longer than a line has it in the 1:1 chat', async () => {
    door.answer = () => ({ type: 'private', card: list });
    const answer = await bodyOf(await door.send(press({ verb: 'rollback.preview', value: '42|prompt' })));
    expect(answer).toEqual(line('The answer is in your chat with airb.'));
    expect(await heard(withAna)).toEqual(['Two things.']);
  });

  it('on a card that knew of no form yet gets a button that opens it', async () => {
    door.answer = () => ({ type: 'modal', modal: form });
    await door.send(press({ verb: 'update.open', value: '42|internal' }));
    const [offer] = await door.posted(withAna);
    expect(buttonData(offer?.activity)).toMatchObject({ verb: 'update.open', value: '42|internal' });
  });

  it.each<[string, Json]>([
    ['of another app', { verb: 'x', airb: undefined }],
    ['without a verb', { value: '42' }],
    ['with a verb that is no word', { verb: 7 }],
  ])('on a button %s changes nothing and says so', async (_what, data) => {
    const answer = await bodyOf(await door.send(press(data)));
    expect(answer).toEqual(line('This button is of an older airb or was changed; use the newest message.'));
    expect(door.inputs).toEqual([]);
  });

  it('on a card of an older version is passed on for the domain to refuse', async () => {
    door.answer = () => ({ type: 'private', card: card('That button is from another version of airb.') });
    await door.send(press({ verb: 'step.toggle', value: '42|old', at: 3 }));
    expect(door.inputs).toMatchObject([{ verb: 'step.toggle', value: '42|old' }]);
  });

  it('that can not be stored says so', async () => {
    expectLog(/^error an input from Teams could not be stored/);
    door.answer = () => Promise.reject(new Error('disk full'));
    const answer = await bodyOf(await door.send(press({ verb: 'step.done', value: '42|check' })));
    expect(answer).toEqual(line('airb could not store that; nothing was changed. Try again.'));
  });

  it('comes as a message from a client that knows no better, and is answered like a command', async () => {
    door.answer = () => ({ type: 'private', card: card('Ben was faster.') });
    const data = { airb: 1, verb: 'step.done', value: '42|check' };
    const answer = await door.send(
      submitMessage(door.teams.sender, { by: people.ana, data, conversation: thread }),
    );
    expect(answer.status).toBe(200);
    expect(door.inputs).toMatchObject([{ type: 'press', verb: 'step.done', value: '42|check' }]);
    expect(await heard(withAna)).toEqual(['Ben was faster.']);
  });

  const ask = { title: 'Roll back?', text: 'Prompt v7 goes back to v6.', yes: 'Roll back' };

  it('that asks first opens the question, and only its yes is the press', async () => {
    const question = await bodyOf(
      await door.send(asked('fetch', { verb: 'rollback.approve', value: '42|a1', ask })),
    );
    expect(door.inputs).toEqual([]);
    expect(question).toMatchObject({ task: { type: 'continue', value: { title: 'Roll back?' } } });
    const yes = buttonData(question);
    const answer = await door.send(asked('submit', yes));
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(door.inputs).toMatchObject([{ type: 'press', verb: 'rollback.approve', value: '42|a1' }]);
  });

  it('that asks first is asked by a card where no dialog opens', async () => {
    const data = { airb: 1, verb: 'rollback.approve', value: '42|a1', ask };
    await door.send(submitMessage(door.teams.sender, { by: people.ana, data, conversation: thread }));
    expect(door.inputs).toEqual([]);
    const [question] = await door.posted(withAna);
    expect(question?.activity.summary).toBe('Roll back? Prompt v7 goes back to v6.');
    expect(buttonData(question?.activity)).toEqual({ airb: 1, verb: 'rollback.approve', value: '42|a1' });
  });
});

describe('a form', () => {
  const sent = (data: Json, more: Json) => asked('submit', { ...data, ...more });

  /** Opens the form and gives what its submit would carry. */
  async function opened(): Promise<Json> {
    door.answer = () => ({ type: 'modal', modal: form });
    const answer = await bodyOf(
      await door.send(asked('fetch', { verb: 'update.open', value: '42|internal' })),
    );
    expect(answer).toMatchObject({ task: { type: 'continue', value: { title: 'Post an update' } } });
    return buttonData(answer);
  }

  it('opens for the button, is sent with its answers, and closes', async () => {
    const data = await opened();
    door.answer = () => ({ type: 'nothing' });
    const answer = await door.send(sent(data, { users: 'Some get refusals', scope: '' }));
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(door.inputs.at(-1)).toMatchObject({
      type: 'submit',
      form: 'update',
      state: '42|internal',
      values: { users: 'Some get refusals', scope: '' },
      by: { id: 'ana' },
    });
  });

  it('stays open with its errors and with what was typed, and can be sent again', async () => {
    const data = await opened();
    door.answer = () => ({ type: 'errors', fields: { users: 'Say it in plain words.' } });
    const again = await bodyOf(await door.send(sent(data, { users: 'HTTP 500', scope: 'all' })));
    const shown = JSON.stringify(again);
    expect(shown).toContain('Say it in plain words.');
    expect(shown).toContain('HTTP 500');
    door.answer = () => ({ type: 'nothing' });
    await door.send(sent(buttonData(again), { users: 'Some get refusals', scope: 'all' }));
    expect(door.inputs.at(-1)).toMatchObject({
      form: 'update',
      state: '42|internal',
      values: { scope: 'all' },
    });
    const keys = door.inputs.map((input) => input.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('of another version says its errors in place of the fields', async () => {
    const { again: _lost, ...data } = await opened();
    door.answer = () => ({ type: 'errors', fields: { users: 'Say it in plain words.' } });
    const answer = await bodyOf(await door.send(sent(data, { users: 'x' })));
    expect(JSON.stringify(answer)).toContain('Say it in plain words.');
  });

  it('keeps what was typed when it could not be stored', async () => {
    expectLog(/^error an input from Teams could not be stored/);
    const data = await opened();
    door.answer = () => Promise.reject(new Error('disk full'));
    const answer = await bodyOf(await door.send(sent(data, { users: 'Some get refusals' })));
    expect(JSON.stringify(answer)).toMatch(/could not store that.*|Some get refusals.*could not store that/);
    expect(JSON.stringify(answer)).toContain('Some get refusals');
  });

  it('turns into its answer', async () => {
    const data = await opened();
    door.answer = () => ({ type: 'private', card: card('INC-43 is open.') });
    const answer = await bodyOf(await door.send(sent(data, { users: 'x' })));
    expect(answer).toMatchObject({ task: { type: 'continue' } });
    expect(JSON.stringify(answer)).toContain('INC-43 is open.');
  });

  it('that can not be drawn says why in its place', async () => {
    expectLog(/^error a form could not be drawn for Teams/);
    const broken: Modal = { ...form, fields: [{ id: 'part', label: 'Part', kind: 'choice', options: [] }] };
    door.answer = () => ({ type: 'modal', modal: broken });
    const answer = await bodyOf(await door.send(asked('fetch', { verb: 'rollback.open', value: '42' })));
    expect(JSON.stringify(answer)).toContain('offers nothing to choose');
  });

  it('gives the organization’s id of a person chosen in Teams’ own picker', async () => {
    const assign: Modal = {
      ...form,
      form: 'assign',
      fields: [{ id: 'person', label: 'Who', kind: 'person' }],
    };
    door.answer = () => ({ type: 'modal', modal: assign });
    const data = buttonData(
      await bodyOf(await door.send(asked('fetch', { verb: 'step.assign', value: '42|x' }))),
    );
    door.answer = () => ({ type: 'nothing' });
    await door.send(sent(data, { person: people.ben.aad }));
    await door.send(sent(data, { person: people.dan.aad }));
    const chosen = door.inputs.flatMap((input) => (input.type === 'submit' ? input.values.person : []));
    expect(chosen).toEqual(['ben', `teams:${people.dan.aad}`]);
  });
});

describe('the message extension', () => {
  const open = (commandId: string, more: Json = {}, conversation = thread) =>
    extension(door.teams.sender, { by: people.ana, kind: 'fetchTask', commandId, more, conversation });
  const pointedAt = {
    id: '9',
    body: { contentType: 'html', content: '<p>“How do I cancel?” was <b>refused</b> &amp; logged</p>' },
    from: { user: { id: people.ben.aad, displayName: 'Ben Okafor' } },
  };

  it('opens the form to declare from anywhere, and takes it', async () => {
    door.answer = () => ({ type: 'modal', modal: form });
    const answer = await bodyOf(await door.send(open('declare')));
    expect(door.inputs).toMatchObject([{ type: 'shortcut', shortcut: 'declare', by: { id: 'ana' } }]);
    door.answer = () => ({ type: 'nothing' });
    const data = buttonData(answer);
    const sent = extension(door.teams.sender, {
      by: people.ana,
      kind: 'submitAction',
      commandId: 'declare',
      more: { data: { ...data, users: 'refusals' } },
      conversation: thread,
    });
    expect(await (await door.send(sent)).text()).toBe('');
    expect(door.inputs.at(-1)).toMatchObject({
      type: 'submit',
      form: 'update',
      values: { users: 'refusals' },
    });
  });

  it('opens the form to declare on a message, with its words', async () => {
    await door.send(open('declare', { messagePayload: pointedAt }));
    expect(door.inputs).toMatchObject([
      { type: 'shortcut', shortcut: 'declare', message: { text: '“How do I cancel?” was refused & logged' } },
    ]);
  });

  it('makes an update of a message, with its words and its author', async () => {
    await door.send(open('update', { messagePayload: pointedAt }));
    expect(door.inputs).toMatchObject([
      {
        type: 'shortcut',
        shortcut: 'update',
        room: `teams:${thread}`,
        message: { text: '“How do I cancel?” was refused & logged', author: 'Ben Okafor' },
      },
    ]);
  });

  it('saves a message as evidence, with its words and its author', async () => {
    await door.send(open('evidence', { messagePayload: pointedAt }));
    const text = '“How do I cancel?” was refused & logged';
    expect(door.inputs).toMatchObject([
      {
        type: 'shortcut',
        shortcut: 'evidence',
        room: `teams:${thread}`,
        message: { ref: `teams:${thread}/9`, text, author: 'Ben Okafor' },
      },
    ]);
  });

  it('saves a message’s file as evidence with its name, kind and place, and a command’s too', async () => {
    const contentUrl = 'https://acme.sharepoint.com/sites/ai/Shared Documents/refusals.csv';
    const file = { contentType: 'reference', name: 'refusals.csv', contentUrl };
    const quoted = { contentType: 'messageReference', name: 'an older message' };
    await door.send(
      open('evidence', { messagePayload: { ...pointedAt, attachments: [file, quoted, { name: 'x' }] } }),
    );
    const pointer = {
      name: 'refusals.csv',
      kind: 'CSV',
      chat: 'Teams',
      link: 'https://acme.sharepoint.com/sites/ai/Shared%20Documents/refusals.csv',
    };
    expect(door.inputs.at(-1)).toHaveProperty('message.files', [pointer]);
    const entities = [
      {
        type: 'mention',
        text: '<at>airb</at>',
        mentioned: { id: `28:${door.teams.world.appId}`, name: 'airb' },
      },
    ];
    await door.send(talk('<at>airb</at> evidence', { entities, attachments: [file] }));
    expect(door.inputs.at(-1)).toMatchObject({ type: 'command', text: 'evidence', files: [pointer] });
  });

  it.each([
    [
      'https://acme-my.sharepoint.com/personal/ana/a.csv?tempauth=key#x',
      'https://acme-my.sharepoint.com/personal/ana/a.csv',
    ],
    [
      'https://acme.sharepoint-mil.us/:x:/r/sites/ai/a.csv?d=w1',
      'https://acme.sharepoint-mil.us/:x:/r/sites/ai/a.csv',
    ],
    ['https://acme.sharepoint.com/:x:/g/EaBC', undefined],
    ['https://acme.sharepoint.com/sites/ai/_layouts/15/Download.aspx?tempauth=key', undefined],
    ['https://acme.sharepoint.com.evil.example/a.csv', undefined],
    ['https://evil.example/acme.sharepoint.com/a.csv', undefined],
    ['http://acme.sharepoint.com/a.csv', undefined],
    ['javascript:alert(1)', undefined],
  ])('keeps of a file at %s the link %s', async (contentUrl, link) => {
    const file = { contentType: 'reference', name: 'a.csv', contentUrl };
    await door.send(open('evidence', { messagePayload: { ...pointedAt, attachments: [file] } }));
    const pointer = { name: 'a.csv', kind: 'CSV', chat: 'Teams', ...(link && { link }) };
    expect(door.inputs.at(-1)).toHaveProperty('message.files', [pointer]);
  });

  it('finds the thread of a message when Teams names only the channel', async () => {
    await door.send(
      open('evidence', { messagePayload: { ...pointedAt, replyToId: '1739801400000' } }, incidents),
    );
    expect(door.inputs).toMatchObject([{ room: `teams:${thread}`, message: { ref: `teams:${thread}/9` } }]);
  });

  it('of another version is told so', async () => {
    const answer = await bodyOf(await door.send(open('summarise')));
    expect(JSON.stringify(answer)).toContain('of an older airb or was changed');
    expect(door.inputs).toEqual([]);
  });
});

describe('an installation', () => {
  it('is greeted once, however often and in whichever way Teams tells of it', async () => {
    const { sender } = door.teams;
    await door.send(installation(sender, { by: people.ana }));
    await door.send(membersAdded(sender, { by: people.ana }));
    await door.airb.stop();
    await door.send(installation(sender, { by: people.ana }));
    expect(await heard(general)).toEqual([
      'airb is here. @airb declare opens an incident, @airb help lists what else it understands.',
    ]);
  });

  it('in one tenant does not wait for the greeting of another that hangs', async () => {
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const other = await openDoor();
    other.teams.weather({ hold });
    await other.send(installation(other.teams.sender, { by: people.ana }));
    await expect.poll(() => other.teams.calls.some(({ service }) => service === 'connector')).toBe(true);
    await door.send(installation(door.teams.sender, { by: people.ana }));
    expect(await heard(general)).toHaveLength(1);
    release();
    await other.close();
  });

  it('is remembered beyond a restart: the team, the address that answers, and the 1:1 chat', async () => {
    await door.send(installation(door.teams.sender, { by: people.ana }));
    await door.send(installation(door.teams.sender, { by: people.ana, conversation: withAna }));
    await door.airb.stop();
    const { held } = door.memory;
    expect(held.get('teams:service')).toBe(door.teams.serviceUrl);
    expect(JSON.parse(held.get('teams:teams') ?? '')).toEqual([
      { id: general, groupId: door.teams.world.team.groupId, name: 'AI operations' },
    ]);
    expect(held.get(`teams:direct:${people.ana.aad}`)).toBe(withAna);
    expect(await heard(withAna)).toHaveLength(1);
  });

  it('that ends is forgotten; the removal within an update is not', async () => {
    const { sender } = door.teams;
    await door.send(installation(sender, { by: people.ana }));
    await door.send(installation(sender, { by: people.ana }, { action: 'remove-upgrade' }));
    await door.airb.stop();
    expect(JSON.parse(door.memory.held.get('teams:teams') ?? '')).toHaveLength(1);
    await door.send(installation(sender, { by: people.ana, action: 'remove' }));
    await door.airb.stop();
    expect(JSON.parse(door.memory.held.get('teams:teams') ?? '')).toEqual([]);
  });

  it('in a group chat is not spoken about, nor are other people who come', async () => {
    const { sender } = door.teams;
    await door.send(installation(sender, { by: people.ana, conversation: groupChat }));
    await door.send(membersAdded(sender, { by: people.ana, added: [{ id: people.ben.mri }] }));
    await door.airb.stop();
    expect(door.teams.calls.filter(({ service }) => service === 'connector')).toEqual([]);
  });
});

describe('when airb is slow', () => {
  let release = () => {};
  beforeEach(async () => {
    await door.close();
    door = await openDoor({ patience: { message: 20, invoke: 20 } });
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    door.answer = async () => {
      await gate;
      return { type: 'private', card: card('Late, but here.') };
    };
  });
  afterEach(() => release());

  const slow = 'airb is slow right now and has not stored that yet. The answer follows here.';

  it('a command says so, and its answer follows', async () => {
    expect((await door.send(say('status'))).status).toBe(200);
    release();
    expect(await heard(withAna)).toEqual([slow, 'Late, but here.']);
  });

  it('a press is answered with a line, and its answer follows', async () => {
    const answer = await bodyOf(await door.send(press({ verb: 'step.done', value: '42|check' })));
    expect(answer).toEqual(line(slow));
    release();
    expect(await heard(withAna)).toEqual(['Late, but here.']);
  });

  it('a form closes with a line, and its answer follows', async () => {
    const data = { form: 'update', state: '42', kinds: { users: 'paragraph' }, users: 'x' };
    const answer = await bodyOf(await door.send(asked('submit', data)));
    expect(answer).toEqual({ task: { type: 'message', value: slow } });
    door.answer = () => ({ type: 'nothing' });
    release();
    expect(await heard(withAna)).toEqual(['Late, but here.']);
  });

  it('talk is asked for again, and stored once it is', async () => {
    expect((await door.send(talk('refusals are up'))).status).toBe(503);
    release();
    await door.airb.stop();
    expect(door.inputs).toHaveLength(1);
  });
});

describe('when Teams answers nothing', () => {
  it('a request is answered all the same, and what it asked for follows', async () => {
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    door.teams.weather({ hold });
    door.answer = () => ({ type: 'private', card: list });
    expect((await door.send(say('status'))).status).toBe(200);
    expect((await door.send(press({ verb: 'rollback.preview', value: '42|prompt' }))).status).toBe(200);
    expect((await door.send(installation(door.teams.sender, { by: people.ana }))).status).toBe(200);
    expect(door.teams.calls.filter(({ service, status }) => service === 'connector' && status)).toEqual([]);
    release();
    expect(await heard(withAna)).toEqual(['Two things.', 'Two things.']);
    expect(await heard(general)).toHaveLength(1);
  });
});

describe('where no dialog opens, as in the Agents Playground', () => {
  beforeEach(async () => {
    expectLog(/^warn Teams does not show airb its place/);
    await door.close();
    const bare = { appId: undefined, appPassword: undefined, tenantId: undefined, openId: undefined };
    door = await openDoor(bare);
    door.teams.weather({ answer: { status: 201, body: { id: '77' } } });
  });

  /** The cards airb posted, in order. */
  async function cards(): Promise<Json[]> {
    await door.airb.stop();
    return door.teams.calls.filter(({ path }) => path.endsWith('/activities')).map(({ body }) => body);
  }

  it('a form is a message, comes back as one, stays with its errors, and says when it is stored', async () => {
    door.answer = () => ({ type: 'modal', modal: form });
    await door.send(press({ verb: 'update.open', value: '42|internal' }, { conversation: { id: withAna } }));
    const data = buttonData((await cards())[0]);
    const submit = (more: Json) =>
      door.send(
        submitMessage(door.teams.sender, {
          by: people.ana,
          data: { ...data, ...more },
          conversation: withAna,
        }),
      );
    door.answer = () => ({ type: 'errors', fields: { users: 'Say it in plain words.' } });
    await submit({ users: 'HTTP 500', scope: 'all' });
    const again = (await cards())[1];
    expect(JSON.stringify(again)).toMatch(/Post an update.*HTTP 500.*Say it in plain words\./);
    door.answer = () => ({ type: 'nothing' });
    await submit({ ...buttonData(again), users: 'Some get refusals' });
    expect(door.inputs.at(-1)).toMatchObject({
      type: 'submit',
      form: 'update',
      values: { users: 'Some get refusals' },
    });
    expect((await cards())[2]).toMatchObject({ summary: 'Done: that is stored now.' });
  });

  it('a press that asks first is asked by a card, and its yes is the press', async () => {
    const ask = { title: 'Roll back?', text: 'Prompt v7 goes back to v6.', yes: 'Roll back' };
    const there = { conversation: { id: withAna } };
    await door.send(press({ verb: 'rollback.approve', value: '42|a1', ask }, there));
    expect(door.inputs).toEqual([]);
    const question = (await cards())[0];
    expect(question).toMatchObject({ summary: 'Roll back? Prompt v7 goes back to v6.' });
    await door.send(press(buttonData(question), there));
    expect(door.inputs).toMatchObject([{ type: 'press', verb: 'rollback.approve', value: '42|a1' }]);
  });

  it('no button asks for one', async () => {
    const open = { verb: 'update.open', value: '42', label: 'Update…', form: true };
    door.answer = () => ({
      type: 'private',
      card: { text: 'x', nodes: [{ type: 'actions', controls: [open] }] },
    });
    await door.send(
      message(door.teams.sender, { by: people.ana, text: 'help', mention: false, conversation: withAna }),
    );
    const [shown] = await cards();
    expect(JSON.stringify(shown)).toContain('Action.Execute');
    expect(JSON.stringify(shown)).not.toContain('task/fetch');
  });
});

/** An answer to `adaptiveCard/action` that shows a line. */
function line(value: string): Json {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value };
}
