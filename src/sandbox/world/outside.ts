import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Context } from '../context.ts';
import type { SandboxOutside } from '../protocol.ts';
import type { Json, PageIncident } from '../state.ts';

/** Audiences outside chat: a mailbox, a status page, and programs behind a webhook. */

/** So many of each are kept, and so many are shown. */
const mostKept = 200;
const mostShown = 30;

const letter = z.looseObject({
  id: z.string().min(1).max(998),
  to: z.string().max(10_000),
  subject: z.string().max(998),
  text: z.string().max(500_000),
  html: z.string().max(500_000),
});

/** Puts a letter into the mailbox. */
export function takeLetter(ctx: Context, body: Json): { status: number; body: Json } {
  const read = letter.safeParse(body);
  if (!read.success) return { status: 400, body: { error: z.prettifyError(read.error) } };
  const { letters } = ctx.state.outside;
  const { id, to, subject, text, html } = read.data;
  if (!letters.some((one) => one.id === id)) {
    letters.push({ id, at: ctx.now(), to, subject, text, html });
    letters.splice(0, letters.length - mostKept);
    ctx.changed({});
  }
  return { status: 202, body: { taken: true } };
}

const statuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
const posted = z.looseObject({
  name: z.string().min(1).max(255),
  status: z.enum(statuses).default('investigating'),
  body: z.string().default(''),
  metadata: z.unknown(),
});
const created = z.looseObject({ incident: posted });
const changed = z.looseObject({ incident: posted.partial() });

interface PageCall {
  method: string;
  /** `pages/demo/incidents/abc` */
  path: string;
  authorized: boolean;
  body: Json;
}

/** Answers as Statuspage does: developer.statuspage.io, v1, incidents. */
export function answerStatuspage(ctx: Context, call: PageCall): { status: number; body: unknown } {
  if (!call.authorized) return { status: 401, body: { error: 'Could not authenticate' } };
  const [pages, page = '', what, id, ...more] = call.path.split('/');
  if (pages !== 'pages' || what !== 'incidents' || more.length > 0) return gone;
  const here = ctx.state.outside.incidents.filter((one) => one.page === page);
  if (id === undefined) {
    if (call.method === 'GET') return { status: 200, body: here.toReversed().slice(0, 100).map(shown) };
    return call.method === 'POST' ? create(ctx, page, call.body) : gone;
  }
  const incident = here.find((one) => one.id === id);
  if (incident === undefined) return gone;
  if (call.method === 'GET') return { status: 200, body: shown(incident) };
  return call.method === 'PATCH' ? update(ctx, incident, call.body) : gone;
}

const gone = { status: 404, body: { error: 'Not found' } };

function create(ctx: Context, page: string, body: Json): { status: number; body: unknown } {
  const read = created.safeParse(body);
  if (!read.success) return refused(read.error);
  const { name, status, body: text, metadata } = read.data.incident;
  const id = randomUUID().slice(0, 12);
  const incident: PageIncident = { id, page, name, status, metadata, updates: [] };
  incident.updates.push({ at: ctx.now(), status, body: text });
  const { incidents } = ctx.state.outside;
  incidents.push(incident);
  incidents.splice(0, incidents.length - mostKept);
  ctx.changed({});
  return { status: 201, body: shown(incident) };
}

function update(ctx: Context, incident: PageIncident, body: Json): { status: number; body: unknown } {
  const read = changed.safeParse(body);
  if (!read.success) return refused(read.error);
  const { name, status, body: text } = read.data.incident;
  incident.name = name ?? incident.name;
  incident.status = status ?? incident.status;
  if (text !== undefined && text !== '')
    incident.updates.push({ at: ctx.now(), status: incident.status, body: text });
  ctx.changed({});
  return { status: 200, body: shown(incident) };
}

function refused(error: z.ZodError): { status: number; body: unknown } {
  return {
    status: 422,
    body: { error: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) },
  };
}

function shown({ id, name, status, metadata, updates }: PageIncident): Json {
  const at = (time: number) => new Date(time).toISOString();
  return {
    id,
    name,
    status,
    metadata: metadata ?? {},
    // The newest stands first there.
    incident_updates: updates.toReversed().map((one) => ({ ...one, created_at: at(one.at) })),
  };
}

/** What readers outside chat have before them, newest first. */
export function outsideView({ state: { outside }, journal }: Context): SandboxOutside {
  const at = (time: number) => new Date(time).toISOString();
  return {
    letters: outside.letters
      .toReversed()
      .slice(0, mostShown)
      .map(({ html: _, ...one }) => ({
        ...one,
        at: at(one.at),
        url: `/sandbox/letters/${encodeURIComponent(one.id)}`,
      })),
    incidents: outside.incidents
      .toReversed()
      .slice(0, mostShown)
      .map(({ metadata: _, ...one }) => ({
        ...one,
        updates: one.updates.toReversed().map((update) => ({ ...update, at: at(update.at) })),
      })),
    posts: journal.webhooks.flatMap(postIn).toReversed().slice(0, mostShown),
  };
}

const post = z.looseObject({ audience: z.string(), title: z.string(), text: z.string() });

/** Pages go out by a webhook as well; those are for responders. */
function postIn({ at, body }: { at: number; body: string }): SandboxOutside['posts'] {
  const read = post.safeParse(jsonIn(body));
  if (!read.success) return [];
  const { audience, title, text } = read.data;
  return [{ at: new Date(at).toISOString(), audience, title, text }];
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
