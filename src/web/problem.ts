import type { FastifyReply } from 'fastify';

/** Answers with problem+json (RFC 9457): what is wrong, and what to do. */
export function problem(
  reply: FastifyReply,
  status: number,
  facts: { title: string; detail: string },
): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', status, ...facts }));
}

/** The same answer wherever an incident is asked for that is not there. */
export function noIncident(reply: FastifyReply, asked: string): FastifyReply {
  return problem(reply, 404, {
    title: 'No such incident',
    detail: `There is no incident ${asked}. GET /api/incidents lists them.`,
  });
}
