import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Publisher } from '../../src/ports/publisher.ts';
import { instatusPublisher } from '../../src/publishing/instatus.ts';
import { statuspagePublisher } from '../../src/publishing/statuspage.ts';
import { type Call, type Endpoint, endpoint, failureOf } from '../support/endpoint.ts';
import { addresseeAt, announcement, publication } from './given.ts';

let server: Endpoint;
beforeEach(async () => {
  server = await endpoint();
});
afterEach(() => server.close());

interface Kept {
  id: string;
  name: unknown;
  started?: unknown;
  metadata?: unknown;
  updates: { body?: unknown; message?: unknown; status: unknown }[];
}

/** A page that answers as Statuspage and Instatus document, by the form of the address. */
function page() {
  const kept: Kept[] = [];
  const shown = (one: Kept) => ({ ...one, incident_updates: one.updates });
  server.answer = (response, call) => {
    const [, id, updates] = /\/incidents(?:\/([^/?]+))?(\/incident-updates)?/.exec(call.path) ?? [];
    const body = call.body === '' ? {} : JSON.parse(call.body);
    const said = body.incident ?? body;
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const one = kept.find((incident) => incident.id === id);
    if (id !== undefined && one === undefined) return json(404, { error: 'Not found' });
    if (call.method === 'GET') return json(200, one ? shown(one) : kept.map(shown));
    const update = { body: said.body, message: said.message, status: said.status };
    if (one !== undefined && (call.method === 'PATCH' || updates)) {
      one.updates.push(update);
      return json(200, shown(one));
    }
    const { name, started, metadata } = said;
    const made = { id: `i${kept.length + 1}`, name, started, metadata, updates: [update] };
    kept.push(made);
    return json(201, shown(made));
  };
  return kept;
}

const components = ['c1'];
const services: [string, (timeoutMs?: number) => Publisher][] = [
  [
    'Statuspage',
    (timeoutMs = 2000) =>
      statuspagePublisher({
        key: 'a-key-of-statuspage',
        url: server.url,
        addresseeOf: addresseeAt({ by: 'statuspage', page: 'p1', components }, 'Europe/Berlin'),
        timeoutMs,
      }),
  ],
  [
    'Instatus',
    (timeoutMs = 2000) =>
      instatusPublisher({
        key: 'a-key-of-instatus',
        url: server.url,
        addresseeOf: addresseeAt({ by: 'instatus', page: 'p1', components }, 'Europe/Berlin'),
        timeoutMs,
      }),
  ],
];

const over = publication({ stage: 'resolved', status: 'resolved' });
const held = publication({ automatic: true });
const first = (call: Call | undefined) => JSON.parse(call?.body ?? '{}');

describe.each(services)('a page of %s', (name, publisher) => {
  it('begins an incident with what a person wrote, and everything else joins it', async () => {
    const kept = page();
    const { thread } = await publisher().publish(announcement());
    await publisher().publish(announcement({ thread: thread ?? '', key: '42.9.1', publication: held }));
    await publisher().publish(announcement({ thread: thread ?? '', key: '42.12.1', publication: over }));
    expect(kept).toHaveLength(1);
    expect(kept[0]?.updates.map(({ status }) => String(status).toLowerCase())).toEqual([
      'investigating',
      'investigating',
      'resolved',
    ]);
    // Times are in the page's zone, which is named.
    expect(server.calls[0]?.body).toContain('Next update: 15:40 CET');
    expect(server.calls[0]?.headers.authorization).toMatch(/^(OAuth|Bearer) a-key-of-/);
  });

  it('shows its components as affected, and as well at the end', async () => {
    page();
    const { thread } = await publisher().publish(announcement());
    await publisher().publish(announcement({ thread: thread ?? '', publication: over }));
    expect(server.calls[0]?.body).toMatch(/degraded_performance|DEGRADEDPERFORMANCE/);
    expect(server.calls[1]?.body).toMatch(/operational/i);
  });

  it('writes nothing there by itself while no person did', async () => {
    page();
    for (const one of [held, over]) await publisher().publish(announcement({ publication: one }));
    expect(server.calls).toEqual([]);
  });

  it('never takes what is written for colleagues', async () => {
    page();
    const internal = publication({ form: 'internal' });
    const error = await failureOf(publisher().publish(announcement({ publication: internal })));
    expect(error).toMatchObject({ retry: false });
    expect(server.calls).toEqual([]);
  });

  it('looks before it repeats what was not answered', async () => {
    const kept = page();
    const { thread } = await publisher().publish(announcement());
    expect(await publisher().publish(announcement({ doubt: true }))).toEqual({ thread });
    await publisher().publish(announcement({ thread: thread ?? '', publication: over }));
    await publisher().publish(announcement({ thread: thread ?? '', publication: over, doubt: true }));
    expect(kept).toHaveLength(1);
    expect(kept[0]?.updates).toHaveLength(2);
  });

  it('begins anew for a person’s update where somebody deleted the incident, and says so', async () => {
    const kept = page();
    const told = await publisher().publish(announcement({ thread: 'gone' }));
    expect(told.trouble?.text).toMatch(/Somebody deleted the incident on “Our customers”/);
    expect(kept).toHaveLength(1);
    expect(told.thread).toBe(kept[0]?.id);
  });

  it('does not put an end there that nobody has a beginning of', async () => {
    const kept = page();
    const told = await publisher().publish(announcement({ thread: 'gone', publication: over }));
    expect(told.trouble?.text).toMatch(/nothing was posted there/);
    expect(kept).toEqual([]);
  });

  it.each([420, 429])('slows down when it answers %i', async (status) => {
    server.answer = (response) => response.writeHead(status).end('Enhance your calm');
    const error = await failureOf(publisher().publish(announcement()));
    expect(error).toMatchObject({ retry: true, throttled: true, uncertain: false, afterMs: 30_000 });
    expect(String(error)).toContain(name);
  });

  it('is asked whether it has the post where it took it and then hung, and posts it once', async () => {
    const kept = page();
    const answers = server.answer;
    server.answer = (_, call) => answers({ writeHead: () => ({ end: () => undefined }) } as never, call);
    const error = await failureOf(publisher(100).publish(announcement()));
    expect(error).toMatchObject({ retry: true, uncertain: true });
    expect(String(error)).toContain(name);
    server.answer = answers;
    expect(await publisher().publish(announcement({ doubt: true }))).toEqual({ thread: kept[0]?.id });
    expect(kept.map(({ updates }) => updates.length)).toEqual([1]);
  });

  it.each([
    ['its own failure', 500, 'text/plain', 'oops', { retry: true, uncertain: true }],
    ['a sign-in page', 200, 'text/html', '<html>Sign in</html>', { retry: true, uncertain: true }],
    ['no', 401, 'application/json', '{"error":"a-key-of"}', { retry: false, uncertain: false }],
  ])('takes %s for no confirmation', async (_, status, type, body, expected) => {
    server.answer = (response) => response.writeHead(status, { 'content-type': type }).end(body);
    const error = await failureOf(publisher().publish(announcement()));
    expect(error).toMatchObject(expected);
    expect(String(error)).not.toContain('<html>');
  });
});

it('Statuspage gets the key of the effect as metadata', async () => {
  page();
  await services[0]?.[1]().publish(announcement());
  expect(first(server.calls[0]).incident).toMatchObject({
    metadata: { airb: { key: '42.7.1' } },
    component_ids: ['c1'],
    deliver_notifications: true,
  });
});
