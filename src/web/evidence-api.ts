import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';
import type { Access } from './access.ts';
import { type EvidenceGiven, evidenceGiven } from './contract/evidence.ts';
import { takesHandedOver } from './handing-over.ts';
import { noIncident } from './no-incident.ts';
import { incidentNumber } from './number.ts';
import type { WebOptions } from './options.ts';

type Numbered = FastifyRequest<{ Params: { number: string }; Querystring: Record<string, unknown> }>;

/** A trace with long documents in it; what is larger is kept where it is, and pointed at. */
const evidenceLimit = 1024 * 1024;
const tooLarge =
  'Evidence of more than 1 MB is not kept. Send the part that shows the failure, such as one trace.';

/**
 * `POST /api/incidents/{number}/evidence`, with a token of its own: whoever hands evidence over reads nothing. The body is
 * JSON with the content in it, or the content itself as `text/plain` with its title behind the question mark.
 */
export async function registerEvidence(
  app: FastifyInstance,
  options: WebOptions & { access: Access },
): Promise<void> {
  takesHandedOver(app, options, { limit: evidenceLimit, tooLarge });
  app.addContentTypeParser(
    'text/plain',
    { parseAs: 'string', bodyLimit: evidenceLimit },
    (_request, body, done) => done(null, body),
  );
  app.post('/api/incidents/:number/evidence', { bodyLimit: evidenceLimit }, (request: Numbered, reply) =>
    keep(options, request, reply),
  );
}

async function keep(options: WebOptions, request: Numbered, reply: FastifyReply) {
  const number = incidentNumber(request.params.number);
  const incident = number === undefined ? undefined : await options.fold(number);
  if (number === undefined || incident === undefined) return noIncident(reply, request.params.number);
  const given = read(request);
  const items = incident.plan.evidence.map(({ id }) => id);
  if (given.item !== undefined && !items.includes(given.item)) {
    // Whoever hands over reads nothing, and the items of a private incident tell what it is.
    const there = incident.private ? 'Its channel names them' : `Its items: ${items.join(', ') || 'none'}`;
    const detail = `The runbook has no item “${given.item.slice(0, 60)}”. ${there}.`;
    throw new Problem(422, detail, { field: 'item', title: 'No such item' });
  }
  const kept = await options.keepEvidence(number, given);
  if ('refused' in kept) throw new Problem(422, kept.refused, { field: 'content' });
  const answer = { ...kept, incident: number };
  return reply.code(kept.repeated ? 200 : 201).send(answer);
}

/** @throws Problem 422 that names the field */
function read({ body, query }: Numbered): EvidenceGiven {
  const { title, item } = query;
  const given = typeof body === 'string' ? { content: body, title, item } : body;
  const parsed = evidenceGiven.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') || 'content';
  const expected = issue?.message ?? 'an object with `content`';
  throw new Problem(422, `${field}: ${expected}`, { field, title: 'Not usable as evidence' });
}
