import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { alertSources } from '../../src/alerts/sources.ts';
import { pagingSources } from '../../src/app/pagers.ts';
import { changeSources } from '../../src/changes/sources.ts';
import { apiContract } from '../../src/web/contract/api.ts';
import { problem } from '../../src/web/contract/basics.ts';
import { registerWeb } from '../../src/web/web.ts';
import { webhookContract } from '../../src/webhooks/contract.ts';
import { apiToken, type RunningApp, runApp, sourceSecret } from '../support/app.ts';
import { mayLog } from '../support/log.ts';
import { logs, token, webOptions } from './web-fixture.ts';

// The doors are shown bodies of which a part can't be used.
mayLog(/^warn (a webhook was refused|part of a webhook could not be used)/);

/** Every route any Fastify of this file gets, `get /api/incidents/{number}`; the real program's is not reachable from outside. */
const routes = vi.hoisted(() => new Set<string>());

vi.mock('fastify', async (load) => {
  const real = await load<typeof import('fastify')>();
  const watched = (options: object) => {
    const app = real.default(options);
    app.addHook('onRoute', ({ method, url }) => {
      const verbs = [method].flat().filter((verb) => verb !== 'HEAD');
      for (const verb of verbs) routes.add(`${verb.toLowerCase()} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    });
    return app;
  };
  return { ...real, default: watched };
});

interface Described {
  operationId: string;
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}

interface Doc {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, object> };
  servers: { url: string }[];
}

let running: RunningApp;
let document: Doc;
let url: string;
const bearer = { authorization: `Bearer ${apiToken}` };

/** Posts JSON to a door of alerts or changes. */
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sourceSecret}`, ...headers },
    body: JSON.stringify(body),
  });

const alerts = [
  { title: 'Refusals doubled', system: 'support-bot', failure: 'refusal-spike', value: '19%' },
  { title: 'No system I know', system: 'nobody-knows', status: 'resolved' },
  { status: 'firing' },
];

beforeAll(async () => {
  running = await runApp([], { AIRB_GENERIC_SECRET: sourceSecret });
  url = running.app.url;
  document = (await (await fetch(`${url}/openapi.json`)).json()) as Doc;
});

afterAll(() => running.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, described]) => ({ verb, path, described })),
  );

/** The answer has the shape that is promised and nothing beside it. */
function expectPromised(shape: z.ZodType, answer: unknown): void {
  expect(shape.parse(answer)).toEqual(answer);
}

const { shapes } = apiContract;
function shapeOf(name: keyof typeof shapes): z.ZodType {
  const shape = { ...shapes, ...webhookContract({ alertSources, changeSources, pagingSources }).shapes }[
    name
  ];
  if (shape === undefined) throw new Error(`the contract has no shape ${name}`);
  return shape;
}

describe('what the running program answers', () => {
  it('to alerts and changes', async () => {
    const taken = await post('/alerts/generic', alerts);
    expect(taken.status).toBe(202);
    const answer: unknown = await taken.json();
    expectPromised(
      webhookContract({ alertSources, changeSources, pagingSources }).shapes.AlertsTaken,
      answer,
    );
    expect(answer).toMatchObject({ alerts: [{ incident: 1 }, { incident: null }], rejected: [{}] });
    const changes = await post('/changes/generic', { system: 'support-bot', kind: 'prompt', to: 'v7' });
    expectPromised(
      webhookContract({ alertSources, changeSources, pagingSources }).shapes.ChangesTaken,
      await changes.json(),
    );
  });

  it.each([
    ['Health', '/healthz'],
    ['Ready', '/readyz'],
    ['IncidentList', '/api/incidents'],
    ['Incident', '/api/incidents/1'],
    ['Timeline', '/api/incidents/1/timeline'],
    ['Postmortem', '/api/incidents/1/postmortem'],
    ['Readiness', '/api/readiness'],
    ['Readiness', '/api/readiness/support-bot'],
  ])('is the %s of the document at %s', async (name, path) => {
    const answer = await fetch(`${url}${path}`, { headers: bearer });
    expect(answer.status).toBe(200);
    expectPromised(shapeOf(name), await answer.json());
  });

  it.each([
    [401, () => fetch(`${url}/api/incidents`)],
    [404, () => fetch(`${url}/api/incidents/999`, { headers: bearer })],
    [404, () => fetch(`${url}/nowhere`)],
    [422, () => fetch(`${url}/api/incidents/1/postmortem?format=pdf`, { headers: bearer })],
    [401, () => post('/alerts/generic', {}, { authorization: 'Bearer wrong' })],
    [404, () => post('/alerts/nobody', {})],
    [415, () => post('/alerts/generic', {}, { 'content-type': 'text/plain' })],
    [422, () => post('/alerts/generic', [])],
  ])('is a problem, %i, where it refuses', async (status, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expectPromised(problem, await answer.json());
  });

  it('to every GET is a status and a type the document names, with the token and without', async () => {
    const filled = {
      number: '1',
      system: 'support-bot',
      id: 'support-bot',
      place: '1',
      person: 'ana',
      file: 'first-line.ics',
    };
    const surprises: string[] = [];
    for (const { verb, path, described } of operations().filter(({ verb: one }) => one === 'get'))
      for (const headers of [{}, bearer]) {
        const at = path.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof filled) => filled[name]);
        // A stream has no end of its own; what it begins with is enough.
        const asking = new AbortController();
        const answer = await fetch(`${url}${at}`, { headers, signal: asking.signal });
        asking.abort();
        const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
        const promised = described.responses[answer.status]?.content ?? {};
        if (!(type in promised)) surprises.push(`${verb} ${at} answers ${answer.status} ${type}`);
        // A calendar's token stands in its address.
        const inAddress = path.startsWith('/oncall/');
        const locked = inAddress || (described.security?.some((scheme) => 'apiToken' in scheme) ?? false);
        if (locked !== (answer.status === 401) && !('authorization' in headers))
          surprises.push(`${at} is ${locked ? 'open' : 'closed'}`);
      }
    expect(surprises).toEqual([]);
  });
});

describe('an incident with a whole story', () => {
  it.each([...logs.keys()])('has the shapes of the document: %i', async (number) => {
    const app = Fastify();
    await registerWeb(app, webOptions({ apiToken: token }));
    const ask = async (path: string) =>
      (await app.inject({ url: path, headers: { authorization: `Bearer ${token}` } })).json();
    expectPromised(shapeOf('IncidentList'), await ask('/api/incidents'));
    expectPromised(shapeOf('Incident'), await ask(`/api/incidents/${number}`));
    expectPromised(shapeOf('EvidenceList'), await ask(`/api/incidents/${number}/evidence`));
    expectPromised(shapeOf('Evidence'), await ask(`/api/incidents/${number}/evidence/1`));
    expectPromised(shapeOf('Timeline'), await ask(`/api/incidents/${number}/timeline`));
    expectPromised(shapeOf('Postmortem'), await ask(`/api/incidents/${number}/postmortem`));
    await app.close();
  });
});

describe('what senders send', () => {
  const doors = () => webhookContract({ alertSources, changeSources, pagingSources }).shapes;
  const examples = [...readFileSync('src/alerts/generic.md', 'utf8').matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, text = '']): unknown => JSON.parse(text),
  );

  it.each(['one-firing', 'the-same-resolved'])('Alertmanager: %s', (name) => {
    const body = JSON.parse(readFileSync(`tests/alerts/fixtures/alertmanager-${name}.json`, 'utf8'));
    expect(doors().AlertmanagerWebhook.safeParse(body).error).toBeUndefined();
  });

  it('generic JSON, as its own page shows it', () => {
    const [alert, change] = examples;
    expect(doors().GenericAlerts.safeParse(alert).error).toBeUndefined();
    expect(doors().GenericAlerts.safeParse({ alerts: [alert] }).error).toBeUndefined();
    expect(doors().GenericChanges.safeParse([change]).error).toBeUndefined();
    expect(doors().GenericAlert.safeParse({ status: 'firing' }).success).toBe(false);
  });
});

describe('the document', () => {
  it('needs no token and shows none', async () => {
    const answer = await fetch(`${url}/openapi.json`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.text()).not.toMatch(new RegExp(`${apiToken}|${sourceSecret}`));
  });

  it('is valid OpenAPI 3.1, and says where airb is', async () => {
    const validator = new Validator();
    const verdict = await validator.validate(structuredClone({ ...document }));
    expect(verdict).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    expect(document.servers).toEqual([{ url }]);
  });

  it('stands in docs/reference, so that a review sees what changes for clients', async () => {
    const elsewhere = { ...document, servers: [{ url: 'https://airb.example.com' }] };
    await expect(`${JSON.stringify(elsewhere, null, 2)}\n`).toMatchFileSnapshot(
      '../../docs/reference/openapi.json',
    );
  });

  it('has only schemas a validator can use, and names each operation once', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'doc', ...document });
    for (const name of Object.keys(document.components.schemas))
      expect(() => ajv.compile({ $ref: `doc#/components/schemas/${name}` }), name).not.toThrow();
    const ids = operations().map(({ described }) => described.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('describes every route of the program, and beside them only where the chats post to', () => {
    const described = operations().map(({ verb, path }) => `${verb} ${path}`);
    expect([...routes].filter((route) => !described.includes(route))).toEqual([]);
    const chats = ['post /api/messages', 'post /slack/events'];
    expect(described.filter((one) => !routes.has(one)).toSorted()).toEqual(chats);
  });
});
