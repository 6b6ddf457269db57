import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem, sendProblem, tokenWanted } from '../http/problem.ts';
import type { Access } from './access.ts';
import type { WebOptions } from './options.ts';

/**
 * Guards addresses at which programs hand something over: only with the token that reads nothing, and only so much at a time.
 * The length that a request claims is looked at before its body is.
 * @param most.limit bytes of a body
 * @param most.tooLarge what to do instead, for whoever sends more
 */
export function takesHandedOver(
  app: FastifyInstance,
  options: Pick<WebOptions, 'evidenceToken'> & { access: Access },
  { limit, tooLarge }: { limit: number; tooLarge: string },
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!options.access.handsOver(request)) return refuse(reply, options.evidenceToken !== undefined);
    if (Number(request.headers['content-length']) > limit) throw new Problem(413, tooLarge);
  });
  app.setErrorHandler((error: { statusCode?: number }) => {
    throw error.statusCode === 413 ? new Problem(413, tooLarge) : error;
  });
}

/** The answer for whoever does not show the token that hands over. */
function refuse(reply: FastifyReply, configured: boolean): FastifyReply {
  const detail = configured
    ? 'Send the header “Authorization: Bearer <AIRB_EVIDENCE_TOKEN>”; the token that reads does not write.'
    : 'No token for evidence is configured. Start airb with AIRB_EVIDENCE_TOKEN set to a long random text.';
  return sendProblem(
    reply,
    tokenWanted('airb evidence', { title: 'Not allowed without the evidence token', detail }),
  );
}
