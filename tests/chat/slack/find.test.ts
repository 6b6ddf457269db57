import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { find, type PostContext } from '../../../src/chat/slack/methods/posts.ts';
import { openWorkspace, type Workspace } from './support/workspace.ts';

const self = { botUser: 'UAIRB', botId: 'BAIRB' };
const mine = { event_type: 'airb', event_payload: { key: '1.3.1' } };

/** Looks for `1.3.1` in a channel in which only this message stands. */
function lookAmong(message: Record<string, unknown>): Promise<string | undefined> {
  const messages = [{ ts: '1739801400.000100', ...message }];
  const client = { conversations: { history: async () => ({ messages }) } };
  const context = {
    places: async () => ({ channel: 'C0INC1', where: 'the incident channel' }),
    call: (_: unknown, run: (it: typeof client) => unknown) => run(client),
    self: async () => self,
  } as unknown as PostContext;
  return find(context, { room: 'slack:C0INC1' }, { key: '1.3.1', since: 0 });
}

describe('after a lost answer a message counts as arrived', () => {
  it.each([
    ['of the bot’s user', { user: 'UAIRB', bot_id: 'BAIRB', metadata: mine }],
    ['of the bot, where Slack names no user', { bot_id: 'BAIRB', metadata: mine }],
    ['with a file, of the bot’s user', { user: 'UAIRB', files: [{ title: 'Postmortem · ref 1.3.1' }] }],
  ])('%s', async (_, message) => {
    expect(await lookAmong(message)).toBe('slack:C0INC1/1739801400.000100');
  });

  it.each([
    ['of another airb in the workspace', { user: 'UOTHER', bot_id: 'BOTHER', metadata: mine }],
    ['of another bot without a user', { bot_id: 'BOTHER', metadata: mine }],
    ['of nobody', { metadata: mine }],
    ['with a file, of a person', { user: 'U01ANA', files: [{ title: 'Postmortem · ref 1.3.1' }] }],
  ])('but not one %s', async (_, message) => {
    expect(await lookAmong(message)).toBeUndefined();
  });
});

describe('in a real channel', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace();
  });
  afterEach(() => workspace.close());

  it('a file that somebody named like the draft does not stand for it', async () => {
    const { slack, clock, act } = workspace;
    const { room } = await slack.openRoom({ name: 'inc-1', private: false, marker: 'airb:1' });
    const since = clock.now();
    const base64 = Buffer.from('all is well').toString('base64');
    const upload = {
      type: 'upload',
      name: 'Postmortem · ref 1.4.1',
      mimetype: 'text/plain',
      base64,
    } as const;
    const channel = room.replace('slack:', '');
    await act({ type: 'join', as: 'U01ANA', channel });
    expect(await act({ ...upload, as: 'U01ANA', channel })).toMatchObject({ ok: true });
    expect(await slack.find({ room }, { key: '1.4.1', since })).toBeUndefined();
    const file = { name: 'postmortem.md', title: 'Postmortem', bytes: Buffer.from('# What happened') };
    await slack.upload({ room }, file, '1.4.1');
    expect(await slack.find({ room }, { key: '1.4.1', since })).toBeDefined();
  });
});
