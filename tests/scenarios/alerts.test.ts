import { afterEach, describe, expect, it } from 'vitest';
import { hour, minute } from '../../src/domain/time.ts';
import { sourceSecret } from '../support/app.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';
import { at } from '../support/worked-example.ts';

let story: Story;
afterEach(async () => {
  await hearAll();
  await story.close();
});

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const secrets = { AIRB_ALERTMANAGER_SECRET: sourceSecret, AIRB_GENERIC_SECRET: sourceSecret };
const iso = (instant: number) => new Date(instant).toISOString();
const began = iso(at('14:09'));

type Labels = Record<string, string>;
interface Given {
  status?: string;
  startsAt?: unknown;
  endsAt?: string;
  fingerprint?: string;
  summary?: string;
}

/** An alert of an Alertmanager group. */
function one(labels: Labels, given: Given = {}) {
  const { summary = labels.alertname ?? 'Something', ...rest } = given;
  return { status: 'firing', startsAt: began, ...rest, labels, annotations: { summary } };
}

interface Taken {
  status: number;
  body: { alerts: { incident: number | null; because: string }[] };
}

const group = (...alerts: object[]) =>
  story.post(
    '/alerts/alertmanager',
    { version: '4', status: 'firing', alerts },
    sourceSecret,
  ) as Promise<Taken>;

const bot = { alertname: 'Refusals', system: 'support-bot', failure: 'refusal-spike' };

const incidents = async () =>
  (
    await story.api<{ incidents: { system: string; failure: string; severity: string }[] }>('/incidents')
  ).incidents
    .map(({ system, failure, severity }) => `${system} ${failure} ${severity}`)
    .toSorted();

const entries = async (number = 1) => JSON.stringify(await story.api(`/incidents/${number}/timeline`));

/** Everything that was said anywhere, so that a story may speak of one thing. */
async function hearAll(): Promise<string[]> {
  const heard: string[] = [];
  await story.settle();
  for (const { name, kind, members } of (await story.dump('channels')).channels) {
    const places = kind === 'dm' ? members.map((member) => `@${member}`) : [name];
    for (const place of places) heard.push(...(await story.news(place)));
  }
  await story.pages();
  return heard;
}

/** The messages of a channel as they stand now. */
async function shown(name: string): Promise<string[]> {
  await story.settle();
  const channel = (await story.dump('channels')).channels.find((each) => each.name.includes(name));
  return channel?.messages.map((message) => message.text) ?? [];
}

describe('a worse alert', () => {
  it('raises the incident it joins, pages, and says how bad it is; people keep what they lowered', async () => {
    story = await tellStory([], secrets);
    await group(one({ ...bot, severity: 'info' }));
    await hearAll();
    await group(one({ ...bot, severity: 'P2', region: 'eu' }, { summary: 'Refusals 60 %' }));
    expect(await incidents()).toEqual(['support-bot refusal-spike sev2']);
    const heard = await shown('inc-20250217-1-');
    expect(heard).toContainEqual(text(/Refusals 60 % \(P2, sev2\) joined this incident/));
    expect(heard).toContainEqual(
      text(/Severity sev4 → sev2 \(alertmanager: the alert “Refusals 60 %” says P2\)/),
    );
    await story.settle();
    // The commander is paged because it rose, and the first step because sev4 had paged nobody.
    expect((await story.pages()).sort()).toEqual(['trigger airb-1-step-0', 'trigger airb-1-step-4']);

    const room = await story.room();
    await story.people.command(slack.ben, room.id, 'sev4 one tenant only');
    await group(one({ ...bot, severity: 'P2', region: 'eu' }, { summary: 'Refusals 60 %' }));
    expect(await incidents()).toEqual(['support-bot refusal-spike sev4']);
    await group(one({ ...bot, severity: 'sev1', region: 'us' }));
    expect(await incidents()).toEqual(['support-bot refusal-spike sev1']);
  });
});

describe('what is not known', () => {
  it('is not equal: failures without a runbook, alerts without a system, names of other scripts', async () => {
    // Several channels at once are more bookmarks than Slack takes in a minute, on a slow machine or a fast one.
    mayLog(/^warn Slack takes bookmarks\.add again in/);
    story = await tellStory([], secrets);
    await group(
      one({ alertname: 'HighErrorRate', pod: '1' }),
      one({ alertname: 'HighErrorRate', pod: '2' }),
      one({ alertname: 'DiskFull' }),
      one({ alertname: 'Odd', service: '支付机器人', failure: 'refusal-spike' }),
      one({ alertname: 'Odd', service: '退款机器人', failure: 'refusal-spike' }),
      one({ alertname: 'Slow', service: 'payments.api', failure: 'embedding-timeouts' }),
    );
    expect((await shown('incidents')).join('\n')).toContain('· 支付机器人: Odd');
    const summaries = (await story.dump('world')).world.pages.map(({ summary }) => summary);
    expect(summaries).toContainEqual(text(/^SEV2 支付机器人 — odd since/));
    await story.later(20 * minute);
    await group(
      one({ alertname: 'Odd', service: '支付机器人', failure: 'refusal-spike', pod: '2' }),
      one({ alertname: 'Bill', service: 'payments_api', failure: 'billing-mismatch' }),
      one({ alertname: 'Odd', service: 'Search_Assistant', failure: 'refusal-spike' }),
    );
    expect((await incidents()).map((line) => line.replace(/system-\w{7}/, 'system-#'))).toEqual([
      'payments-api billing-mismatch sev3',
      'payments-api embedding-timeouts sev3',
      'search-assistant refusal-spike sev2',
      'system-# refusal-spike sev2',
      'system-# refusal-spike sev2',
      'unnamed-disk-full ai-triage sev3',
      'unnamed-high-error-rate ai-triage sev3',
    ]);
  });
});

describe('nine alerts of one system with seven failures', () => {
  it('are one channel that says what else there is, by one message; what is sensitive has its own', async () => {
    story = await tellStory([], secrets);
    const failures = ['cost-spike', 'latency-degradation', 'tool-failure', 'quality-drift', 'made-up'];
    await group(
      one(bot),
      one({ ...bot, pod: '2' }),
      ...failures.map((failure) => one({ alertname: failure, system: 'support-bot', failure })),
      one({ alertname: 'Costs', system: 'support-bot', failure: 'cost-spike', pod: '2' }),
      one({ alertname: 'Leak', system: 'support-bot', failure: 'data-exposure' }),
    );
    expect(await incidents()).toEqual([
      text(/^support-bot data-exposure sev/),
      text(/^support-bot refusal-spike sev/),
    ]);
    const heard = await shown('support-bot-refusal-spike');
    expect(heard.filter((said) => said.includes('alerts joined'))).toEqual([
      text(/^7 alerts joined this incident: /),
    ]);
    const { messages } = (await story.dump('channels')).channels.find(({ name }) =>
      name.includes('support-bot-refusal-spike'),
    ) ?? { messages: [] };
    const card = JSON.stringify(messages.find(({ metadata }) => metadata?.event_payload.key === '1:card'));
    for (const failure of failures) expect(card).toContain(failure);
    expect(card).toContain('/runbooks/cost-spike');
    expect(card).not.toContain('data-exposure');
  });
});

describe('a label that takes any value', () => {
  it('opens as many incidents as the organization allows, and one that gathers the rest', async () => {
    const three = {
      file: 'organization.yaml',
      change: (yaml: string) => yaml.replace('unlistedPerHour: 20', 'unlistedPerHour: 3'),
    };
    story = await tellStory([three], secrets);
    const tenants = Array.from({ length: 12 }, (_, n) =>
      one({ alertname: 'Refusals', system: `tenant-${n}`, failure: 'refusal-spike' }),
    );
    const { body } = await group(...tenants);
    expect(body.alerts.every(({ incident }) => incident !== null)).toBe(true);
    const all = await incidents();
    expect(all).toHaveLength(4);
    expect(all[0]).toBe('many-systems too-many-problems sev2');
    const { alerts } = await story.api<{ alerts: unknown[] }>('/incidents/4');
    expect(alerts).toHaveLength(9);
  });
});

describe('an alert that fires and resolves', () => {
  it('is what was said of it last, be it again with the same start', async () => {
    story = await tellStory([], secrets);
    await group(one(bot));
    const resolved = one(bot, { status: 'resolved', endsAt: iso(at('14:11')) });
    await group(resolved);
    expect((await group(one(bot))).body.alerts[0]?.because).toMatch(/^fires again in INC-1/);
    expect((await group(resolved)).body.alerts[0]?.because).toMatch(/^same|^resolved/);
    expect(await entries()).toMatch(/Alert no longer fires.*Alert fired again/);
    const { alerts } = await story.api<{ alerts: { resolved: boolean }[] }>('/incidents/1');
    expect(JSON.stringify(alerts)).not.toMatch(/"resolved":true/);
  });

  it('is told in its channel and to the commander when it outlasts its incident', async () => {
    story = await tellStory([], secrets);
    await group(one(bot));
    await hearAll();
    await story.people.command(slack.ben, (await story.room()).id, 'cancel a false alarm');
    await hearAll();
    const { body } = await group(one(bot));
    expect(body.alerts).toMatchObject([{ incident: 1, because: text(/^fires although INC-1 is cancelled/) }]);
    expect(await story.news('inc-20250217-1-')).toEqual([text(/fires although INC-1 is cancelled/)]);
    expect(await story.news(`@${slack.ben}`)).toEqual([text(/fires although INC-1 is cancelled/)]);
    const { body: end } = await group(one(bot, { status: 'resolved', endsAt: iso(at('14:12')) }));
    expect(end.alerts).toMatchObject([{ because: 'resolved; on the timeline of INC-1, which is cancelled' }]);
    const [stopped = ''] = await story.news('inc-20250217-1-');
    expect(stopped).toMatch(/^Alert Refusals stopped firing\.$/);
    expect((await group(one(bot, { startsAt: iso(at('14:10')) }))).body.alerts).toMatchObject([
      { incident: 2 },
    ]);
  });
});

describe('a group of more than a megabyte', () => {
  it('is taken as one body; what is refused is counted by source and reason', async () => {
    expectLog(/^warn a webhook was refused/);
    story = await tellStory([], secrets);
    const pods = Array.from({ length: 600 }, (_, n) =>
      one({ ...bot, pod: `pod-${n}`, note: 'x'.repeat(1000), more: 'y'.repeat(1000) }),
    );
    const { status, body } = await group(...pods);
    expect([status, body.alerts.length]).toEqual([202, 600]);
    expect(await incidents()).toEqual(['support-bot refusal-spike sev2']);
    const said = (await shown('inc-20250217-1-')).filter((line) => line.includes('alerts joined'));
    expect(said).toEqual([text(/^599 alerts joined this incident: Refusals, 599 of them\.$/)]);

    expect((await story.post('/alerts/generic', { title: '' }, sourceSecret)).status).toBe(422);
    expect((await story.post('/alerts/generic', { title: 'x' }, 'a guess')).status).toBe(401);
    const metrics = await (await fetch(`${story.url}/metrics`)).text();
    for (const reason of ['unusable', 'unsigned'])
      expect(metrics).toContain(
        `airb_webhooks_refused_total{feed="alerts",source="generic",reason="${reason}"} 1`,
      );
  });
});

describe('times and measurements nobody should believe', () => {
  it('lose no alert and blame no change', async () => {
    story = await tellStory([], secrets);
    const change = {
      system: 'support-bot',
      kind: 'prompt',
      part: 'prompt',
      from: 'prompt-v6',
      to: 'prompt-v7',
    };
    await story.post('/changes/generic', { ...change, at: iso(at('14:10') + 720 * hour) }, sourceSecret);
    await story.post(
      '/changes/generic',
      { ...change, kind: 'index', part: 'index', to: 'kb-2', at: iso(at('13:30')) },
      sourceSecret,
    );
    const { body } = await group(
      one({ ...bot, severity: 'critical' }, { startsAt: '0001-01-01T00:00:00Z' }),
      one({ ...bot, pod: '2' }, { startsAt: iso(at('14:10') + 720 * hour), fingerprint: 'ahead' }),
    );
    expect(body.alerts).toMatchObject([{ incident: 1 }, { incident: 1 }]);
    expect(body.alerts[0]?.because).toContain('It gives no start');
    const said = (await shown('inc-20250217-1-')).join('\n');
    expect(said).toMatch(/clock is ahead: it gives 2025-03-19 14:10 UTC/);
    const { messages } = await story.room();
    const card = JSON.stringify(messages.find(({ metadata }) => metadata?.event_payload.key === '1:card'));
    expect(card).toMatch(/What changed.*kb-2.*at an unknown time, as its sender dated it ahead/s);
    expect(card).not.toContain('after the start');
  });

  it('say “not measured” to whoever is paged, whichever source had no data', async () => {
    story = await tellStory([], secrets);
    const generic = (title: string, more: object) =>
      story.post('/alerts/generic', { title, startsAt: began, ...more }, sourceSecret);
    await generic('Score below 0.8', { system: 'rag-a', severity: 'NO_DATA' });
    await generic('[No Data] Refusals high', { system: 'rag-b', alert_transition: 'No Data' });
    const gone = one({ alertname: 'TokensAbsent', system: 'rag-c', severity: 'critical' });
    const rule = encodeURIComponent('absent(tokens{system="rag-c"})');
    await group({ ...gone, generatorURL: `http://prometheus:9090/graph?g0.expr=${rule}` });
    await group(one({ alertname: 'DatasourceError', rulename: 'Latency', system: 'rag-d' }, { summary: '' }));
    await story.settle();
    const summaries = (await story.dump('world')).world.pages.map(({ summary }) =>
      summary.replace(/ since .*/, ''),
    );
    expect(summaries.toSorted()).toEqual([
      'SEV2 rag-c — “TokensAbsent” is not measured (its metric is missing)',
      'SEV3 rag-a — “Score below 0.8” is not measured (its rule got no data)',
      'SEV3 rag-b — “[No Data] Refusals high” is not measured (its rule got no data)',
      'SEV3 rag-d — “Latency” is not measured (its rule got an error)',
    ]);
  });

  it('say “not measured” where Grafana got no data', async () => {
    story = await tellStory([], secrets);
    await group(one({ ...bot, alertname: 'DatasourceNoData', rulename: 'Refusals', severity: 'critical' }));
    expect(await incidents()).toEqual(['support-bot not-measured sev3']);
    await group(one({ ...bot, alertname: 'DatasourceError', ref_id: 'A' }));
    expect(await shown('inc-20250217-1-')).toContainEqual(
      text(/DatasourceError \(not measured: its rule got an error\) joined/),
    );
  });
});

describe('a failure that joined', () => {
  it('keeps the incident from being over while its own metrics are out of range or its alert fires', async () => {
    story = await tellStory([], secrets);
    await story.people.fire('support-bot');
    const costs = { alertname: 'Index', system: 'support-bot', failure: 'retrieval-decline' };
    const odd = { alertname: 'Odd', system: 'support-bot', failure: 'made-up' };
    await group(one(costs), one(odd));
    await hearAll();
    const { id: room } = await story.room();
    await story.people.command(slack.ana, room, 'ack');
    await story.people.command(slack.ben, room, 'verify');
    await hearAll();
    const plan = await story.api<{ phase: string }>('/incidents/1');
    expect(plan.phase).toBe('verifying');
    const refused = await story.privately(slack.ben, () => story.people.command(slack.ben, room, 'resolve'));
    expect(refused).toMatch(/Not recovered: .*Questions with a useful document 78 %, must be at least/);
    expect(refused).toMatch(/Made-up: its alert “Odd” still fires\./);
    await group(one(odd, { status: 'resolved', endsAt: iso(at('14:15')) }));
    const again = await story.privately(slack.ben, () => story.people.command(slack.ben, room, 'resolve'));
    expect(again).not.toContain('made-up');
  });
});
