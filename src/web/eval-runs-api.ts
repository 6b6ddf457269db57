import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type EvalRun, readEvalRun } from '../domain/response/eval-run.ts';
import { Problem } from '../http/problem.ts';
import type { Access } from './access.ts';
import type { EvalRunNoted } from './contract/eval-runs.ts';
import { takesHandedOver } from './handing-over.ts';
import { noIncident } from './no-incident.ts';
import { incidentNumber } from './number.ts';
import type { RunNoted, WebOptions } from './options.ts';

type Numbered = FastifyRequest<{ Params: { number: string } }>;

/** promptfoo writes every prompt and answer of a run into its file. */
const runLimit = 10 * 1024 * 1024;
const tooLarge =
  'A run of more than 10 MB is not read. Send {"id", "results": [{"id", "passed"}]} of the cases whose id begins with inc-.';

/** `POST /api/incidents/{number}/eval-runs`, with the token of whoever hands over and reads nothing. */
export async function registerEvalRuns(
  app: FastifyInstance,
  options: WebOptions & { access: Access },
): Promise<void> {
  takesHandedOver(app, options, { limit: runLimit, tooLarge });
  app.post('/api/incidents/:number/eval-runs', { bodyLimit: runLimit }, (request: Numbered, reply) =>
    note(options, request, reply),
  );
}

async function note(options: WebOptions, request: Numbered, reply: FastifyReply) {
  const number = incidentNumber(request.params.number);
  const incident = number === undefined ? undefined : await options.fold(number);
  if (number === undefined || incident === undefined) return noIncident(reply, request.params.number);
  const noted = await options.noteRun(number, read(request.body));
  if ('refused' in noted)
    throw new Problem(422, noted.refused, { field: 'results', title: 'Says nothing of this incident' });
  return reply.code(noted.repeated ? 200 : 201).send(answered(number, noted));
}

/** The token reads nothing, so nobody is told a name that was not in the run. */
function answered(incident: number, { passed, examples, repeated }: RunNoted): EvalRunNoted {
  const sent = examples.flatMap(({ name, outcome }) => (outcome === 'missing' ? [] : [{ name, outcome }]));
  return { incident, passed, examples: sent, missing: examples.length - sent.length, repeated };
}

/** @throws Problem 422 that names the field */
function read(body: unknown): EvalRun {
  const run = readEvalRun(body);
  if ('wrong' in run)
    throw new Problem(422, `${run.field}: ${run.wrong}`, { field: run.field, title: 'Not usable as a run' });
  return run;
}
