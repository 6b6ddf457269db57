import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { hour, minute, second } from '../../src/domain/time.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { mayLog } from '../support/log.ts';
import { ben, person, refusalAlert } from '../support/worked-example.ts';

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
});
afterEach(() => flow.close());

/** An alert of a rule; without `system` or `failure` it names none. */
function of(facts: {
  rule?: string;
  system?: string;
  failure?: string;
  fingerprint?: string;
  title?: string;
}) {
  const { rule = 'Rule', system, failure, title = 'Something is wrong' } = facts;
  const labels = { ...(rule && { alertname: rule }), ...(system && { system }), ...(failure && { failure }) };
  const fingerprint = facts.fingerprint ?? JSON.stringify(facts);
  return flow.alert({ fingerprint, title, system, failure, signal: undefined, severity: undefined, labels });
}

const incidents = async () =>
  (await flow.store.heads({})).map(({ system, failure }) => `${system} ${failure}`).sort();

describe('what is not known is not equal', () => {
  it('two failures without a runbook are two incidents, each under its own name', async () => {
    await of({ system: 'support-bot', failure: 'embedding-timeouts' });
    await flow.later(15 * minute);
    await of({ system: 'support-bot', failure: 'billing_mismatch' });
    await of({ system: 'support-bot', failure: 'Billing-Mismatch', fingerprint: 'again' });
    expect(await incidents()).toEqual(['support-bot billing-mismatch', 'support-bot embedding-timeouts']);
  });

  it('alerts that name no system belong together only when they are of one rule', async () => {
    for (const pod of ['1', '2', '3']) await of({ rule: 'HighErrorRate', fingerprint: pod });
    await of({ rule: 'DiskFull' });
    await of({ rule: '', title: 'Queue at 93 % on 10.0.0.7', fingerprint: 'q1' });
    await of({ rule: '', title: 'Queue at 97 % on 10.0.0.9', fingerprint: 'q2' });
    await of({ rule: '', title: 'Nightly job failed' });
    expect(await incidents()).toEqual([
      'unnamed-disk-full ai-triage',
      'unnamed-high-error-rate ai-triage',
      'unnamed-nightly-job-failed ai-triage',
      'unnamed-queue-at-on ai-triage',
    ]);
  });

  it('nor does a known failure make two unnamed systems one', async () => {
    await of({ rule: 'ApiRefusals', failure: 'refusal-spike' });
    await of({ rule: 'WebRefusals', failure: 'refusal-spike' });
    await of({ rule: 'WebRefusals', failure: 'refusal-spike', fingerprint: 'pod 2' });
    expect(await incidents()).toEqual([
      'unnamed-api-refusals refusal-spike',
      'unnamed-web-refusals refusal-spike',
    ]);
  });
});

describe('a name of a system', () => {
  it.each([
    'search_assistant',
    'payments.api',
    '支付机器人',
    '退款机器人',
    'Sök Assistent',
    '42',
    '!!!',
    'x'.repeat(150),
  ])('%s finds its incident again, and is shown as it was written', async (system) => {
    await of({ system, failure: 'refusal-spike' });
    await of({ system, failure: 'refusal-spike', fingerprint: 'again' });
    mayLog(/no_channel/);
    await flow.later(3 * hour);
    await of({ system, failure: 'refusal-spike', fingerprint: 'later' });
    const heads = await flow.store.heads({});
    expect(heads).toHaveLength(1);
    expect(heads[0]?.system).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
    expect((await flow.incident()).plan.system.title).toBe(system);
  });

  it('finds the file of the system however it is spelt', async () => {
    for (const system of ['Support-Bot', 'support_bot', 'support.bot', 'SUPPORT BOT'])
      await of({ system, failure: 'refusal-spike', fingerprint: system });
    expect(await incidents()).toEqual(['support-bot refusal-spike']);
  });

  it('never makes one of two that only look alike once plain', async () => {
    for (const system of ['支付-bot', '退款-bot', `${'long'.repeat(20)}-a`, `${'long'.repeat(20)}-b`])
      await of({ system, failure: 'refusal-spike' });
    expect(new Set(await incidents()).size).toBe(4);
  });

  it('is one for a change as well', async () => {
    await flow.alert();
    const change = { system: 'Support_Bot', kind: 'prompt' as const, summary: 's', at: flow.now() };
    expect(await flow.intake.changes([{ id: 'c', ...change }])).toEqual([{ id: 'c', incidents: [1] }]);
  });
});

describe('several failures of one system', () => {
  const failures = ['cost-spike', 'latency-degradation', 'tool-failure', 'quality-drift', 'billing-mismatch'];

  it('within minutes are one incident, which says what else there is and by which runbook', async () => {
    await flow.alert();
    for (const failure of failures) await of({ system: 'support-bot', failure });
    await of({ system: 'support-bot', failure: 'cost-spike', fingerprint: 'a second rule' });
    expect(await incidents()).toEqual(['support-bot refusal-spike']);
    const { siblings } = await flow.incident();
    expect(siblings.map(({ failure, runbook }) => `${failure} ${runbook.id}`)).toEqual([
      'cost-spike cost-spike',
      'latency-degradation latency-degradation',
      'tool-failure tool-failure',
      'quality-drift quality-drift',
      'billing-mismatch ai-triage',
    ]);
    await flow.deliverer.run();
    const said = flow.chat.texts('inc-20250217-1-support-bot-refusal-spike');
    expect(said.filter((text) => text.includes('joined'))).toEqual([
      expect.stringMatching(/^6 alerts joined/),
    ]);
    for (const hash of siblings.map(({ runbook }) => runbook.hash))
      expect(await flow.store.document(hash)).toBeDefined();
  });

  it('later ones have their own, but one that joined is found again', async () => {
    await flow.alert();
    await of({ system: 'support-bot', failure: 'cost-spike' });
    await flow.later(30 * minute);
    await of({ system: 'support-bot', failure: 'cost-spike', fingerprint: 'later' });
    await of({ system: 'support-bot', failure: 'tool-failure' });
    expect(await incidents()).toEqual(['support-bot refusal-spike', 'support-bot tool-failure']);
  });

  it('what is sensitive has its own private one, and nothing joins that', async () => {
    await flow.alert();
    await of({ system: 'support-bot', failure: 'data-exposure' });
    await of({ system: 'support-bot', failure: 'cost-spike' });
    expect((await flow.store.heads({})).map((head) => [head.failure, head.private])).toEqual([
      ['data-exposure', true],
      ['refusal-spike', false],
    ]);
    expect((await flow.incident(1)).siblings.map(({ failure }) => failure)).toEqual(['cost-spike']);
    expect((await flow.incident(2)).siblings).toEqual([]);
  });
});

describe('a private incident pages', () => {
  it('by ways that others read along with its number and severity alone', async () => {
    await of({
      system: 'support-bot',
      failure: 'data-exposure',
      title: 'Cards of Maria Silva shown to others',
    });
    await flow.later(2 * second);
    const page = flow.pager.sent.find(({ incident }) => incident === 1);
    expect(page).toMatchObject({
      summary: expect.stringMatching(
        /^SEV\d — a private incident, INC-1\. Its channel and its page say what it is\.$/,
      ),
      details: {},
    });
    expect(JSON.stringify(page)).not.toMatch(/Maria|support|exposure/i);
  });
});

describe('a failure that became sensitive after its incident had opened', () => {
  it('has a private incident from then on, for the old one can be read by all', async () => {
    await flow.close();
    let mine: Library | undefined;
    flow = await openFlow((library) => {
      mine = structuredClone(library);
      return mine;
    });
    await flow.alert();
    const runbook = mine?.runbooks.find(({ id }) => id === 'refusal-spike');
    if (runbook) runbook.sensitive = true;
    await flow.alert({ fingerprint: 'b' });
    expect((await flow.store.heads({})).map((head) => head.private)).toEqual([true, false]);
  });
});

describe('a source that names ever new systems', () => {
  const flood = (from: number, to: number) =>
    flow.intake.alerts(
      Array.from({ length: to - from }, (_, n) => {
        const system = `tenant-${from + n}`;
        return { ...refusalAlert, fingerprint: system, system, labels: { system, failure: 'refusal-spike' } };
      }),
    );

  it('opens twenty incidents; the rest is gathered in one that keeps all and pages once', async () => {
    const taken = await flood(0, 300);
    const heads = await flow.store.heads({});
    expect(heads).toHaveLength(21);
    expect(heads[0]).toMatchObject({ number: 21, system: 'many-systems', failure: 'too-many-problems' });
    expect((await flow.incident(21)).alerts).toHaveLength(280);
    expect(taken.every(({ incident }) => incident !== null)).toBe(true);
    await flow.deliverer.run();
    await flow.deliverer.run();
    const gathered = flow.pager.sent.filter(({ incident }) => incident === 21);
    expect(gathered).toHaveLength(1);
    const room = 'inc-20250217-21-many-systems-too-many-problems';
    expect(flow.chat.texts(room)).toContainEqual(expect.stringMatching(/^279 alerts joined/));
    expect(JSON.stringify(flow.chat.rooms.get(room)?.posts)).toMatch(
      /280 systems: tenant-20, .* and 260 more/,
    );
  });

  it('finds each of them again, and opens for new ones once an hour has passed', async () => {
    await flood(0, 30);
    const again = await flood(0, 30);
    expect(again.filter(({ because }) => because.startsWith('same episode'))).toHaveLength(30);
    mayLog(/no_channel/);
    await flow.later(2 * hour);
    await flood(30, 31);
    expect((await flow.store.heads({}))[0]).toMatchObject({ number: 22, system: 'tenant-30' });
  });

  it('does not keep listed systems from getting theirs', async () => {
    await flood(0, 40);
    await flow.alert();
    expect((await flow.store.heads({}))[0]).toMatchObject({ number: 22, system: 'support-bot' });
  });

  it('gathers what is sensitive apart', async () => {
    await flood(0, 25);
    const labels = { system: 'elsewhere', failure: 'data-exposure' };
    await flow.alert({ fingerprint: 's', system: 'elsewhere', failure: 'data-exposure', labels });
    expect((await flow.store.heads({})).slice(0, 2).map((head) => [head.failure, head.private])).toEqual([
      ['too-many-problems', true],
      ['too-many-problems', false],
    ]);
  });
});

describe('an alert of a rule that measured nothing', () => {
  const blind = (alertname: string, fingerprint = alertname) =>
    flow.alert({
      fingerprint,
      title: 'Refusals',
      severity: 'critical',
      labels: { ...refusalAlert.labels, alertname, severity: 'critical' },
    });

  it.each(['DatasourceNoData', 'DatasourceError'])(
    '%s opens “not measured”, never “refusals high”',
    async (name) => {
      const [taken] = await blind(name);
      expect(taken?.because).toMatch(/not measured; nothing is known to be out of range/);
      expect(await flow.incident()).toMatchObject({
        title: 'Not measured: Refusals',
        failure: 'not-measured',
        severity: 'sev3',
        plan: { runbook: { id: 'ai-triage' } },
        unmapped: false,
      });
    },
  );

  it('marks the incident about what it watches, without raising it', async () => {
    await flow.alert();
    await flow.writer.handle(1, { type: 'severity', to: 'sev4', reason: 'few' }, person(ben));
    await flow.later(3 * hour);
    await blind('DatasourceNoData');
    expect(await incidents()).toEqual(['support-bot refusal-spike']);
    expect((await flow.incident()).severity).toBe('sev4');
    await flow.deliverer.run();
    expect(flow.chat.texts('inc-20250217-1-support-bot-refusal-spike')).toContainEqual(
      expect.stringContaining('(not measured: its rule got no data)'),
    );
  });

  it('knows Grafana’s reason where the rule fires under its own name', async () => {
    await flow.alert({ annotations: { grafana_state_reason: 'NoData' } });
    expect(await incidents()).toEqual(['support-bot not-measured']);
  });
});
