import { Command } from 'commander';
import { marked } from 'marked';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerAudit } from '../../src/cli/audit/audit.ts';
import { registerIncidents } from '../../src/cli/incidents/incidents.ts';
import { registerPostmortem } from '../../src/cli/postmortem/postmortem.ts';
import { registerRedact } from '../../src/cli/redact/redact.ts';
import { registerTimeline } from '../../src/cli/timeline/timeline.ts';
import { liveScript } from '../../src/web/live/script.ts';
import { type RunningApp, runApp, sourceSecret } from '../support/app.ts';
import { elements } from '../support/block-elements.ts';
import { hostileTexts, steering } from '../support/hostile-texts.ts';
import { type Story, slack, storyOf } from '../support/story.ts';

/** Every road in, with every text on it, and what people then see of the record. */
let running: RunningApp;
let story: Story;
const texts = hostileTexts.map(([, text]) => text);

beforeAll(async () => {
  running = await runApp([], { AIRB_GENERIC_SECRET: sourceSecret });
  story = storyOf(running);
  await story.people.fire('support-bot');
  await story.settle();
  const { id: channel } = await story.room();
  await story.post('/changes/generic', { changes: texts.map(changeOf) }, sourceSecret);
  await story.post('/alerts/generic', { alerts: texts.map(alertOf) }, sourceSecret);
  for (const text of texts) {
    await story.people.act({ as: slack.ana, type: 'say', channel, text });
    await story.people.command(slack.ana, channel, `note ${text}`);
    await story.people.command(slack.ana, channel, `evidence ${text}`);
  }
  await story.people.command(slack.ben, channel, `severity sev1 ${texts.join(' ')}`);
  await story.people.command(slack.ben, channel, 'category data it is what they wrote');
  await story.people.command(slack.ben, channel, `resolve override ${texts.join(' ')}`);
  await story.settle();
}, 120_000);
afterAll(() => running.close());

const changeOf = (text: string, n: number) => ({
  id: `evil-change-${n}`,
  system: 'support-bot',
  kind: 'prompt',
  summary: text,
  by: text,
  from: text,
  link: text,
  at: new Date(running.clock.now()).toISOString(),
});

const alertOf = (text: string, n: number) => ({
  fingerprint: `evil-alert-${n}`,
  status: 'firing',
  title: text,
  system: 'support-bot',
  failure: 'refusal-spike',
  labels: { segment: text, team: text },
  annotations: { summary: text, description: text, runbook_url: text },
  link: text,
  startsAt: new Date(running.clock.now()).toISOString(),
});

/** Without airb's own script, which is the same on every page and which the browser knows by its hash. */
const page = async (path: string) =>
  (await (await fetch(`${story.url}${path}`)).text()).replace(`<script>${liveScript.text}</script>`, '');

/** Tags, with what they carry, of a page or of HTML that was made from Markdown. */
const tagsIn = (html: string) => html.match(/<[a-z!/][^>]*>/gi) ?? [];
const outward = (html: string) =>
  tagsIn(html).filter((tag) => /\s(?:href|src|action)\s*=/i.test(tag) && /evil|javascript:|data:/i.test(tag));
const wildTags = (html: string) =>
  tagsIn(html).filter((tag) => /^<(?:script|img|iframe|object|b\s|u>)|\son\w+\s*=/i.test(tag));

async function cli(words: string): Promise<string> {
  const said: string[] = [];
  const io = {
    out: (text: string) => void said.push(text),
    err: (text: string) => void said.push(text),
    exit: () => undefined,
  };
  const store = { ...running.app.store, close: async () => undefined };
  const program = new Command().exitOverride();
  for (const register of [registerIncidents, registerTimeline, registerPostmortem])
    register(program, { openStore: async () => store }, io);
  registerRedact(
    program,
    { openRecords: async () => ({ store, redact: async () => ({ ok: true }) }), user: 'root' },
    io,
  );
  registerAudit(program, { absent: () => 'data', openRecords: async () => store }, io);
  await program.parseAsync(words.split(' '), { from: 'user' });
  return said.join('\n');
}

it.each(['/incidents', '/incidents/1', '/incidents/1/postmortem', '/readiness', '/systems/support-bot'])(
  'a page shows hostile text as text: %s',
  async (path) => {
    const html = await page(path);
    if (path.startsWith('/incidents/')) for (const n of texts.keys()) expect(html).toContain(`evil${n} `);
    expect(wildTags(html)).toEqual([]);
    expect(outward(html)).toEqual([]);
    expect(html).not.toMatch(steering);
  },
);

it('the API gives hostile text as JSON, byte for byte, and never as a page', async () => {
  for (const path of ['/incidents', '/incidents/1', '/incidents/1/timeline']) {
    const response = await fetch(`${story.url}/api${path}`, {
      headers: { authorization: 'Bearer token-of-the-tests', accept: 'text/html' },
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Object.keys(Object.prototype)).toEqual([]);
    await response.json();
  }
});

it('the draft in Markdown shows hostile text as text, also once it is rendered', async () => {
  const file = await story.people.file('.md');
  const source = file?.bytes.toString() ?? '';
  for (const n of texts.keys()) expect(source).toContain(`evil${n} `);
  expect(source).not.toMatch(steering);
  const html = await marked.parse(source);
  expect(wildTags(html)).toEqual([]);
  expect(outward(html)).toEqual([]);
});

it('the draft as a page shows hostile text as text', async () => {
  const html = (await story.people.file('.html'))?.bytes.toString() ?? '';
  for (const n of texts.keys()) expect(html).toContain(`evil${n} `);
  expect(wildTags(html)).toEqual([]);
  expect(outward(html)).toEqual([]);
  expect(html).not.toMatch(steering);
});

it('a file is named and titled by airb alone', async () => {
  const { files } = await story.dump('files');
  expect(files.map(({ name }) => name)).toEqual(['inc-1-postmortem.md', 'inc-1-postmortem.html']);
});

it.each([
  'incidents',
  'incidents 1',
  'timeline 1',
  'timeline 1 --short',
  'postmortem 1',
  'redact 1',
  'audit verify',
])('the terminal prints hostile text as text: airb %s', async (words) => {
  const out = await cli(words);
  expect(out).not.toBe('');
  expect(out).not.toMatch(steering);
});

it.each(['timeline 1', 'redact 1'])('no entry ends its line in the terminal: airb %s', async (words) => {
  const lines = (await cli(words)).split('\n');
  const entries = (await running.app.store.events(1)).length;
  expect(lines).toHaveLength(entries);
});

it('what is said in the room and to people mentions nobody and links nowhere', async () => {
  const { channels } = await story.dump('channels');
  const airbs = channels.flatMap(({ messages }) => messages.filter(({ user }) => user === 'UAIRB'));
  expect(airbs.length).toBeGreaterThan(10);
  for (const { text, blocks } of airbs) {
    const all = elements(blocks);
    const parsed = [text, ...all.flatMap((one) => (one.type === 'mrkdwn' ? [String(one.text)] : []))];
    for (const words of parsed)
      expect(words).not.toMatch(/<!(?:channel|here|everyone|subteam)|<https?:\/\/evil|<#C01GEN/);
    expect(all.filter(({ type }) => type === 'broadcast' || type === 'usergroup')).toEqual([]);
    expect(all.flatMap(({ url }) => url ?? []).filter((url) => /evil|javascript|data:/.test(url))).toEqual(
      [],
    );
    expect(text).not.toMatch(steering);
  }
});
