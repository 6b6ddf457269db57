import * as z from 'zod';
import { incidentNumber } from './basics.ts';
import type { Operation } from './operation.ts';

const json = (shape: z.ZodType) => ({ 'application/json': shape });

/** What any program can write about a run; what promptfoo writes with `--output run.json` is taken as it is. */
export const evalRunGiven = z
  .object({
    id: z.string().max(200).describe('The same for the same run, so that it is noted once.'),
    name: z.string().max(200).optional().describe('Where it ran, in words; the id when left out.'),
    link: z.url().max(1000).optional(),
    results: z.array(
      z.object({
        id: z
          .string()
          .describe(
            'Name of a failed example: `inc-42-17-5f0c93ab`. Cases of other origin may stand there too.',
          ),
        passed: z.boolean(),
      }),
    ),
  })
  .describe(
    'One run of an eval, with a result for each case. A case that is there several times passed when all of them did.',
  );

export const evalRunNoted = z.object({
  incident: incidentNumber,
  passed: z.boolean().describe('Every blocking example of the incident was in the run, and passed.'),
  examples: z
    .array(z.object({ name: z.string(), outcome: z.enum(['passed', 'failed']) }))
    .describe('The blocking examples that were in the run, by the names it gave.'),
  missing: z
    .number()
    .int()
    .min(0)
    .describe('How many blocking examples were not in the run; their names are not told.'),
  repeated: z.boolean().describe('True when exactly this was on record before; nothing was added.'),
});
export type EvalRunNoted = z.infer<typeof evalRunNoted>;

export const evalRunOperations: Operation[] = [
  {
    id: 'noteEvalRun',
    method: 'post',
    path: '/api/incidents/{number}/eval-runs',
    tag: 'incidents',
    summary: 'Tells what a run of an eval says of the incident’s blocking examples',
    description:
      'Or the JSON that promptfoo writes about a run, at most 10 MB. It has to contain at least one of the blocking examples.',
    security: 'evidenceToken',
    parameters: { number: incidentNumber },
    body: json(evalRunGiven),
    answers: {
      200: { says: 'Exactly this was on record before.', content: json(evalRunNoted) },
      201: { says: 'Noted.', content: json(evalRunNoted) },
    },
    problems: [400, 401, 404, 413, 415, 422, 429, 503],
  },
];
