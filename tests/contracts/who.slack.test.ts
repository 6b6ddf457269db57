import { describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspace } from '../chat/slack/support/workspace.ts';
import { mayLog } from '../support/log.ts';
import { type WhoWorld, whoContract } from './who.contract.ts';

mayLog(/^warn http request failed/, /^warn Slack does not say who airb is/);

const people = [
  { id: 'U02DEV', name: 'Dev Elsewhere', email: 'Dev@Mail.Example' },
  { id: 'U02MIA', name: 'Mia Sand', email: 'mia@mail.example' },
  { id: 'U02TWO', name: 'Kim Or Lou', email: 'team@mail.example' },
  { id: 'U02NEW', name: 'New Address', email: 'dev@mail.example', emailConfirmed: false },
  { id: 'U02GUS', name: 'Gus Guest', email: 'dev@mail.example', account: 'guest' },
  { id: 'U02UMA', name: 'Uma Guest', email: 'dev@mail.example', account: 'single-channel guest' },
  { id: 'U02EXT', name: 'Ext Other', email: 'dev@mail.example', account: 'external' },
  { id: 'U02BOT', name: 'Another Bot', email: 'dev@mail.example', account: 'bot' },
  { id: 'U02OFF', name: 'Off Gone', email: 'dev@mail.example', account: 'deactivated' },
];

const listed = [
  { id: 'ana', name: 'Ana Lima', slack: 'U01ANA', email: 'ana.lima@example.com' },
  { id: 'dev', name: 'Dev Patel', email: 'dev@mail.example' },
  { id: 'kim', name: 'Kim Park', email: 'team@mail.example' },
  { id: 'lou', name: 'Lou Reyes', email: 'team@mail.example' },
];

const directory = {
  slackIdOf: (id: string) => listed.find((one) => one.id === id)?.slack,
  personOf: (user: string) => listed.find((one) => one.slack === user),
  withEmail(email: string) {
    const found = listed.filter((one) => one.email === email.toLowerCase());
    return found.length === 1 ? found[0] : undefined;
  },
};

const open = (scopes?: string[]) =>
  openWorkspace({ directory, people, acquaintance: 400, ...(scopes && { scopes }) });

let trigger = 0;

function commandOf(user: string, mention?: { account: string; label: string }): string {
  const said = mention ? `role commander <@${mention.account}|${mention.label}>` : 'status';
  trigger += 1;
  return new URLSearchParams({
    command: '/airb',
    text: said,
    user_id: user,
    user_name: 'whoever',
    channel_id: 'C01INC',
    team_id: 'T0AIRB',
    trigger_id: `${trigger}.1`,
  }).toString();
}

whoContract('Slack', async (): Promise<WhoWorld> => {
  const workspace = await open();
  const calls = () => workspace.sandbox.dump().calls;
  return {
    accounts: {
      listed: 'U01ANA',
      member: 'U02MIA',
      guest: 'U02GUS',
      'by e-mail': 'U02DEV',
      'shared e-mail': 'U02TWO',
    },
    strangers: {
      guest: 'U02GUS',
      'guest of one channel': 'U02UMA',
      'Slack Connect': 'U02EXT',
      bot: 'U02BOT',
      Slackbot: 'USLACKBOT',
      deactivated: 'U02OFF',
      'nobody here': 'U0NOWHERE',
    },
    async command(account, mention) {
      const before = workspace.inputs.length;
      expect((await workspace.deliver(commandOf(account, mention))).status).toBe(200);
      const input = workspace.inputs[before];
      if (!input) throw new Error('nothing reached airb');
      return input;
    },
    becomesGuest: (account) => workspace.become(account, 'guest'),
    asked: () => calls().filter(({ method }) => method === 'users.info').length,
    weather: (kind) => workspace.faults({ down: kind === 'down', latencyMs: kind === 'silent' ? 3000 : 0 }),
    later: (ms) => workspace.clock.advance(ms),
    close: workspace.close,
  };
});

describe('an address in Slack', () => {
  it('that is not confirmed makes nobody a listed person', async () => {
    const workspace = await open();
    onTestFinished(workspace.close);
    await workspace.deliver(commandOf('U02NEW'));
    expect(workspace.inputs[0]?.by).toMatchObject({ id: 'slack:U02NEW', standing: 'member' });
  });

  it('is not shown without users:read.email: a member stays a member, and doctor says what is missing', async () => {
    const workspace = await open(['users:read', 'commands']);
    onTestFinished(workspace.close);
    await workspace.deliver(commandOf('U02DEV'));
    expect(workspace.inputs[0]?.by).toMatchObject({ id: 'slack:U02DEV', standing: 'member' });
    const texts = workspace.slack.problems().map(({ text }) => text);
    expect(texts).toContainEqual(
      expect.stringMatching(/users:read\.email.*nobody is recognised by the e-mail/),
    );
  });

  it('lets airb reach its owner, who is listed without an account', async () => {
    const workspace = await open();
    onTestFinished(workspace.close);
    await workspace.deliver(commandOf('U02DEV'));
    const spec = { name: 'inc-1', private: true, marker: 'airb:1', people: [] };
    const { room } = await workspace.slack.openRoom(spec);
    expect(await workspace.slack.invite(room, ['dev'])).toEqual([]);
  });
});
