import * as z from 'zod';
import { incidentNumber, riskTier, systemKind, time } from './basics.ts';

const state = z.enum(['met', 'partly', 'missing', 'not applicable']);

const point = z.object({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  why: z.string().describe('Why it matters at 3 a.m.'),
  weight: z.number().describe('Out of 10.'),
  state,
  share: z.number().describe('How much of it is there, 0 to 1.'),
  evidence: z.array(
    z.object({
      says: z.string(),
      file: z.string().optional(),
      field: z.string().optional().describe('Path of the field in the file: `parts.model.pinned`.'),
      incidents: z.array(incidentNumber).optional(),
    }),
  ),
  close: z.string().nullable().describe('How to close the gap.'),
});

const system = z.object({
  system: z.string(),
  title: z.string(),
  kind: systemKind,
  riskTier,
  sample: z.boolean(),
  file: z.string(),
  incidents: z.int().describe('Incidents of it that were looked at.'),
  score: z.int().describe('0 to 100; 100 only when nothing is missing.'),
  points: z.array(point),
});

const gap = z.object({
  system: z.string(),
  riskTier,
  point: z.string().describe('Id of the point.'),
  title: z.string(),
  state,
  cost: z.number().describe('Points of the system’s score that closing it would give.'),
  close: z.string().nullable(),
});

/** `GET /api/readiness[/{system}]` */
export const readinessAnswer = z.object({
  at: time,
  log: z.object({
    since: time,
    incidents: z.int(),
  }),
  signals: z
    .object({
      how: z.enum(['asked', 'remembered', 'not looked']),
      at: time.nullable().describe('When Prometheus showed what is known of the signals.'),
      why: z.string().nullable().describe('Why it was not asked now.'),
    })
    .describe('Whether Prometheus was asked if the queries of the signals answer.'),
  systems: z.array(system).describe('Highest risk first, then lowest score.'),
  gaps: z.array(gap).describe('Highest risk first, then costliest.'),
  unlisted: z
    .array(z.object({ system: z.string(), incidents: z.array(incidentNumber) }))
    .describe('Systems with incidents but without a file.'),
});
export type ReadinessAnswer = z.infer<typeof readinessAnswer>;
