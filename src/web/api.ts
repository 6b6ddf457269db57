import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../documents/html.ts';
import { markdown } from '../documents/markdown.ts';
import { Problem, sendProblem, tokenWanted } from '../http/problem.ts';
import { onlySystem, type Readiness } from '../readiness/assess.ts';
import { findSystem } from '../readiness/find-system.ts';
import { readinessJson } from '../readiness/json.ts';
import { authoredPostmortem } from '../views/authored/authored.ts';
import { evidenceJson, itemJson } from '../views/record/evidence-json.ts';
import { headJson } from '../views/record/head-json.ts';
import { incidentJson, iso } from '../views/record/json.ts';
import { timeline } from '../views/record/timeline.ts';
import { reportJson } from '../views/report/json.ts';
import type { Access } from './access.ts';
import type { EvidenceList, EvidenceWhole } from './contract/evidence.ts';
import type { IncidentAnswer, IncidentList, TimelineAnswer } from './contract/incident.ts';
import type { PostmortemAnswer } from './contract/postmortem.ts';
import type { ReadinessAnswer } from './contract/readiness.ts';
import type { ReportAnswer } from './contract/report.ts';
import { evidenceAt } from './evidence-at.ts';
import { noIncident } from './no-incident.ts';
import { incidentNumber } from './number.ts';
import type { WebOptions } from './options.ts';
import { addressAt, listedBy, place } from './paging.ts';
import { reportAsked, reportOr422 } from './report-query.ts';

type OfSystem = FastifyRequest<{ Params: { system: string } }>;
type OfPlace = FastifyRequest<{ Params: { number: string; place: string } }>;
type OfContent = FastifyRequest<{ Params: { number: string; hash: string } }>;
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
    const filter = listedBy(request.query);
    // One more than asked for tells whether there is a next page.
    const found = await options.store.heads({ ...filter, limit: filter.limit + 1 });
    const incidents = found.slice(0, filter.limit).map(headJson);
    const last = found.length > filter.limit ? incidents.at(-1) : undefined;
    const next = last ? addressAt('/api/incidents', request.query, { before: last.number }) : null;
    const answer: IncidentList = { incidents, next };
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
    const { after = 0, limit } = place(request.query, { usual: 1000, most: 5000 });
    const entries = timeline(events)
      .slice(after, after + limit)
      .map((entry) => ({ ...entry, at: iso(entry.at) }));
    const end = after + entries.length;
    const path = `/api/incidents/${request.params.number}/timeline`;
    const next = end < events.length ? addressAt(path, request.query, { after: end }) : null;
    const answer: TimelineAnswer = { entries, next };
    return answer;
  });
  app.get('/api/incidents/:number/contents/:hash', (request: OfContent, reply) =>
    content(options, request, reply),
  );
  app.get('/api/incidents/:number/evidence', (request: Numbered, reply) => evidence(options, request, reply));
  app.get('/api/incidents/:number/evidence/:place', (request: OfPlace, reply) =>
    evidenceItem(options, request, reply),
  );
  app.get('/api/report', async (request: FastifyRequest<{ Querystring: Record<string, unknown> }>) => {
    const made = await options.report({ ...reportAsked(request.query), trusted: true });
    const answer: ReportAnswer = reportJson(reportOr422(made));
    return answer;
  });
  app.get('/api/readiness', async () => readinessAnswer(await options.readiness({ trusted: true })));
  app.get('/api/readiness/:system', (request: OfSystem, reply) => readiness(options, request, reply));
  app.get('/api/incidents/:number/postmortem', (request: Numbered, reply) => draft(options, request, reply));
}

function refuse(reply: FastifyReply, configured: boolean): FastifyReply {
  const detail = configured
    ? 'Send the header “Authorization: Bearer <AIRB_API_TOKEN>”.'
    : 'No API token is configured. Start airb with AIRB_API_TOKEN set to a long random text, then send it as “Authorization: Bearer …”.';
  return sendProblem(reply, tokenWanted('airb', { title: 'Not allowed without the API token', detail }));
}

/** What was too long for the log, whole. */
async function content({ store }: WebOptions, request: OfContent, reply: FastifyReply) {
  const { number: asked, hash } = request.params;
  const number = incidentNumber(asked);
  const text = number === undefined ? undefined : await store.content(number, hash);
  if (text !== undefined) return reply.type('text/plain; charset=utf-8').send(text);
  if (number === undefined || (await store.head(number)) === undefined) return noIncident(reply, asked);
  const detail = `INC-${number} keeps no text with the hash ${hash.slice(0, 64)}; it may have been redacted.`;
  return sendProblem(reply, new Problem(404, detail, { title: 'No such text' }));
}

async function evidence({ fold }: WebOptions, request: Numbered, reply: FastifyReply) {
  const number = incidentNumber(request.params.number);
  const incident = number === undefined ? undefined : await fold(number);
  if (incident === undefined) return noIncident(reply, request.params.number);
  const answer: EvidenceList = evidenceJson(incident);
  return answer;
}

async function evidenceItem(options: WebOptions, request: OfPlace, reply: FastifyReply) {
  const number = incidentNumber(request.params.number);
  const place = incidentNumber(request.params.place) ?? 0;
  const incident = number === undefined ? undefined : await options.fold(number);
  if (number === undefined || incident === undefined) return noIncident(reply, request.params.number);
  const found = await evidenceAt(options, { number, place });
  const item = found && itemJson(found.incident, place);
  if (found && item) {
    const answer: EvidenceWhole = { ...item, content: found.content };
    return answer;
  }
  const detail = `INC-${number} has ${incident.evidence.length} items of evidence, numbered from 1.`;
  return sendProblem(reply, new Problem(404, detail, { title: 'No such evidence' }));
}

async function draft(options: WebOptions, request: Numbered, reply: FastifyReply) {
  const format = request.query.format ?? 'json';
  if (format !== 'md' && format !== 'html' && format !== 'json') {
    const detail = '`format` is one of md, html, json.';
    return sendProblem(reply, new Problem(422, detail, { title: 'Unknown format' }));
  }
  const number = incidentNumber(request.params.number);
  const events = number === undefined ? [] : await options.postmortems.events(number);
  if (events.length === 0) return noIncident(reply, request.params.number);
  const document: PostmortemAnswer = authoredPostmortem(events);
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
  return sendProblem(reply, new Problem(404, detail, { title: 'No such system' }));
}

function readinessAnswer(judged: Readiness): ReadinessAnswer {
  return readinessJson(judged);
}

async function eventsOf({ store }: WebOptions, asked: string) {
  const number = incidentNumber(asked);
  const stored = number === undefined ? [] : await store.events(number);
  return stored.length === 0 ? undefined : stored.map((it) => it.event);
}
