import { expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { advice } from '../../src/tracing/otlp-settings.ts';
import { runApp } from '../support/app.ts';
import { endpoint } from '../support/endpoint.ts';
import { expectLog, logged } from '../support/log.ts';
import { freePort } from '../support/loopback.ts';

const secret = 'a-shared-secret-for-tests';
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const told = 'Ana Lima says that refunds fail for jane.doe@example.com';

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  links?: { traceId: string }[];
  attributes: { key: string; value: Record<string, unknown> }[];
}

/** An alert comes in, its channel is opened and its card is drawn; then airb stops. */
async function alertToCard(endpointUrl: string) {
  const story = await runApp([], {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpointUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of-the-collector',
    OTEL_SERVICE_NAME: 'airb-of-the-story',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=tests',
    AIRB_GENERIC_SECRET: secret,
  });
  const { app, clock } = story;
  const alert = {
    fingerprint: 'abc',
    title: told,
    system: 'support-bot',
    failure: 'refusal-spike',
    severity: 'sev1',
  };
  const answer = await fetch(`${app.url}/alerts/generic/${secret}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    body: JSON.stringify(alert),
  });
  expect(answer.status).toBe(202);
  await vi.waitFor(
    async () => {
      const next = await app.store.nextDue();
      expect(next?.at).toBeGreaterThan(clock.now());
      expect((await app.store.backlog(clock.now())).sending).toBe(0);
    },
    { timeout: 30_000 },
  );
  await story.close();
}

it('a collector gets one trace of an alert, from the sender to the card, without a secret, a text or a person', async () => {
  const collector = await endpoint();
  collector.answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  await alertToCard(`${collector.url}/`);
  await collector.close();
  const [first] = collector.calls;
  expect(first).toMatchObject({ path: '/v1/traces', headers: { authorization: 'Bearer of-the-collector' } });
  expect(first?.body).toContain('{"key":"service.name","value":{"stringValue":"airb-of-the-story"}}');
  expect(first?.body).toContain('{"key":"deployment.environment.name","value":{"stringValue":"tests"}}');

  const spans = collector.calls.flatMap(({ body }) => spansIn(body));
  const ours = spans.filter(({ traceId }) => traceId === trace);
  const parent = (of: SentSpan | undefined) => ours.find(({ spanId }) => spanId === of?.parentSpanId);
  const named = (name: string) => ours.find((one) => one.name === name);
  const wayTo = (span: SentSpan | undefined): string[] =>
    span === undefined ? [] : [...wayTo(parent(span)), span.name];
  const ways = ours.filter(({ name }) => name === 'deliver draw').map(wayTo);
  // The page needs no channel; the card needs one, which is opened first.
  const alert = ['POST /alerts/generic/*', 'write'];
  expect(ways).toContainEqual([...alert, 'deliver draw']);
  expect(ways).toContainEqual([...alert, 'deliver room.open', 'write', 'deliver draw']);
  // What came of opening the room is written inside its delivery.
  expect(ours.filter((one) => parent(one)?.name === 'deliver room.open')).toMatchObject([
    {
      name: 'write',
      attributes: expect.arrayContaining([{ key: 'airb.events', value: { stringValue: 'room.opened' } }]),
    },
  ]);
  expect(named('POST /alerts/generic/*')).toMatchObject({ parentSpanId: '00f067aa0ba902b7' });
  expect(facts(named('deliver draw'))).toMatchObject({ 'airb.incident': '1', 'airb.outcome': 'delivered' });
  expect(facts(parent(named('deliver room.open')))).toMatchObject({
    'airb.incident': '1',
    'airb.events': expect.stringMatching(/^incident\.opened /),
  });

  const all = collector.calls.map(({ body }) => body).join('\n');
  for (const word of [secret, 'refunds', 'Ana', 'jane.doe', 'xoxb', '/sandbox'])
    expect(all).not.toContain(word);
});

it('a collector that is down costs one line of the log, and a stop does not wait for it', async () => {
  expectLog(/the collector takes no traces/);
  await alertToCard(`http://127.0.0.1:${await freePort()}`);
  expect(logged().filter(({ message }) => message.includes('collector'))).toHaveLength(1);
});

it('nothing is traced unless OpenTelemetry’s variables ask for it, and what is not spoken here is refused', () => {
  const tracing = (env: Record<string, string>) => readConfig(env).tracing;
  const endpointUrl = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318/otlp' };
  expect(tracing({})).toBeUndefined();
  expect(tracing({ ...endpointUrl, OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
  expect(tracing({ ...endpointUrl, OTEL_SDK_DISABLED: 'TRUE' })).toBeUndefined();
  expect(tracing({ OTEL_TRACES_EXPORTER: 'otlp' })?.url).toBe('http://127.0.0.1:4318/v1/traces');
  expect(
    tracing({ ...endpointUrl, OTEL_RESOURCE_ATTRIBUTES: 'team=on%20call,service.name=a' }),
  ).toMatchObject({
    url: 'http://collector.example:4318/otlp/v1/traces',
    attributes: { 'service.name': 'a', team: 'on call' },
  });
  expect(() => tracing({ ...endpointUrl, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow(
    'OTEL_EXPORTER_OTLP_PROTOCOL: expected http/protobuf or http/json',
  );
  const ours = { ...endpointUrl, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' };
  expect(tracing({ ...ours, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })?.protocol).toBe('http/json');
  expect(() => tracing({ ...endpointUrl, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' })).toThrow(
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: expected http/protobuf or http/json',
  );
  expect(advice({ url: 'http://collector.example:4317/v1/traces' })).toContain('4318');
  expect(advice({ url: 'http://collector.example:4318/v1/traces' })).toBeUndefined();
  expect(() => tracing({ OTEL_RESOURCE_ATTRIBUTES: 'team' })).toThrow(
    'OTEL_RESOURCE_ATTRIBUTES: expected name=value',
  );
});

function spansIn(body: string): SentSpan[] {
  const sent = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] };
  return sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

function facts(span: SentSpan | undefined): Record<string, string> {
  const known = span?.attributes ?? [];
  return Object.fromEntries(known.map(({ key, value }) => [key, String(Object.values(value)[0])]));
}
