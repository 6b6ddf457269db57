import { afterEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { sourceSecret } from '../support/app.ts';
import { expectLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const title = 'Support bot refuses too much';

describe('a private incident', () => {
  const sensitive = {
    file: 'library/governance/refusal-spike.yaml',
    change: (yaml: string) => yaml.replace('\nsummary: >-', '\nsensitive: true\nsummary: >-'),
  };

  it('is known only in its own channel and to those who are paged', async () => {
    story = await tellStory([sensitive]);
    await story.people.fire('support-bot');
    await story.settle();
    const room = await story.room();
    expect(room).toMatchObject({ kind: 'private' });
    expect(room.members).not.toContain(slack.eva);
    await story.news('inc-');
    expect(await story.news('@U01ANA')).toEqual(['[page:0:ana]']);
    expect(await story.pages()).toEqual(['trigger airb-1-step-0']);

    await story.people.command(slack.ben, room.id, 'sev1 personal data may be in the answers');
    await story.people.command(
      slack.chloe,
      room.id,
      'update send users: some answers hold data of others mitigation: the assistant is being turned off',
    );
    await story.later(6 * minute);
    await story.later(20 * minute);
    for (const place of ['incidents', 'support-leadership', 'general', 'C01SUP']) {
      expect(await story.news(place), place).toEqual([]);
    }
    const { channels } = await story.dump();
    const open = JSON.stringify(channels.filter(({ kind }) => kind === 'channel'));
    expect(open).not.toContain(title);
    expect(open).not.toContain('INC-1');

    await story.people.command(slack.ben, room.id, 'cancel the data was made up');
    await story.news('inc-');
    for (const who of Object.values(slack)) await story.news(`@${who}`);
    await story.pages();
  });

  it('tells nobody who is not in it, whatever they ask and wherever', async () => {
    story = await tellStory([sensitive]);
    await story.people.fire('support-bot');
    await story.settle();
    for (const words of ['status', '#1 status', '#1 timeline', '#1 changes', '#1 note hello', 'rollback']) {
      const told = await story.privately(slack.eva, () => story.people.command(slack.eva, 'C01GEN', words));
      expect(told, words).not.toContain(title);
      expect(told, words).not.toMatch(/refus(al|es)|prompt-v7/);
    }
    await story.people.act({ as: slack.eva, type: 'home' });
    const page = await fetch(`${story.url}/incidents/1`);
    expect(await page.text()).not.toContain(title);
    const list = await fetch(`${story.url}/incidents`);
    expect(await list.text()).not.toContain(title);
    for (const place of ['inc-', '@U01ANA']) await story.news(place);
    await story.pages();
  });
});

describe('the alert is hostile', () => {
  const controls = ['\u0007', '\u202e'];
  const ugly = `<!channel> <@U01BEN> <https://evil.example|click> *bold* \`code\` <script>alert(1)</script> ${controls.join('')}`;
  const words = (more = '') => `${ugly}${more}`;
  const now = '2025-02-17T14:09:00Z';
  const body = {
    version: '4',
    status: 'firing',
    receiver: 'airb',
    groupKey: words(),
    alerts: [
      {
        status: 'firing',
        labels: {
          alertname: words(),
          system: 'support-bot',
          failure: 'refusal-spike',
          severity: 'high',
          segment: words(),
        },
        annotations: { summary: words(), description: words('x'.repeat(10_000)) },
        startsAt: now,
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'javascript:alert(1)',
        fingerprint: 'ab12cd34',
      },
    ],
  };

  it('shows as text in the room, its topic, direct messages, timeline and postmortem', async () => {
    story = await tellStory([], { AIRB_ALERTMANAGER_SECRET: sourceSecret });
    const answer = await story.post('/alerts/alertmanager', body, sourceSecret);
    expect(answer.status).toBe(202);
    await story.settle();
    const room = await story.room();
    expect(room.topic).toContain('INC-1');
    await story.people.command(slack.ben, room.id, 'category prompt');
    await story.people.command(slack.ben, room.id, 'resolve override it was a test');
    await story.settle();

    const { channels, files } = await story.dump();
    // Slack takes mentions and links in a topic for what they are in a message.
    expect(room.topic).toMatch(/&lt;!channel&gt;.*&lt;@U01BEN&gt;/);
    expect(room.topic.length).toBeLessThanOrEqual(250);
    const airbs = channels.flatMap(({ messages }) =>
      messages.filter(({ user, subtype }) => user === 'UAIRB' && !/^(channel|group)_/.test(subtype ?? '')),
    );
    for (const { topic } of channels) {
      expect(topic).not.toMatch(/[<>]/);
      for (const control of controls) expect(topic).not.toContain(control);
    }
    expect(JSON.stringify(airbs)).toContain('evil.example');
    for (const message of airbs) {
      const where = message.text.slice(0, 200);
      expect(message.text, where).not.toMatch(/<!(channel|here|everyone)|<https:\/\/evil/);
      for (const control of controls) expect(JSON.stringify(message).includes(control), where).toBe(false);
      expect(mentionsIn(message.blocks), where).toEqual([]);
      for (const markup of marked(message.blocks))
        expect(markup, where).not.toMatch(/<!(channel|here|everyone)|<@U01BEN>.*evil|<https:\/\/evil/);
      expect(linksIn(message.blocks).join(), where).not.toMatch(/evil\.example|javascript:/);
    }
    for (const { name, base64 } of files) {
      const content = Buffer.from(base64 ?? '', 'base64').toString();
      expect(content, name).toContain('evil.example');
      for (const control of controls) expect(content.includes(control), name).toBe(false);
      if (name.endsWith('.html'))
        expect(content, name).not.toMatch(/<script|href="(javascript:|https:\/\/evil)/);
      else expect(content, name).not.toMatch(/^\s*<script|\]\(https:\/\/evil/m);
    }
    expect(files.map(({ name }) => name)).toEqual(['inc-1-postmortem.md', 'inc-1-postmortem.html']);
    const page = await fetch(`${story.url}/incidents/1`);
    expect(await page.text()).not.toMatch(/<script>alert|href="javascript:/);

    expect(await story.pages()).toEqual(['trigger airb-1-step-0', 'resolve airb-1-step-0']);
    for (const place of ['inc-', 'incidents', 'support-leadership', '@U01ANA']) await story.news(place);
  });

  it('says which field is wrong when it is not even an alert, and opens nothing', async () => {
    expectLog(/^warn a webhook was refused .*status: 422/, /^warn a webhook was refused .*status: 401/);
    story = await tellStory([], { AIRB_ALERTMANAGER_SECRET: sourceSecret });
    const wrong = await story.post('/alerts/alertmanager', { alerts: [{ status: 'on fire' }] }, sourceSecret);
    expect(wrong).toMatchObject({ status: 422, body: { detail: text(/alerts\[0\]/) } });
    const unsigned = await story.post('/alerts/alertmanager', body, 'guessed-secret');
    expect(unsigned.status).toBe(401);
    expect(await story.api('/incidents')).toMatchObject({ incidents: [] });
  });
});

/** Elements of blocks, at any depth. */
function elements(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(elements);
  if (value === null || typeof value !== 'object') return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(elements)];
}

/** Text that Slack would read as markup. */
function marked(blocks: unknown[]): string[] {
  return elements(blocks).flatMap(({ type, text: value }) => (type === 'mrkdwn' ? [String(value)] : []));
}

function mentionsIn(blocks: unknown[]): string[] {
  return elements(blocks).flatMap(({ type }) => (type === 'broadcast' ? ['!channel'] : []));
}

function linksIn(blocks: unknown[]): string[] {
  return elements(blocks).flatMap(({ url }) => (url === undefined ? [] : [String(url)]));
}
