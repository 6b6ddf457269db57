import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { minute } from '../../src/domain/time.ts';
import { down, refused } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { ana, person } from '../support/worked-example.ts';

const room = 'inc-20250217-1-support-bot-refusal-spike';
let flow: Flow;

/** Ana is in both chats; the others in Slack alone. */
function anaInBoth(library: Library): Library {
  const { organization } = library;
  const people = organization.people.map((one) => (one.id === 'ana' ? { ...one, teams: 'aad-ana' } : one));
  return { ...library, organization: { ...organization, people } };
}

beforeEach(async () => {
  flow = await openFlow(anaInBoth, { both: true });
});
afterEach(() => flow.close());

const keys = (chat: Flow['chat']) => chat.rooms.get(room)?.posts.map(({ key }) => key) ?? [];

async function opened(): Promise<void> {
  await flow.alert();
  await flow.deliverer.run();
}

describe('an incident with two rooms', () => {
  it('has the same card and checklist in both, and is found by either', async () => {
    await opened();
    const kept = (chat: Flow['chat']) =>
      keys(chat)
        .filter((key) => key.startsWith('1:'))
        .sort();
    expect(kept(flow.chat)).toContain('1:card');
    expect(kept(flow.other)).toEqual(kept(flow.chat));
    expect(await flow.store.incidentOfRoom(`slack:${room}`)).toBe(1);
    expect(await flow.store.incidentOfRoom(`teams:${room}`)).toBe(1);
    expect(flow.other.rooms.get(room)?.members).toEqual(['ana']);
    await flow.settled();
  });

  it('shows in both what was pressed in one, once', async () => {
    await opened();
    const [step = ''] = Object.keys((await flow.incident()).steps);
    const before = { slack: flow.chat.calls.length, teams: flow.other.calls.length };
    await flow.writer.handle(1, { type: 'step.do', step }, person(ana));
    await flow.deliverer.run();
    const redrawn = ['redraw 1:checklist', 'redraw 1:card'];
    const since = (chat: Flow['chat'], from: number) =>
      chat.calls.slice(from).map((call) => redrawn.find((one) => call.startsWith(one)) ?? call);
    expect(since(flow.chat, before.slack).sort()).toEqual([...redrawn].sort());
    expect(since(flow.other, before.teams).sort()).toEqual([...redrawn].sort());
  });

  it('passes a message on once, and what was passed on comes back from nowhere', async () => {
    await opened();
    const said: CommandBody = {
      type: 'message',
      message: `slack:${room}/77`,
      text: 'is it the index?',
      files: [],
    };
    await flow.writer.handle(1, said, person(ana), { inputKey: 'm77' });
    await flow.writer.handle(1, said, person(ana), { inputKey: 'm77' });
    await flow.deliverer.run();
    const passed = flow.other.texts(room).filter((text) => text.includes('is it the index?'));
    expect(passed).toEqual(['Ana Lima in Slack: is it the index?']);
    expect(flow.chat.texts(room).filter((text) => text.includes('is it the index?'))).toEqual([]);
  });

  it('goes on in one chat while the other is down, and catches up there', async () => {
    expectLog(/^warn The chat is down\./);
    flow.other.weather = 'down';
    await opened();
    expect(keys(flow.chat)).toContain('1:card');
    expect(keys(flow.other)).toEqual([]);
    flow.other.weather = 'fine';
    await flow.later(5 * minute);
    await flow.later(5 * minute);
    expect(keys(flow.other)).toContain('1:card');
  });

  it('pages in the other chat when the first can’t reach the person', async () => {
    expectLog(/^warn The chat is down\./, /^warn The chat says no_account:ana\./);
    flow.chat.fail('post', refused('no_account:ana'), down());
    await flow.alert();
    await flow.deliverer.run();
    await flow.later(minute);
    expect(flow.other.texts('@ana')).toHaveLength(1);
    const { paging } = await flow.incident();
    expect(paging.sent.map(({ route }) => route)).toContain('chat:teams');
  });

  it('drafts one postmortem and lays it in both rooms', async () => {
    await opened();
    await flow.writer.handle(1, { type: 'postmortem' }, person(ana));
    await flow.deliverer.run();
    const files = (chat: Flow['chat']) => chat.calls.filter((call) => call.startsWith('upload')).length;
    expect([files(flow.chat), files(flow.other)]).toEqual([2, 2]);
    expect((await flow.log()).filter((type) => type === 'postmortem.drafted')).toHaveLength(2);
  });

  it('tells at once that one chat refuses a room, and opens it when that is mended', async () => {
    expectLog(/^warn The chat says missing_permission\./);
    flow.other.fail('openRoom', refused('missing_permission'));
    await opened();
    const words = flow.chat.texts(room).filter((text) => text.includes('no room in Teams yet'));
    expect(words).toHaveLength(1);
    await flow.later(5 * minute);
    expect(flow.other.rooms.has(room)).toBe(true);
    expect(flow.chat.texts(room).filter((text) => text.includes('no room in Teams yet'))).toHaveLength(1);
  });
});
