import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { headJson } from '../domain/record/head-json.ts';
import { html } from '../domain/record/html.ts';
import { incidentJson, iso } from '../domain/record/json.ts';
import { markdown } from '../domain/record/markdown.ts';
import { postmortem } from '../domain/record/postmortem.ts';
import { timeline } from '../domain/record/timeline.ts';
import { onlySystem, type Readiness } from '../domain/runbooks/readiness/assess.ts';
import { findSystem } from '../domain/runbooks/readiness/find-system.ts';
import { readinessJson } from '../domain/runbooks/readiness/json.ts';
import type { Access } from './access.ts';
import type { IncidentAnswer, IncidentList, TimelineAnswer } from './contract/incident.ts';
import type { PostmortemAnswer } from './contract/postmortem.ts';
import type { ReadinessAnswer } from './contract/readiness.ts';
import { incidentNumber } from './number.ts';
import type { WebOptions } from './options.ts';
import { noIncident, problem } from './problem.ts';

type OfSystem = FastifyRequest<{ Params: { system: string } }>;
type Numbered = FastifyRequest<{ Params: { number: string }; Querystring: Record<string, unknown> }>;

/** `/api/incidents…` for programs, with `Authorization: Bearer <AIRB_API_TOKEN>`. */
export async function registerApi(
  app: FastifyInstance,
  options: WebOptions & { access: Access },
): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    if (!options.access.bearer(request)) return refuse(reply, options.access.configured);
  });
  app.get('/api/incidents', async (request: FastifyRequest<{ Querystring: Record<string, unknown> }>) => {
    const { open } = request.query;
    const filter = open === 'true' ? { open: true } : open === 'false' ? { open: false } : {};
    const answer: IncidentList = { incidents: (await options.store.heads(filter)).map(headJson) };
    return answer;
  });
  app.get('/api/incidents/:number', async (request: Numbered, reply) => {
    const number = incidentNumber(request.params.number);
    const incident = number === undefined ? undefined : await options.fold(number);
    if (incident === undefined) return noIncident(reply, request.params.number);
    const answer: IncidentAnswer = incidentJson(incident);
    return answer;
  });
  app.get('/api/incidents/:number/timeline', async (request: Numbered, reply) => {
    const events = await eventsOf(options, request.params.number);
    if (events === undefined) return noIncident(reply, request.params.number);
    const entries = timeline(events).map((entry) => ({ ...entry, at: iso(entry.at) }));
    const answer: TimelineAnswer = { entries };
    return answer;
  });
  app.get('/api/readiness', async () => readinessAnswer(await options.readiness({ trusted: true })));
  app.get('/api/readiness/:system', (request: OfSystem, reply) => readiness(options, request, reply));
  app.get('/api/incidents/:number/postmortem', (request: Numbered, reply) => draft(options, request, reply));
}

function refuse(reply: FastifyReply, configured: boolean): FastifyReply {
  reply.header('www-authenticate', 'Bearer realm="airb"');
  const detail = configured
    ? 'Send the header “Authorization: Bearer <AIRB_API_TOKEN>”.'
    : 'No API token is configured. Start airb with AIRB_API_TOKEN set to a long random text, then send it as “Authorization: Bearer …”.';
  return problem(reply, 401, { title: 'Not allowed without the API token', detail });
}

async function draft(options: WebOptions, request: Numbered, reply: FastifyReply) {
  const format = request.query.format ?? 'json';
  if (format !== 'md' && format !== 'html' && format !== 'json') {
    return problem(reply, 422, { title: 'Unknown format', detail: '`format` is one of md, html, json.' });
  }
  const events = await eventsOf(options, request.params.number);
  if (events === undefined) return noIncident(reply, request.params.number);
  const document: PostmortemAnswer = postmortem(events);
  if (format === 'json') return document;
  if (format === 'md') return reply.type('text/markdown; charset=utf-8').send(markdown(document));
  return reply.type('text/html; charset=utf-8').send(html(document));
}

async function readiness(options: WebOptions, request: OfSystem, reply: FastifyReply) {
  const all = await options.readiness({ trusted: true });
  const found = findSystem(
    request.params.system,
    all.systems.map((one) => one.system),
  );
  if (!('rejected' in found)) return readinessAnswer(onlySystem(all, found.id));
  const detail = `${found.rejected} ${found.next ?? ''}`.replaceAll('`', '');
  return problem(reply, 404, { title: 'No such system', detail });
}

function readinessAnswer(judged: Readiness): ReadinessAnswer {
  return readinessJson(judged);
}

async function eventsOf({ store }: WebOptions, asked: string) {
  const number = incidentNumber(asked);
  const stored = number === undefined ? [] : await store.events(number);
  return stored.length === 0 ? undefined : stored.map((it) => it.event);
}
