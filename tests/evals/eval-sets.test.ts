import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EvalExample } from '../../src/domain/incident/eval-example.ts';
import type { DeliveryError } from '../../src/errors.ts';
import { braintrustSets } from '../../src/evals/braintrust.ts';
import { langfuseSets } from '../../src/evals/langfuse.ts';
import { langsmithSets } from '../../src/evals/langsmith.ts';
import type { EvalSets } from '../../src/ports/eval-sets.ts';
import { type Call, type Endpoint, endpoint, failureOf, nobody } from '../support/endpoint.ts';

let server: Endpoint;
beforeEach(async () => {
  server = await endpoint();
});
afterEach(() => server.close());

const example = (id: string, more: Partial<EvalExample> = {}): EvalExample => ({
  ...{ id, set: 'blocking', system: 'support-bot', failure: 'refusal-spike', incident: 42 },
  ...{ input: `Where is ${id}?`, output: 'I can’t help.', expected: 'says where', reason: 'asked daily' },
  ...{ evidence: 'e'.repeat(64), sortedAt: '2025-02-17T14:20:00.000Z' },
  ...more,
});

/** What stands in the data sets of a played tool: by set, then by the name airb gave. */
type Stands = Map<string, Map<string, { input: unknown; expected: unknown }>>;
type Answer = [status: number, body: unknown];

interface Played {
  sets(url: string): EvalSets;
  /** Answers as the tool documents. */
  answer(stands: Stands): (call: Call) => Answer;
  /** The key, as it must come. */
  signedBy: [header: string, value: string];
  /** Where the account answers an unknown key. */
  unknownKey: Answer;
}

const json = (call: Call) => (call.body === '' ? {} : JSON.parse(call.body));
const setOf = (stands: Stands, name: string) => {
  const known = stands.get(name) ?? new Map();
  stands.set(name, known);
  return known;
};

/** Tools as their documentation says they answer; the sources stand in src/evals. */
const tools: [string, Played][] = [
  [
    'Langfuse',
    {
      sets: (url) => langfuseSets({ publicKey: 'public', secretKey: 'secret-key', url, timeoutMs: 2000 }),
      signedBy: ['authorization', `Basic ${Buffer.from('public:secret-key').toString('base64')}`],
      unknownKey: [401, { error: 'UnauthorizedError', message: 'Invalid credentials.' }],
      answer: (stands) => {
        const owner = new Map<string, string>();
        return (call) => {
          const named = /^\/api\/public\/v2\/datasets\/(.+)$/.exec(call.path)?.[1];
          if (named !== undefined)
            return stands.has(decodeURIComponent(named))
              ? [200, { id: 'd', name: named }]
              : [404, { error: 'LangfuseNotFoundError', message: 'Dataset not found' }];
          const body = json(call);
          if (call.path === '/api/public/v2/datasets') {
            setOf(stands, body.name);
            return [200, { id: 'd', name: body.name }];
          }
          const set = stands.get(body.datasetName);
          if (call.path !== '/api/public/dataset-items' || set === undefined)
            return [404, { message: 'gone' }];
          if ((owner.get(body.id) ?? body.datasetName) !== body.datasetName)
            return [404, { message: 'The item was not found in this dataset' }];
          owner.set(body.id, body.datasetName);
          set.set(body.metadata.id, { input: body.input, expected: body.expectedOutput });
          return [200, { id: body.id, status: 'ACTIVE' }];
        };
      },
    },
  ],
  [
    'LangSmith',
    {
      sets: (url) => langsmithSets({ key: 'key-of-the-test', url: `${url}/api/v1`, timeoutMs: 2000 }),
      signedBy: ['x-api-key', 'key-of-the-test'],
      unknownKey: [403, { detail: 'Forbidden' }],
      answer: (stands) => {
        const rows = new Map<string, { set: string; row: Record<string, unknown> }>();
        const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
        const keep = (set: string, row: Record<string, unknown>) => {
          const { metadata, inputs, outputs } = row as Record<string, Record<string, string>>;
          rows.set(String(row.id), { set, row });
          setOf(stands, set).set(metadata?.id ?? '', { input: inputs?.input, expected: outputs?.expected });
        };
        return (call) => {
          const { pathname, searchParams } = new URL(call.path, 'http://langsmith.test');
          const body = json(call);
          if (pathname === '/api/v1/datasets' && call.method === 'GET') {
            const name = searchParams.get('name') ?? '';
            return [200, stands.has(name) ? [{ id: `set ${name}`, name }] : []];
          }
          if (pathname === '/api/v1/datasets') {
            if (stands.has(body.name)) return [409, { detail: 'Dataset with this name already exists.' }];
            setOf(stands, body.name);
            return [200, { id: `set ${body.name}`, name: body.name }];
          }
          if (pathname === '/api/v1/examples') {
            const wanted = searchParams.getAll('id').flatMap((id) => rows.get(id) ?? []);
            return [
              200,
              wanted.map(({ row }) => ({
                ...row,
                metadata: { ...(row.metadata as object), dataset_split: ['base'] },
              })),
            ];
          }
          if (pathname === '/api/v1/examples/bulk') {
            if (body.some((row: { id: string }) => !uuid.test(row.id)))
              return [500, { detail: 'Internal server error' }];
            if (body.some((row: { id: string }) => rows.has(row.id)))
              return [409, { detail: 'Example already exists' }];
            for (const row of body) keep(row.dataset_id.replace('set ', ''), row);
            return [200, body];
          }
          const id = pathname.replace('/api/v1/examples/', '');
          const known = rows.get(id);
          if (call.method !== 'PATCH' || known === undefined) return [404, { detail: 'Not found' }];
          keep(known.set, { id, ...body });
          return [200, { message: 'Example updated' }];
        };
      },
    },
  ],
  [
    'Braintrust',
    {
      sets: (url) => braintrustSets({ key: 'key-of-the-test', url, project: 'support', timeoutMs: 2000 }),
      signedBy: ['authorization', 'Bearer key-of-the-test'],
      unknownKey: [401, 'Invalid API key'],
      answer: (stands) => (call) => {
        const body = json(call);
        if (call.path === '/v1/project') return [200, { id: 'p1', name: body.name }];
        if (call.path === '/v1/dataset') {
          setOf(stands, body.name);
          return body.project_id === 'p1' ? [200, { id: `set-${body.name}` }] : [400, 'no project'];
        }
        const name = /^\/v1\/dataset\/set-(.+)\/insert$/.exec(call.path)?.[1];
        if (name === undefined) return [404, 'Not found'];
        for (const row of body.events)
          setOf(stands, name).set(row.id, { input: row.input, expected: row.expected });
        return [200, { row_ids: body.events.map(({ id }: { id: string }) => id) }];
      },
    },
  ],
];

describe.each(tools)('%s', (_, { sets, answer, signedBy, unknownKey }) => {
  let stands: Stands;
  let tool: EvalSets;
  const play = (next: Answer[] = []) => {
    const usual = answer(stands);
    server.answer = (response, call) => {
      const usually = usual(call);
      const [status, body] = next.shift() ?? usually;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
  };
  beforeEach(() => {
    stands = new Map();
    tool = sets(server.url);
    play();
  });
  const all = () => [...stands].map(([set, rows]) => [set, [...rows].map(([id, row]) => ({ id, ...row }))]);

  it('has a data set with the examples, and the same ones after a repeat', async () => {
    const list = [example('inc-42-4'), example('inc-42-9', { input: '{"role":"user"}\n<b>' })];
    await tool.put('support-bot-blocking', list);
    const first = all();
    expect(first).toEqual([
      [
        'support-bot-blocking',
        [
          { id: 'inc-42-4', input: 'Where is inc-42-4?', expected: 'says where' },
          { id: 'inc-42-9', input: '{"role":"user"}\n<b>', expected: 'says where' },
        ],
      ],
    ]);
    await tool.put('support-bot-blocking', list);
    expect(all()).toEqual(first);
    const [header, value] = signedBy;
    expect(server.calls.filter(({ headers }) => headers[header] !== value)).toEqual([]);
    const told = server.calls.map(({ body }) => body).join();
    expect(told).toMatch(/"reason":"asked daily"/);
    expect(told).toMatch(/"evidence":"e{64}"/);
  });

  it('has the newest words of one that was sorted anew, and takes one that moved into another set', async () => {
    await tool.put('support-bot-blocking', [example('inc-42-4')]);
    await tool.put('support-bot-blocking', [example('inc-42-4', { expected: 'gives the link' })]);
    await tool.put('support-bot-backlog', [example('inc-42-4', { set: 'backlog' })]);
    expect(stands.get('support-bot-blocking')?.get('inc-42-4')?.expected).toBe('gives the link');
    expect(stands.get('support-bot-backlog')?.size).toBe(1);
  });

  it('has each once although the answer to the last call was lost', async () => {
    await tool.put('support-bot-blocking', [example('inc-42-4')]);
    const calls = server.calls.length;
    stands.clear();
    // The last call arrives, and what comes back says nothing.
    play([...Array.from({ length: calls - 1 }, (): Answer[] => []).flat()]);
    const usual = server.answer;
    let left = calls;
    server.calls.length = 0;
    server.answer = (response, call) => {
      left -= 1;
      if (left > 0) return usual(response, call);
      usual({ writeHead: () => ({ end: () => undefined }) } as never, call);
      response.writeHead(502).end('bad gateway');
    };
    const error = (await failureOf(tool.put('support-bot-blocking', [example('inc-42-4')]))) as DeliveryError;
    expect(error).toMatchObject({ name: 'DeliveryError', retry: true });
    server.answer = usual;
    await tool.put('support-bot-blocking', [example('inc-42-4')]);
    expect(all()).toEqual([['support-bot-blocking', [expect.objectContaining({ id: 'inc-42-4' })]]]);
  });

  it('says which setting to look at when it refuses the key, and shows none of it', async () => {
    play(Array.from({ length: 5 }, () => unknownKey));
    const error = (await failureOf(tool.put('x', [example('inc-42-4')]))) as DeliveryError;
    expect(error).toMatchObject({ retry: false });
    expect(error.message).toMatch(/refused it with 40[13].*Look at [A-Z]+_/);
    expect(error.message).not.toMatch(/secret-key|key-of-the-test/);
  });

  it('is tried again where it asks to slow down, hangs up or is away, and takes a sign-in page for no answer', async () => {
    play([[429, { message: 'Too many requests' }]]);
    expect(await failureOf(tool.put('x', [example('inc-42-4')]))).toMatchObject({
      retry: true,
      throttled: true,
    });
    server.answer = (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    expect(await failureOf(tool.put('x', [example('inc-42-4')]))).toMatchObject({
      retry: true,
      message: expect.stringMatching(/web page/),
    });
    expect(await failureOf(sets(await nobody()).put('x', [example('inc-42-4')]))).toMatchObject({
      retry: true,
    });
  });
});
