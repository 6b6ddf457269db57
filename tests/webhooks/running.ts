import { request as httpRequest } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import Fastify, { type FastifyInstance } from 'fastify';
import { alertSources } from '../../src/alerts/sources.ts';
import { changeSources } from '../../src/changes/sources.ts';
import type { Alert } from '../../src/domain/signals/alert.ts';
import type { Change } from '../../src/domain/signals/change.ts';
import { problemOptions, registerProblems } from '../../src/http/problem.ts';
import { masking } from '../../src/redaction/masking.ts';
import { registerWebhooks, type WebhookOptions } from '../../src/webhooks/register.ts';
import { doorsAt } from '../support/doors.ts';
import { testLog } from '../support/log.ts';

export const now = Date.UTC(2025, 1, 17, 14, 10);
export const secret = 'the shared sample secret';

export interface Running {
  url: string;
  app: FastifyInstance;
  /** What reached the inside. */
  alerts: Alert[];
  changes: Change[];
  /** What was refused and taken, a line each: `alerts/generic 401`. */
  fates: string[];
}

/** The webhooks on a real port of loopback, with a store that takes everything unless told otherwise. */
export async function running(over: Partial<WebhookOptions> = {}): Promise<Running> {
  const app = Fastify(problemOptions);
  const made: Running = { url: '', app, alerts: [], changes: [], fates: [] };
  registerProblems(app, testLog);
  app.get('/healthz', async () => 'ok');
  app.get('/fails', async () => {
    throw new TypeError('a secret of the inside');
  });
  registerWebhooks(app, {
    alertSources,
    changeSources,
    secrets: { alertmanager: [secret], generic: [secret] },
    allowUnsigned: false,
    doors: doorsAt(),
    clock: { now: () => now },
    wallClock: { now: () => now },
    log: testLog,
    refusals: {
      refused: (kind, source, { status }) => void made.fates.push(`${kind}/${source} ${status}`),
      taken: (kind, source, parsed) => {
        const nothing = parsed?.items.length === 0 && parsed.passed !== undefined;
        made.fates.push(`${kind}/${source} ${nothing ? 'passed over' : 'taken'}`);
      },
    },
    mask: masking.within,
    intake: async (alerts) => {
      made.alerts.push(...alerts);
      return alerts.map(({ fingerprint }) => ({ fingerprint, incident: 42, because: 'a new problem' }));
    },
    placeChanges: async (sent) => ({
      items: sent.flatMap((one) => ('of' in one ? [] : [one])),
      rejected: [],
      passed: [],
    }),
    noteChanges: async (changes) => {
      made.changes.push(...changes);
    },
    ...over,
  });
  made.url = await app.listen({ port: 0, host: '127.0.0.1' });
  return made;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
  text: string;
}

export interface Sent {
  method?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

/** Posts a body as JSON with the right secret, unless `sent` says otherwise; an empty header value leaves it out. */
export async function send(url: string, path: string, sent: Sent = {}): Promise<Answer> {
  const given = { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...sent.headers };
  const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  return new Promise((done, fail) => {
    const made = httpRequest(
      `${url}${path}`,
      { method: sent.method ?? 'POST', headers },
      async (response) => {
        const text = await textOf(response);
        const json = response.headers['content-type']?.includes('json') === true;
        const body = json ? (JSON.parse(text) as Record<string, unknown>) : {};
        done({ status: response.statusCode ?? 0, headers: response.headers, body, text });
      },
    );
    made.on('error', fail);
    made.end(sent.body);
  });
}
