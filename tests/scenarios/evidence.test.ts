import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maskForEvals } from '../../src/app/examples.ts';
import { collect } from '../../src/cli/examples/collect.ts';
import { minute } from '../../src/domain/time.ts';
import { apiToken, type Edit, type RunningApp, runApp } from '../support/app.ts';
import { type Endpoint, endpoint } from '../support/endpoint.ts';
import { type Story, slack, storyOf } from '../support/story.ts';

const evidenceToken = 'hands-over-and-reads-nothing';
const basic = Buffer.from('pk-lf-reader:sk-lf-of-the-tests').toString('base64');

let running: RunningApp;
let story: Story;
let langfuse: Endpoint;

beforeEach(async () => {
  langfuse = await endpoint();
  running = await runApp([tracesAt(langfuse.url)], {
    AIRB_EVIDENCE_TOKEN: evidenceToken,
    LANGFUSE_BASIC: basic,
  });
  story = storyOf(running);
});
afterEach(async () => {
  await story.close();
  await langfuse.close();
});

function tracesAt(url: string): Edit {
  const samples = `samples: { headers: { Authorization: 'Basic \${LANGFUSE_BASIC}' } }`;
  return {
    file: 'systems/support-bot.yaml',
    change: (text) =>
      text.replace(
        'url: https://langfuse.example.com/project/support-bot',
        `url: ${url}/project/support-bot\n  ${samples}`,
      ),
  };
}

/** Hands evidence over as a program does. */
const handRun = (run: unknown) => hand(run, { to: 'eval-runs' });
async function hand(body: unknown, { token = evidenceToken, query = '', to = 'evidence' } = {}) {
  const text = typeof body === 'string';
  const response = await fetch(`${story.url}/api/incidents/1/${to}${query}`, {
    method: 'POST',
    headers: {
      'content-type': text ? 'text/plain' : 'application/json',
      authorization: `Bearer ${token}`,
    },
    body: text ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function page(path: string): Promise<string> {
  const response = await fetch(`${story.url}${path}`, { headers: { accept: 'text/html' } });
  return response.text();
}

const exported = async () => collect(running.app.store, {}, maskForEvals);

/** The number of the entry of the log that saved this. */
async function entryOf(title: string): Promise<number> {
  const { entries } = await story.api<{ entries: { seq: number; what: string }[] }>('/incidents/1/timeline');
  return entries.find(({ what }) => what === `Evidence saved: ${title}`)?.seq ?? 0;
}

describe('a file that somebody shared', () => {
  it('is the pointer it is: kept by name and link, and no answer to what the runbook asks for', async () => {
    const channel = await story.begin();
    const name = 'refusals.csv';
    const base64 = Buffer.from('question,answer').toString('base64');
    await story.people.act({ as: slack.ana, type: 'upload', channel, name, mimetype: 'text/csv', base64 });
    const ts = (await story.people.messages(channel)).at(-1)?.ts ?? '';
    await story.people.act({ as: slack.ana, type: 'shortcut', callbackId: 'airb_evidence', channel, ts });
    await story.people.submit(slack.ana, { item: 'refused' });
    expect(await story.news('inc-')).toEqual([
      expect.stringMatching(/saved evidence: File refusals\.csv.*kept as a pointer and does not count for/),
    ]);
    const list = await story.privately(slack.ana, () =>
      story.people.press(slack.ana, channel, 'evidence.list'),
    );
    expect(list).toMatch(/evidence 4 of \d.*File refusals\.csv, by Ana.*pointer.*Still missing.*Refused/s);
    const kept = await page('/incidents/1/evidence/5');
    expect(kept).toMatch(/refusals\.csv \(CSV\).*a file in Slack, not kept by airb/s);
    expect(kept).not.toContain('question,answer');
  });
});

describe('what airb preserved at the opening', () => {
  it('can be opened: in chat by a button, and on the page, the alert in words', async () => {
    const channel = await story.begin();
    const list = await story.privately(slack.ana, () =>
      story.people.press(slack.ana, channel, 'evidence.list'),
    );
    expect(list).toMatch(
      /evidence 4 of \d.*The alert as it arrived.*collected at the opening.*Still missing/s,
    );
    const opened = await story.privately(slack.ana, () =>
      story.people.command(slack.ana, channel, 'evidence 1'),
    );
    expect(opened).toMatch(/Evidence 1 .*The alert as it arrived.*Label failure.*refusal-spike.*sha-256/s);
    expect(await page('/incidents/1')).toMatch(/href="\/incidents\/1\/evidence\/1"/);
    const alert = await page('/incidents/1/evidence/1');
    expect(alert).toMatch(/Label failure.*refusal-spike.*As it was kept.*<pre/s);
    expect(await page('/incidents/1/evidence/99')).toMatch(/not found|no such|nothing/i);
  });

  it('is redacted on every surface', async () => {
    const channel = await story.begin();
    await story.people.command(
      slack.ana,
      channel,
      'evidence It answered Ana Kowalczyk with the wrong address',
    );
    await story.news('inc-');
    await story.people.command(slack.ben, channel, 'redact "Ana Kowalczyk" names a customer');
    await story.news('inc-');
    const [place] = (
      await story.api<{ evidence: { place: number; from: string }[] }>('/incidents/1/evidence')
    ).evidence
      .filter(({ from }) => from === 'command')
      .map((one) => one.place);
    const opened = await story.privately(slack.ana, () =>
      story.people.command(slack.ana, channel, `evidence ${place}`),
    );
    expect(opened).toContain('[redacted by Ben Okafor: names a customer]');
    expect(opened).not.toContain('example.open');
    expect(await page(`/incidents/1/evidence/${place}`)).not.toContain('Kowalczyk');
  });
});

describe('a program hands evidence over', () => {
  it('with a token of its own: masked, hashed, once', async () => {
    await story.begin();
    const given = {
      title: 'Trace',
      content: 'Q: Where is my invoice? A: No. key AKIAIOSFODNN7EXAMPLF',
      item: 'refused',
    };
    const first = await hand(given);
    expect(first).toMatchObject({ status: 201, body: { incident: 1, nature: 'content', repeated: false } });
    expect(await hand(given)).toMatchObject({
      status: 200,
      body: { repeated: true, sha256: first.body.sha256 },
    });
    const kept = await story.api<{ content: string; by: string; from: string }>(
      `/incidents/1/evidence/${first.body.place}`,
    );
    expect(kept).toMatchObject({ by: 'the evidence API', from: 'api' });
    expect(kept.content).toContain('[masked: AWS access key]');
    expect(await story.news('inc-')).toEqual([expect.stringMatching(/saved evidence: Trace.*It answers/)]);
    expect((await hand('a whole file\nof text', { query: '?title=File' })).status).toBe(201);
    await story.news('inc-');
  });

  it.each<[number, unknown, object, RegExp]>([
    [401, { content: 'x' }, { token: apiToken }, /token that reads does not write/],
    [413, { content: 'x'.repeat(50 * 1024 * 1024) }, {}, /more than 1 MB is not kept/],
    [422, { content: '  ' }, {}, /content: expected some text/],
    [422, { title: 'x' }, {}, /content: expected the content as text/],
    [422, { content: 'x', item: 'nope' }, {}, /no item “nope”\. Its items: /],
  ])('is answered %i with a sentence', async (status, body, more, words) => {
    await story.begin();
    const answer = await hand(body, more);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringMatching(words)]);
  });
});

describe('sampled outputs', () => {
  it('come five at a time, without personal data, and say that nobody vouches for them', async () => {
    const channel = await story.begin();
    langfuse.answer = (response, { path }) => {
      const second = path.includes('page=2');
      const data = second
        ? []
        : [
            {
              id: 't1',
              input: 'I am jo.bloggs@example.org, where is my invoice?',
              output: 'I can’t help with that.',
            },
          ];
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
    };
    await story.people.command(slack.ana, channel, 'evidence sample');
    expect(await story.news('inc-')).toEqual([
      '1 sampled output saved as evidence, without personal data. Their text is untrusted.',
    ]);
    const { messages } = await story.room();
    expect(JSON.stringify(messages)).not.toContain('jo.bloggs');
    expect(langfuse.calls[0]?.headers.authorization).toBe(`Basic ${basic}`);
    await story.people.press(slack.ana, channel, 'evidence.pull');
    expect(await story.news('inc-')).toEqual([expect.stringMatching(/^No further outputs/)]);
  });

  it('that can’t be had are a sentence with a button to try again', async () => {
    const channel = await story.begin();
    langfuse.answer = (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in');
    await story.people.command(slack.ana, channel, 'evidence sample');
    expect(await story.news('inc-')).toEqual([
      expect.stringMatching(/^No outputs could be pulled: .*web page/),
    ]);
    await story.people.press(slack.ana, channel, 'evidence.pull');
    await story.news('inc-');
    expect(langfuse.calls.map(({ path }) => /page=\d/.exec(path)?.[0])).toEqual(['page=1', 'page=1']);
  });

  it('are linked from the step that says to read traces, for the bad minutes', async () => {
    await story.begin();
    await story.unfold(slack.ana, 'triage');
    const { messages } = await story.room();
    const [from, to] = [Date.UTC(2025, 1, 17, 14, 10), Date.UTC(2025, 1, 17, 14, 40)];
    const texts = JSON.stringify(messages);
    expect(texts).toMatch(/\/project\/support-bot\/traces\?dateRange=\d+-\d+&search=support-bot/);
    expect(texts).not.toContain(basic);
    expect(to - from).toBe(30 * minute);
  });
});

describe('a failed example', () => {
  it('goes from evidence to the eval set, by form and by words, and never when it was redacted', async () => {
    const channel = await story.begin();
    await story.people.command(
      slack.ana,
      channel,
      'evidence failing prompt: Q: Where is invoice 7? A: I can’t help.',
    );
    await story.people.command(
      slack.ana,
      channel,
      'evidence other: Q: Mail jo.bloggs@example.org the invoice A: No.',
    );
    await story.news('inc-');
    const { evidence } = await story.api<{ evidence: { place: number; from: string }[] }>(
      '/incidents/1/evidence',
    );
    const [one, two] = evidence.filter(({ from }) => from === 'command').map(({ place }) => place);
    await story.people.press(slack.ana, channel, 'example.open', `1|${one}`);
    await story.people.submit(slack.ana, {
      set: 'blocking',
      expected: 'says where it is',
      reason: 'asked daily',
    });
    await story.people.command(
      slack.ben,
      channel,
      `example ${two} monitoring expected: mails it because: rare`,
    );
    expect(await story.news('inc-')).toEqual([
      expect.stringMatching(/sorted a failed example into the blocking set/),
      expect.stringMatching(/sorted a failed example into the monitoring set/),
    ]);
    // The form comes back with what the evidence says filled in: it moves the example and makes no second one.
    await story.people.press(slack.ben, channel, 'example.open', `1|${two}`);
    await story.people.submit(slack.ben, { set: 'backlog', expected: 'mails it', reason: 'rare' });
    expect(await story.news('inc-')).toEqual([expect.stringMatching(/into the backlog set/)]);
    const { examples } = await exported();
    expect(examples).toMatchObject([
      {
        set: 'blocking',
        system: 'support-bot',
        input: 'Where is invoice 7?',
        output: 'I can’t help.',
        expected: 'says where it is',
      },
      { set: 'backlog', input: expect.stringMatching(/^Mail \[masked: .*\] the invoice$/) },
    ]);
    const refused = await story.privately(slack.ben, () =>
      story.people.command(slack.ben, channel, 'example push langfuse'),
    );
    expect(refused).toContain('airb has no key for Langfuse');
    const passed = (id: string) => ({ id: 'nightly-7', results: [{ id, passed: true }] });
    expect(await handRun(passed('inc-1-1'))).toMatchObject({ status: 422 });
    expect(await handRun(passed(examples[0]?.id ?? ''))).toMatchObject({
      status: 201,
      body: { passed: true },
    });
    expect(await story.news('inc-')).toEqual(['nightly-7: the blocking example of this incident passed.']);
    expect(await page('/incidents/1')).toMatch(/Failed examples.*blocking.*says where it is/s);
    // The example holds what its evidence held, so it goes with it.
    await story.people.command(
      slack.ben,
      channel,
      `redact ${await entryOf('failing prompt')} names an order`,
    );
    await story.news('inc-');
    expect(await page('/incidents/1')).not.toContain('says where it is');
    const after = await exported();
    expect(after.examples.map(({ set }) => set)).toEqual(['backlog']);
    expect(after.redacted).toBe(1);
  });
});
