import type { FastifyReply } from 'fastify';
import { Problem, sendProblem } from '../http/problem.ts';

/** The same answer wherever an incident is asked for that is not there. */
export function noIncident(reply: FastifyReply, asked: string): FastifyReply {
  const detail = `There is no incident ${asked}. GET /api/incidents lists them.`;
  return sendProblem(reply, new Problem(404, detail, { title: 'No such incident' }));
}
