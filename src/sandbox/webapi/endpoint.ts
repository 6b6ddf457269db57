import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { record } from '../context.ts';
import { answerJson, formFields, HttpError, parseObject, readBody } from '../http.ts';
import type { Json } from '../state.ts';
import { answerSignIn } from '../world/lies.ts';
import { call, methodNamed } from './call.ts';
import type { Rates } from './rates.ts';

/** Answers `POST /sandbox/slack/api/<method>` as slack.com would, faults and rate limits included. */
export async function answerCall(
  ctx: Context,
  rates: Rates,
  { req, res, method }: { req: IncomingMessage; res: ServerResponse; method: string },
): Promise<void> {
  const { token, args } = await readCall(req);
  const { faults } = ctx;
  if (faults.latencyMs > 0) await wait(faults.latencyMs);
  const note = (status: number, answer: Json) =>
    record(ctx.journal.calls, { at: Date.now(), clockAt: ctx.now(), method, args, status, answer });
  if (faults.down || ctx.now() < faults.downUntil) {
    note(503, {});
    res.writeHead(503).end('service unavailable');
    return;
  }
  if (faults.proxy) {
    note(200, {});
    answerSignIn(res);
    return;
  }
  const seconds = faults.rateLimits ? rates.take(method, methodNamed(method)?.tier ?? 20, args) : 0;
  if (seconds > 0) {
    const answer = { ok: false, error: 'ratelimited' };
    note(429, answer);
    answerJson(res, 429, answer, { 'retry-after': String(seconds) });
    return;
  }
  if (ctx.random() < faults.errorShare) {
    note(500, {});
    res.writeHead(500).end('internal server error');
    return;
  }
  const answer = call(ctx, method, { token, args });
  const lost = ctx.random() < faults.lostShare;
  note(lost ? 0 : 200, answer);
  if (lost) {
    res.destroy();
    return;
  }
  const scopes = ctx.app.scopes.join(',');
  answerJson(res, 200, answer, { 'x-oauth-scopes': scopes, 'x-accepted-oauth-scopes': '' });
}

async function readCall(req: IncomingMessage): Promise<{ token: string; args: Json }> {
  const query = new URL(req.url ?? '/', 'http://localhost').searchParams;
  const body = await readBody(req);
  const type = req.headers['content-type'] ?? '';
  if (type.startsWith('multipart/')) throw new HttpError(415, 'send a form or JSON');
  const fields = type.startsWith('application/json') ? parseObject(body) : formFields(body.toString('utf8'));
  const { token: inBody, ...args } = { ...Object.fromEntries(query), ...fields };
  const bearer = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  return { token: bearer ?? (typeof inBody === 'string' ? inBody : ''), args };
}
