import { afterEach, describe, expect, it } from 'vitest';
import { movableClock } from '../../src/clock.ts';
import { command, press, submit } from '../hostile/house.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import { expectLog } from '../support/log.ts';
import { sealedState, sealKey } from '../support/seal.ts';
import { playSlack, signed, slackSettings } from '../support/slack-workspace.ts';
import { type Story, slack, storyOf } from '../support/story.ts';
import { at } from '../support/worked-example.ts';

const sensitive = {
  file: 'library/governance/refusal-spike.yaml',
  change: (yaml: string) => yaml.replace('\nsummary: >-', '\nsensitive: true\nsummary: >-'),
};

let story: Story;
let app: RunningApp['app'];
let workspace: Awaited<ReturnType<typeof playSlack>>;
afterEach(() => story.close());

/** The worked example's incident in a Slack of its own; the test may send whatever Slack signs. */
async function open(edits: (typeof sensitive)[] = []): Promise<string> {
  const clock = movableClock(at('14:10'));
  workspace = await playSlack({ clock });
  const pagerduty = {
    PAGERDUTY_URL: `${workspace.url}/sandbox/pagerduty`,
    PAGERDUTY_ROUTING_KEY: 'k'.repeat(32),
  };
  const env = { ...slackSettings(workspace), ...pagerduty, AIRB_SEAL_KEY: sealKey };
  const running = await runApp(edits, env, { clock });
  app = running.app;
  workspace.connect(app.url);
  story = storyOf({
    ...running,
    workspace: workspace.url,
    async close() {
      await running.close();
      await workspace.close();
    },
  });
  await story.people.fire('support-bot');
  await heardAll();
  return (await story.room()).id;
}

async function heardAll(): Promise<void> {
  for (const place of ['inc-', 'incidents', '@U01ANA', '@U01FINN', '@U01BEN']) await story.news(place);
  await story.pages();
}

async function deliver(body: string): Promise<string> {
  const response = await fetch(`${app.url}/slack/events`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...signed(body) },
  });
  expect(response.status).toBe(200);
  return response.text();
}

/** What Finn alone is told for a press in the incidents channel. */
const pressed = (verb: string, value: string, more: Parameters<typeof press>[2] = {}) =>
  story.privately(slack.finn, async () => {
    // Slack takes few private answers at once.
    await story.later(1500);
    await deliver(press(verb, value, { user: slack.finn, ...more }));
  });

/** Without the number, and the ids of blocks that come from it. */
const plain = (told: string) => told.replaceAll('#99', '#1').replace(/"block_id":"[^"]+"/g, '');

const types = async () => (await app.store.events(1)).map(({ event }) => event.type);

describe('a button without airb’s seal', () => {
  it('does nothing, says so, is counted, and the messages of the room are drawn again', async () => {
    expectLog(/^warn refused a (?:button|form) without airb's seal/);
    const room = await open();
    const before = await types();
    // As an older airb left it: drawn with buttons that carried no seal.
    const slot = await app.store.slot(1, 'card');
    if (!slot) throw new Error('there is no card');
    await app.store.write({}, () => ({
      writes: { slot: { ...slot, drawn: 'by an older airb' } },
      answer: 0,
    }));
    const updates = () =>
      workspace.sandbox.dump().calls.filter(({ method }) => method === 'chat.update').length;
    const drawn = updates();
    const told = await story.privately(slack.ana, async () => {
      await deliver(
        press('step.done', '1|triage.read-twenty', { user: slack.ana, channel: room, sealed: false }),
      );
    });
    expect(told).toContain('This button is of an older airb or was changed; use the newest message.');
    expect(await deliver(submit('note', '1', { text: 'planted' }, { sealed: false }))).toContain(
      'This form is of an older airb or was changed',
    );
    await story.settle();
    expect(await types()).toEqual(before);
    expect(updates()).toBe(drawn + 1);
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toContain('airb_presses_refused_total 2');
    // The one that was drawn again works.
    await story.people.press(slack.ana, room, 'page.ack', '1');
    await heardAll();
    expect(await types()).toContain('acknowledged');
  });
});

describe('a sealed button that is older than what was decided since', () => {
  it('takes no severity the rubric does not ask for any more', async () => {
    const channel = await open();
    await story.people.command(slack.ben, channel, 'severity sev3 one segment only');
    expect(await story.news('support-leadership')).toEqual(['INC-1: SEV2 → SEV3. one segment only.']);
    await heardAll();
    const told = await story.privately(slack.ana, async () => {
      await deliver(press('severity.take', '1|sev2', { user: slack.ana, channel }));
    });
    expect(told).toContain('The rubric does not ask for sev2 any more.');
    expect(await types()).toHaveLength((await types()).lastIndexOf('severity.changed') + 1);
  });
});

describe('a private incident, for somebody who has no part in it', () => {
  const presses: [verb: string, rest: string][] = [
    ['page.ack', ''],
    ['page.decline', '|0'],
    ['role.take', '|commander'],
    ['step.done', '|triage.read-twenty'],
    ['step.skip', '|triage.read-twenty'],
    ['question.set', '|kind|cost'],
    ['category.set', '|prompt'],
    ['rollback.open', '|prompt'],
    ['rollback.preview', '|prompt'],
    ['rollback.approve', '|r1'],
    ['update.open', '|internal'],
    ['evidence.open', ''],
    ['severity.open', ''],
    ['verify.start', ''],
    ['resolve.try', ''],
    ['postmortem.draft', ''],
  ];
  const forms: [form: string, rest: string, values: Record<string, string>][] = [
    ['note', '', { text: 'planted' }],
    ['evidence', '', { content: 'planted' }],
    ['severity', '', { severity: 'sev4', reason: 'planted' }],
    ['cancel', '', { reason: 'planted' }],
    ['assign', '|triage.read-twenty', { person: 'dev' }],
    ['update', '|internal', { users: 'planted', mitigation: 'planted' }],
  ];
  const commands = [
    'status',
    'help',
    'timeline',
    'note planted',
    'change prompt v1 -> v2',
    'readiness',
    'ack',
    'rollback prompt',
  ];

  it('answers each button, form and command like one that does not exist, and nothing is done', async () => {
    await open([sensitive]);
    const before = await types();
    for (const [verb, rest] of presses) {
      const hidden = await pressed(verb, `1${rest}`);
      expect(hidden, verb).toContain('There is no incident #1.');
      expect(plain(hidden), verb).toBe(plain(await pressed(verb, `99${rest}`)));
    }
    const by = { user: slack.finn };
    for (const [form, rest, values] of forms) {
      const hidden = await deliver(submit(form, `1${rest}`, values, by));
      const absent = await deliver(submit(form, `99${rest}`, values, by));
      expect(hidden, form).toContain('There is no incident #1.');
      expect(plain(hidden), form).toBe(plain(absent));
    }
    for (const words of commands) {
      const ask = (number: number) => deliver(command(`#${number} ${words}`, { user_id: slack.finn }));
      expect(await ask(1), words).toContain('There is no incident #1.');
      expect(plain(await ask(1)), words).toBe(plain(await ask(99)));
    }
    await story.settle();
    expect(await types()).toEqual(before);
  });

  it('is in no list and no suggestion, and is not counted', async () => {
    await open([sensitive]);
    const asked = async (text: string) => deliver(command(text, { user_id: slack.finn }));
    expect(await asked('status')).toContain('No incident is open.');
    expect(await asked('ack')).toContain('No incident is open');
    for (const text of ['status', 'ack', 'verify', 'timeline', 'readiness', 'readiness support-bot', 'help'])
      expect(await asked(text), text).not.toMatch(/INC-1\b|(?:incident|airb) #1\b|private/);
    for (const page of ['/incidents', '/readiness', '/metrics', '/api/incidents']) {
      const answer = await (await fetch(`${app.url}${page}`)).text();
      expect(answer, page).not.toMatch(/INC-1\b|private incident|incidents_open\{[^}]*\} 1/);
    }
  });

  it('lets whoever is in its room fill in its forms, also where Slack does not say from which room', async () => {
    const room = await open([sensitive]);
    const state = sealedState('note', '1', `slack:${room}`);
    const raw = { user: slack.finn, sealed: false };
    await deliver(submit('note', state, { text: 'I was let in by hand' }, raw));
    expect(await story.news('inc-')).toEqual([expect.stringMatching(/^Note by Finn: I was let in by hand/)]);
    expect(await deliver(submit('note', '1', { text: 'from elsewhere' }, { user: slack.finn }))).toContain(
      'There is no incident #1.',
    );
  });
});
