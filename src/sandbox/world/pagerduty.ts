import * as z from 'zod';
import type { Context } from '../context.ts';
import { record } from '../context.ts';
import type { Json } from '../state.ts';

/** PagerDuty Events API v2, docs/events-API-v2 of PagerDuty/developer-docs. */

const maxBytes = 512 * 1024;

const base = { routing_key: z.string().length(32), dedup_key: z.string().min(1).max(255) };
const link = z.looseObject({ href: z.string() });

const event = z.discriminatedUnion('event_action', [
  z.looseObject({
    event_action: z.literal('trigger'),
    ...base,
    dedup_key: base.dedup_key.optional(),
    payload: z.looseObject({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
    }),
    links: z.array(link).optional(),
    images: z.array(z.looseObject({ src: z.url({ protocol: /^https$/ }) })).optional(),
  }),
  z.looseObject({ event_action: z.enum(['acknowledge', 'resolve']), ...base }),
]);

/** Takes one event; a trigger with a known key updates its alert, and acknowledging nothing is dropped, as there. */
export function enqueue(ctx: Context, raw: Buffer): { status: number; body: Json } {
  const answer = raw.length > maxBytes ? refused(413, ['the event is larger than 512 KB']) : take(ctx, raw);
  record(ctx.journal.pages, { at: ctx.now(), body: readable(raw), status: answer.status });
  return answer;
}

function take(ctx: Context, raw: Buffer): { status: number; body: Json } {
  const parsed = event.safeParse(readable(raw));
  if (!parsed.success) {
    return refused(
      400,
      parsed.error.issues.map((issue) => `'${issue.path.join('.')}' ${issue.message}`),
    );
  }
  const { routing_key: routing, event_action: action } = parsed.data;
  const key = parsed.data.dedup_key ?? `generated-${ctx.state.world.pages.length + 1}`;
  const alert = `${routing} ${key}`;
  const { pagerAlerts, pages } = ctx.state.world;
  const open = pagerAlerts[alert] !== undefined && pagerAlerts[alert] !== 'resolved';
  if (action === 'trigger' || open) {
    const next = { trigger: 'triggered', acknowledge: 'acknowledged', resolve: 'resolved' } as const;
    if (!(action === 'trigger' && open)) pagerAlerts[alert] = next[action];
    const summary = 'payload' in parsed.data ? summaryOf(parsed.data.payload) : '';
    pages.push({ at: ctx.now(), key, action, summary });
    ctx.changed({});
  }
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: key } };
}

function summaryOf(payload: unknown): string {
  return String((payload as Json).summary ?? '');
}

function refused(status: number, errors: string[]): { status: number; body: Json } {
  return { status, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
}

function readable(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return raw.toString('utf8').slice(0, 1000);
  }
}
