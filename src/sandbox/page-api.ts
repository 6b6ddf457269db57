import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { perform } from './act/act.ts';
import type { Context } from './context.ts';
import { offerDueEvents } from './deliver/events.ts';
import { dump } from './dump.ts';
import { answerJson, HttpError, parseObject, readBody } from './http.ts';
import { type Act, metricsLies, targetLies } from './protocol.ts';
import type { Json } from './state.ts';
import type { Streams } from './stream.ts';
import { fire } from './world/world.ts';

const share = z.number().min(0).max(1).optional();
const faultsBody = z.strictObject({
  latencyMs: z.number().min(0).max(60_000).optional(),
  rateLimits: z.boolean().optional(),
  down: z.boolean().optional(),
  downMinutes: z
    .number()
    .min(0)
    .max(24 * 60)
    .optional(),
  errorShare: share,
  lostShare: share,
  noCharts: z.boolean().optional(),
  noCanvases: z.boolean().optional(),
  proxy: z.boolean().optional(),
  target: z.enum(targetLies).optional(),
  metrics: z.enum(metricsLies).optional(),
});
const clockBody = z.strictObject({
  advanceMs: z
    .number()
    .positive()
    .max(365 * 86_400_000),
});
const scenarioBody = z.strictObject({ name: z.string() });

const words = z.string();
const as = { as: words };
const actBody = z.discriminatedUnion('type', [
  z.strictObject({
    ...as,
    type: z.literal('say'),
    channel: words,
    text: words.max(40_000),
    threadTs: words.optional(),
  }),
  z.strictObject({ ...as, type: z.literal('command'), channel: words, text: words.max(40_000) }),
  z.strictObject({
    ...as,
    type: z.literal('press'),
    channel: words.optional(),
    ts: words.optional(),
    viewId: words.optional(),
    blockId: words,
    actionId: words,
    value: words.optional(),
  }),
  z.strictObject({
    ...as,
    type: z.literal('submit'),
    viewId: words,
    values: z.record(words, z.record(words, z.unknown())),
  }),
  z.strictObject({ ...as, type: z.literal('close'), viewId: words }),
  z.strictObject({
    ...as,
    type: z.literal('shortcut'),
    callbackId: words,
    channel: words.optional(),
    ts: words.optional(),
  }),
  z.strictObject({
    ...as,
    type: z.literal('react'),
    channel: words,
    ts: words,
    name: words,
    remove: z.boolean().optional(),
  }),
  z.strictObject({ ...as, type: z.literal('join'), channel: words }),
  z.strictObject({ ...as, type: z.enum(['archive', 'delete', 'kick']), channel: words }),
  z.strictObject({ ...as, type: z.literal('read'), channel: words }),
  z.strictObject({ ...as, type: z.literal('home') }),
  z.strictObject({ ...as, type: z.literal('dm'), with: words }),
  z.strictObject({
    ...as,
    type: z.literal('upload'),
    channel: words,
    name: words.min(1).max(255),
    mimetype: words,
    base64: words,
  }),
]);

export interface PageCall {
  req: IncomingMessage;
  res: ServerResponse;
  /** What follows `/sandbox/api/`. */
  path: string;
  query: URLSearchParams;
}

/** Answers the page: its stream, what its people do, and the control panel. */
export async function answerPage(
  ctx: Context,
  streams: Streams,
  { req, res, path, query }: PageCall,
): Promise<void> {
  if (req.method === 'GET' && path === 'stream')
    return streams.open(ctx, res, knownPerson(ctx, query.get('as')));
  if (req.method === 'GET' && path === 'dump')
    return answerJson(res, 200, dump(ctx, query.get('parts')?.split(',')));
  if (req.method !== 'POST') throw new HttpError(404, 'there is nothing here');
  jsonOnly(req);
  const body = parseObject(await readBody(req));
  answerJson(res, 200, await control(ctx, path, body));
}

async function control(ctx: Context, path: string, body: Json): Promise<unknown> {
  switch (path) {
    case 'act':
      return perform(ctx, checked(actBody, body) as Act);
    case 'clock':
      await ctx.advance(checked(clockBody, body).advanceMs);
      offerDueEvents(ctx);
      ctx.changed({});
      return { ok: true, now: new Date(ctx.now()).toISOString() };
    case 'faults': {
      const { downMinutes, ...faults } = checked(faultsBody, body);
      if (downMinutes !== undefined) ctx.faults.downUntil = ctx.now() + downMinutes * 60_000;
      Object.assign(ctx.faults, faults);
      ctx.changed({});
      return { ok: true, faults: ctx.faults };
    }
    case 'scenario': {
      const { name } = checked(scenarioBody, body);
      if (!ctx.scenarios.some((s) => s.name === name))
        throw new HttpError(422, `no scenario is called ${name}`);
      return { ok: true, ...(await fire(ctx, name)) };
    }
    default:
      throw new HttpError(404, 'there is nothing here');
  }
}

function checked<T>(schema: z.ZodType<T>, body: Json): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new HttpError(422, z.prettifyError(parsed.error));
  return parsed.data;
}

function knownPerson(ctx: Context, id: string | null): string {
  const person = ctx.workspace.people.find((p) => p.id === id) ?? ctx.workspace.people[0];
  return person?.id ?? '';
}

/** What a form of another website can't send without asking first. */
function jsonOnly(req: IncomingMessage): void {
  if (!req.headers['content-type']?.startsWith('application/json')) throw new HttpError(415, 'send JSON');
}
