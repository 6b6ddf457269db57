import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Rig, rig } from './support/rig.ts';

let r: Rig;
beforeEach(async () => {
  r = await rig();
  await r.sandbox.fire('support-bot');
});
afterEach(() => r.close());

const minute = 60_000;
const prometheus = (path: string) => fetch(`${r.url}/sandbox/prometheus/api/v1/${path}`);

async function reading(metric: string, at?: number, system = 'support-bot'): Promise<number> {
  const query = encodeURIComponent(`${metric}{system="${system}"}`);
  const answer = await prometheus(`query?query=${query}${at === undefined ? '' : `&time=${at / 1000}`}`);
  const body = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(body.data.result[0]?.value[1]);
}

const refusals = () => reading('airb_refusal_ratio');
const deflection = () => reading('airb_ticket_deflection_ratio');

const target = (part: string, body?: unknown, token = 'deploy') =>
  fetch(`${r.url}/sandbox/targets/support-bot/${part}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });

async function rollBack(part: string, version: string): Promise<void> {
  await target(part, { version });
  r.clock.advance(6 * minute);
}

describe('the worked example at 14:10', () => {
  it('tells the bot the changes first, then the alert, in Alertmanager’s shape', () => {
    const [prompt, index, alert] = r.bot.heard;
    expect(prompt?.body).toMatchObject({ kind: 'prompt', to: 'prompt-v7', at: '2025-02-17T13:30:00.000Z' });
    expect(index?.body).toMatchObject({ kind: 'index', to: 'kb-2025-02-15', at: '2025-02-17T13:40:00.000Z' });
    expect(alert).toMatchObject({
      path: '/alerts/alertmanager',
      headers: { authorization: 'Bearer alerts' },
    });
    expect(alert?.body).toMatchObject({ version: '4', status: 'firing', groupKey: expect.any(String) });
    const firing = { startsAt: '2025-02-17T14:10:00.000Z', endsAt: '0001-01-01T00:00:00Z' };
    expect(alert?.body.alerts).toMatchObject([{ labels: { system: 'support-bot' }, ...firing }]);
  });

  it('reads 19 % refusals, 25 % deflection, latency flat; and an hour earlier all was normal', async () => {
    expect([await refusals(), await deflection()]).toEqual([0.19, 0.25]);
    expect(await reading('gen_ai_client_operation_duration_seconds_bucket')).toBe(1.8);
    const before = r.clock.now() - 60 * minute;
    expect(await reading('airb_refusal_ratio', before)).toBe(0.04);
    expect(await reading('airb_ticket_deflection_ratio', before)).toBe(0.42);
  });
});

describe('who answers, by the responses', () => {
  const counter = 'gen_ai_client_operation_duration_seconds_count';
  async function models(at = r.clock.now(), label = 'gen_ai_response_model', system = 'support-bot') {
    const query = `sum by (${label}) (rate(${counter}{job="${system}"}[10m]))`;
    const answer = await prometheus(`query?query=${encodeURIComponent(query)}&time=${at / 1000}`);
    const { data } = (await answer.json()) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return Object.fromEntries(
      data.result
        .map(({ metric, value }) => [metric[label] ?? '', Number(value[1])] as const)
        .filter(([, rate]) => rate > 0),
    );
  }

  it('is the model that is live, and nobody for a label or a system that tells nothing', async () => {
    expect(await models()).toEqual({ 'support-3.2': 12 });
    await rollBack('model', 'support-3.1');
    expect(await models()).toEqual({ 'support-3.1': 12 });
    expect(await models(undefined, 'colour')).toEqual({});
    expect(await models(undefined, undefined, 'refund-agent')).toEqual({});
  });

  it('is another one for a third of them, where the story says so, until the name is another', async () => {
    await r.sandbox.fire('silent-model');
    expect(await models()).toEqual({ 'support-3.2': 12 * 0.62, 'support-3.2-turbo': 12 * 0.38 });
    expect(await models(r.clock.now() - 60 * minute)).toEqual({ 'support-3.2': 12 });
    await rollBack('model', 'support-3.1');
    expect(await models()).toEqual({ 'support-3.1': 12 });
  });
});

describe('rolling back', () => {
  it('the prompt, then the index: partly, then nearly normal', async () => {
    await rollBack('prompt', 'prompt-v6');
    expect([await refusals(), await deflection()]).toEqual([0.08, 0.36]);
    await rollBack('index', 'kb-2025-02-01');
    expect([await refusals(), await deflection()]).toEqual([0.05, 0.41]);
  });

  it('the index alone helps less', async () => {
    await rollBack('index', 'kb-2025-02-01');
    expect([await refusals(), await deflection()]).toEqual([0.15, 0.31]);
  });

  it('the model, which was not at fault, leaves the refusals and costs latency', async () => {
    await rollBack('model', 'support-3.1');
    expect([await refusals(), await reading('gen_ai_client_operation_duration_seconds_bucket')]).toEqual([
      0.19, 3.4,
    ]);
  });

  it('the guardrail makes answers unsafe, and the router makes them dear', async () => {
    await rollBack('guardrail', 'guardrail-v3');
    await rollBack('router', 'large-only');
    expect(await reading('airb_unsafe_answer_ratio')).toBe(0.019);
    expect(await reading('litellm_spend_metric_total')).toBe(0.031);
    expect(await refusals()).toBe(0.19);
  });

  it('shows its effect in a straight line over five minutes, and the past stays as it was', async () => {
    const rolledBack = r.clock.now();
    await target('prompt', { version: 'prompt-v6' });
    r.clock.advance(2.5 * minute);
    expect(await refusals()).toBeCloseTo((0.19 + 0.08) / 2, 5);
    r.clock.advance(2.5 * minute);
    expect(await refusals()).toBe(0.08);
    expect(await reading('airb_refusal_ratio', rolledBack - minute)).toBe(0.19);
  });
});

describe('a rollback target', () => {
  it('names the live and the previous version', async () => {
    expect(await (await target('prompt')).json()).toEqual({ live: 'prompt-v7', previous: 'prompt-v6' });
    await rollBack('prompt', 'prompt-v6');
    expect(await (await target('prompt')).json()).toEqual({ live: 'prompt-v6', previous: 'prompt-v7' });
  });

  it('does nothing on a dry run, for a stranger, or for a version it does not have', async () => {
    const dry = await target('prompt', { version: 'prompt-v6', dryRun: true, idempotencyKey: 'k' });
    expect(await dry.json()).toEqual({ from: 'prompt-v7', to: 'prompt-v6', dryRun: true });
    expect((await target('prompt', { version: 'prompt-v6' }, '')).status).toBe(401);
    expect((await target('prompt', { version: 'prompt-v99' })).status).toBe(422);
    expect((await target('prompt', {})).status).toBe(422);
    expect((await target('heart')).status).toBe(404);
    expect(await (await target('prompt')).json()).toMatchObject({ live: 'prompt-v7' });
    expect(r.sandbox.dump().targets.map((t) => t.status)).toEqual([200, 401, 422, 422, 404, 200]);
  });

  it('answers a repeated key the same and changes nothing, even when the world has moved on', async () => {
    const once = { version: 'prompt-v6', idempotencyKey: 'inc-1.7.0' };
    const first = await (await target('prompt', once)).json();
    await target('prompt', { version: 'prompt-v7', idempotencyKey: 'inc-1.9.0' });
    expect(await (await target('prompt', once)).json()).toEqual(first);
    expect(await (await target('prompt')).json()).toMatchObject({ live: 'prompt-v7' });
    const history = r.sandbox.dump().world.parts.prompt ?? [];
    expect(history.map((h) => h.version)).toEqual(['prompt-v6', 'prompt-v7', 'prompt-v6', 'prompt-v7']);
  });
});

describe('the Prometheus API', () => {
  it('knows no data from bad questions', async () => {
    const unknown = await prometheus('query?query=up');
    expect(await unknown.json()).toEqual({ status: 'success', data: { resultType: 'vector', result: [] } });
    const elsewhere = await prometheus(
      `query?query=${encodeURIComponent('airb_refusal_ratio{system="other"}')}`,
    );
    expect(await elsewhere.json()).toMatchObject({ data: { result: [] } });
    for (const query of ['', 'airb_refusal_ratio{', 'rate(x[5m])', 'a{b=c}', 'sum(a{b="c"}']) {
      const bad = await prometheus(`query?query=${encodeURIComponent(query)}`);
      expect([bad.status, await bad.json()]).toMatchObject([400, { status: 'error', errorType: 'bad_data' }]);
    }
  });

  it('reads an expression as the first metric in it that the scenario measures', async () => {
    const valuesFor = async (query: string) => {
      const answer = await prometheus(`query?query=${encodeURIComponent(query)}`);
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result.map(({ value }) => Number(value[1]));
    };
    const share = (system: string) =>
      `sum(rate(litellm_spend_metric_total{team_alias="${system}"}[15m]))\n/ sum(rate(requests{team_alias="${system}"}[15m]))`;
    expect(await valuesFor(share('support-bot'))).toEqual([0.01]);
    expect(await valuesFor(share('nobody'))).toEqual([]);
    expect(await valuesFor('sum(unheard_of{job="support-bot"})')).toEqual([]);
    const tokens = (kind: string, offset = '') =>
      `sum(rate(gen_ai_client_token_usage_sum{job="support-bot",gen_ai_token_type="${kind}"}[15m]${offset}))`;
    expect(await valuesFor(`${tokens('output')} / ${tokens('output', ' offset 1d')}`)).toEqual([190 / 240]);
    expect(await valuesFor(`${tokens('output')} / ${tokens('output', ' offset 1w')}`)).toEqual([190 / 240]);
    expect(await valuesFor(tokens('input'))).toEqual([]);
  });

  it('knows what the system measures beside the story', async () => {
    expect(await reading('litellm_proxy_failed_requests_metric_total')).toBe(0.004);
    expect(await reading('airb_thumbs_down_ratio')).toBe(0.15);
  });

  it('reads a system that is not on stage as normal, for as long as it is not', async () => {
    const now = r.clock.now();
    expect(await reading('airb_unapproved_actions', now, 'refund-agent')).toBe(0);
    expect(await reading('airb_refusal_ratio', now, 'refund-agent')).toBe(0.03);
    expect(await refusals()).toBe(0.19);
    await r.sandbox.fire('refund-agent');
    expect(await reading('airb_unapproved_actions', now, 'refund-agent')).toBe(6);
    expect(await refusals()).toBe(0.04);
  });

  it('answers ranges, over GET and as a form', async () => {
    const end = r.clock.now() / 1000;
    const form = new URLSearchParams({
      query: 'airb_refusal_ratio{system="support-bot",}',
      start: String(end - 3600),
      end: new Date(r.clock.now()).toISOString(),
      step: '30m',
    });
    const answer = await fetch(`${r.url}/sandbox/prometheus/api/v1/query_range`, {
      method: 'POST',
      body: form,
    });
    const { data } = (await answer.json()) as {
      data: { resultType: string; result: { values: [number, string][] }[] };
    };
    expect(data.resultType).toBe('matrix');
    expect(data.result[0]?.values).toEqual([
      [end - 3600, '0.04'],
      [end - 1800, '0.04'],
      [end, '0.19'],
    ]);
    form.set('step', '0.1');
    expect((await prometheus(`query_range?${form}`)).status).toBe(400);
  });
});

describe('PagerDuty', () => {
  const routing_key = 'r'.repeat(32);
  const payload = { summary: 'SEV2 support-bot', source: 'airb', severity: 'error' };
  const enqueue = (body: unknown) =>
    fetch(`${r.url}/sandbox/pagerduty/v2/enqueue`, { method: 'POST', body: JSON.stringify(body) });

  it('takes an event, joins a repeated key, and drops an acknowledgement of nothing', async () => {
    const trigger = { routing_key, event_action: 'trigger', dedup_key: 'inc-1/1', payload };
    const taken = await enqueue(trigger);
    expect([taken.status, await taken.json()]).toMatchObject([
      202,
      { status: 'success', dedup_key: 'inc-1/1' },
    ]);
    await enqueue(trigger);
    await enqueue({ routing_key, event_action: 'acknowledge', dedup_key: 'inc-1/1' });
    await enqueue({ routing_key, event_action: 'acknowledge', dedup_key: 'nobody' });
    const { world } = r.sandbox.dump();
    expect(world.pages.map((p) => [p.action, p.key])).toEqual([
      ['trigger', 'inc-1/1'],
      ['trigger', 'inc-1/1'],
      ['acknowledge', 'inc-1/1'],
    ]);
    expect(Object.values(world.pagerAlerts)).toEqual(['acknowledged']);
  });

  it.each([
    ['a short key', { routing_key: 'short', event_action: 'trigger', payload }],
    ['no payload', { routing_key, event_action: 'trigger' }],
    [
      'a made-up severity',
      { routing_key, event_action: 'trigger', payload: { ...payload, severity: 'sev2' } },
    ],
    [
      'a summary of 1025',
      { routing_key, event_action: 'trigger', payload: { ...payload, summary: 'x'.repeat(1025) } },
    ],
    ['an unknown action', { routing_key, event_action: 'page', payload }],
  ])('refuses %s', async (_, body) => {
    const answer = await enqueue(body);
    expect([answer.status, await answer.json()]).toMatchObject([400, { status: 'invalid event' }]);
    expect(r.sandbox.dump().world.pages).toEqual([]);
  });
});

describe('a generic webhook', () => {
  it('is kept with its headers and exact body', async () => {
    await fetch(`${r.url}/sandbox/webhook`, {
      method: 'POST',
      headers: { 'x-signature': 'abc' },
      body: '{"a": 1}',
    });
    expect(r.sandbox.dump().webhooks).toMatchObject([
      { headers: { 'x-signature': 'abc' }, body: '{"a": 1}' },
    ]);
  });
});

describe('another scenario', () => {
  it('takes the stage with its own versions and alert', async () => {
    const fired = (await (await r.control('scenario', { name: 'cost-spike' })).json()) as {
      alert: { status: number };
    };
    expect(fired.alert.status).toBe(200);
    expect(await reading('litellm_spend_metric_total')).toBe(0.034);
    await rollBack('router', 'small-first-then-large');
    expect(await reading('litellm_spend_metric_total')).toBe(0.0115);
    expect((await r.control('scenario', { name: 'nothing' })).status).toBe(422);
  });
});

describe('the guide', () => {
  it('ticks what was done, in whatever order', async () => {
    await rollBack('prompt', 'prompt-v6');
    await r.act({ as: 'U01ANA', type: 'command', channel: 'C01INC', text: '/airb ack' });
    expect(r.sandbox.dump().world.stepsDone).toEqual(['alert', 'rollback-prompt', 'acknowledge']);
    await r.slack.chat.postMessage({ channel: 'C01INC', text: 'Refusals 19 % → 8 %: partly contained.' });
    expect(r.sandbox.dump().world.stepsDone).toContain('measure-prompt');
  });
});
