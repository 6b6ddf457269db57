import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from './context.ts';
import { record } from './context.ts';
import { refuseForeign } from './foreign.ts';
import { answerJson, formFields, HttpError, parseObject, readBody } from './http.ts';
import { answerPage } from './page-api.ts';
import { canvasWith } from './slack/canvas.ts';
import { fillFile } from './slack/files.ts';
import { SlackError } from './slack/slack-error.ts';
import type { Json } from './state.ts';
import { servePage } from './static.ts';
import type { Streams } from './stream.ts';
import { answerCall } from './webapi/endpoint.ts';
import type { Rates } from './webapi/rates.ts';
import { useResponseUrl } from './webapi/response-url.ts';
import { answerSignIn, answerTargetLie, metricsLie } from './world/lies.ts';
import { answerStatuspage, takeLetter } from './world/outside.ts';
import { enqueue } from './world/pagerduty.ts';
import { instantQuery, rangeQuery } from './world/prometheus.ts';
import { answerTarget, noteTarget } from './world/targets.ts';

export interface Rooms {
  ctx: Context;
  rates: Rates;
  streams: Streams;
  pageDir: string;
}

type Exchange = { req: IncomingMessage; res: ServerResponse; rest: string; query: URLSearchParams };
type Handler = (rooms: Rooms, exchange: Exchange) => Promise<void> | void;

/** What the sandbox answers, first match wins; `rest` is what follows the prefix. */
const handlers: [prefix: string, handler: Handler][] = [
  ['slack/api/', ({ ctx, rates }, { req, res, rest }) => answerCall(ctx, rates, { req, res, method: rest })],
  ['slack/response/', answerResponseUrl],
  ['slack/upload/', takeUpload],
  [
    'api/',
    ({ ctx, streams }, { req, res, rest, query }) =>
      answerPage(ctx, streams, { req, res, path: rest, query }),
  ],
  ['prometheus/api/v1/', answerPrometheus],
  ['targets/', answerTargets],
  ['pagerduty/v2/', answerPagerDuty],
  ['webhook', takeWebhook],
  ['mail', takeMail],
  ['letters/', sendLetter],
  ['statuspage/v1/', answerPages],
  ['files/', sendFile],
  ['canvases/', sendCanvas],
  ['', ({ pageDir }, { res, rest }) => servePage(res, pageDir, rest)],
];

/** Answers one request below `/sandbox`. Every failure becomes a status and a sentence. */
export async function route(rooms: Rooms, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    refuseForeign(req);
    const url = new URL(req.url ?? '/', 'http://localhost');
    if (url.pathname === '/sandbox') {
      res.writeHead(302, { location: `/sandbox/${url.search}` }).end();
      return;
    }
    const path = decodeURIComponent(url.pathname.slice('/sandbox/'.length));
    for (const [prefix, handler] of handlers) {
      if (!path.startsWith(prefix)) continue;
      await handler(rooms, { req, res, rest: path.slice(prefix.length), query: url.searchParams });
      return;
    }
  } catch (error) {
    answerFailure(res, error);
  }
}

function answerFailure(res: ServerResponse, error: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const status = error instanceof HttpError ? error.status : error instanceof URIError ? 400 : 500;
  answerJson(res, status, { ok: false, error: error instanceof Error ? error.message : String(error) });
}

async function answerResponseUrl({ ctx }: Rooms, { req, res, rest }: Exchange): Promise<void> {
  const body = parseObject(await readBody(req));
  try {
    useResponseUrl(ctx, rest, body);
    answerJson(res, 200, { ok: true });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const gone = error.code === 'expired_url' || error.code === 'used_url';
    answerJson(res, gone ? 404 : 400, { ok: false, error: error.code, ...error.extra });
  }
}

async function takeUpload({ ctx }: Rooms, { req, res, rest }: Exchange): Promise<void> {
  if (ctx.faults.proxy) return answerSignIn(res);
  const file = ctx.state.files[rest];
  if (req.method !== 'POST' || !file) throw new HttpError(404, 'there is no such upload');
  const body = await readBody(req);
  const type = req.headers['content-type'] ?? '';
  fillFile(file, type.startsWith('multipart/') ? await firstFile(body, type) : body);
  ctx.changed({});
  res.writeHead(200, { 'content-type': 'text/plain' }).end(`OK - ${file.size}`);
}

async function firstFile(body: Buffer, contentType: string): Promise<Buffer> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  for (const value of form.values()) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  throw new HttpError(400, 'the form holds no file');
}

/** Files are shown, never run: HTML a bot uploads must not act as the page. */
function sendFile({ ctx }: Rooms, { res, rest }: Exchange): void {
  const file = ctx.state.files[rest];
  if (!file?.base64) throw new HttpError(404, 'there is no such file');
  res.writeHead(200, {
    'content-type': file.mimetype.startsWith('text/') ? `${file.mimetype}; charset=utf-8` : file.mimetype,
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    'x-content-type-options': 'nosniff',
    'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`,
  });
  res.end(Buffer.from(file.base64, 'base64'));
  ctx.observe({ type: 'opened', name: file.name });
}

function sendCanvas({ ctx }: Rooms, { res, rest }: Exchange): void {
  const found = canvasWith(ctx, rest);
  if (found === undefined) throw new HttpError(404, 'there is no such canvas');
  res.writeHead(200, {
    'content-type': 'text/markdown; charset=utf-8',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
  res.end(found.canvas.markdown);
}

async function answerPrometheus({ ctx }: Rooms, { req, res, rest, query }: Exchange): Promise<void> {
  const form = req.method === 'POST' ? formFields((await readBody(req)).toString('utf8')) : {};
  const params: Json = { ...Object.fromEntries(query), ...form };
  if (rest !== 'query' && rest !== 'query_range') throw new HttpError(404, 'there is nothing here');
  const lie = metricsLie(ctx.faults.metrics);
  if (typeof lie === 'string') return void res.writeHead(401, { 'content-type': 'text/plain' }).end(lie);
  if (lie) return answerJson(res, lie.status, lie.body);
  const { status, body } = rest === 'query' ? instantQuery(ctx, params) : rangeQuery(ctx, params);
  answerJson(res, status, body);
}

async function answerTargets({ ctx }: Rooms, { req, res, rest }: Exchange): Promise<void> {
  const [system = '', part = ''] = rest.split('/');
  const body = req.method === 'POST' ? parseObject(await readBody(req)) : {};
  const authorized = /^Bearer \S+$/.test(req.headers.authorization ?? '');
  const asked = req.method === 'POST' && body.dryRun !== true;
  const call = { method: req.method ?? 'GET', system, part, authorized, body };
  if (asked && answerTargetLie(res, ctx.faults.target)) return noteTarget(ctx, call);
  const answer = answerTarget(ctx, call);
  if (asked && ctx.faults.target === 'lost') return void res.destroy();
  answerJson(res, answer.status, answer.body);
}

async function answerPagerDuty({ ctx }: Rooms, { req, res, rest }: Exchange): Promise<void> {
  if (req.method !== 'POST' || rest !== 'enqueue') throw new HttpError(404, 'there is nothing here');
  const { status, body } = enqueue(ctx, await readBody(req));
  answerJson(res, status, body);
}

async function takeMail({ ctx }: Rooms, { req, res, rest }: Exchange): Promise<void> {
  if (req.method !== 'POST' || rest !== '') throw new HttpError(404, 'there is nothing here');
  const { status, body } = takeLetter(ctx, parseObject(await readBody(req)));
  answerJson(res, status, body);
}

/** A letter is shown as a mail program does: nothing in it runs, and nothing is loaded. */
function sendLetter({ ctx }: Rooms, { res, rest }: Exchange): void {
  const letter = ctx.state.outside.letters.find(({ id }) => id === rest);
  if (letter === undefined) throw new HttpError(404, 'there is no such letter');
  res.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  });
  res.end(letter.html);
}

async function answerPages({ ctx }: Rooms, { req, res, rest: path }: Exchange): Promise<void> {
  const method = req.method ?? 'GET';
  const body = method === 'GET' ? {} : parseObject(await readBody(req));
  const authorized = /^OAuth \S+$/.test(req.headers.authorization ?? '');
  const answer = answerStatuspage(ctx, { method, path, authorized, body });
  answerJson(res, answer.status, answer.body);
}

/** Keeps whatever a generic webhook sends, headers and all, so a test can check its signature. */
async function takeWebhook({ ctx }: Rooms, { req, res }: Exchange): Promise<void> {
  const body = (await readBody(req)).toString('utf8');
  record(ctx.journal.webhooks, { at: ctx.now(), headers: { ...req.headers }, body });
  ctx.changed({});
  answerJson(res, 200, { ok: true });
}
