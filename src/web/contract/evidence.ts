import * as z from 'zod';
import { incidentNumber, time } from './basics.ts';
import type { Operation } from './operation.ts';

/** What `POST /api/incidents/{number}/evidence` takes. */
export const evidenceGiven = z
  .object({
    content: z
      .string({ error: 'expected the content as text' })
      .refine((text) => text.trim() !== '', 'expected some text')
      .describe('The thing itself: a prompt, an answer, a tool call as JSON, a trace.'),
    title: z
      .string()
      .max(200, 'at most 200 characters')
      .optional()
      .describe('The first words of the content when left out.'),
    item: z.string().optional().describe('Id of the item of the runbook it answers.'),
  })
  .describe('Secrets are masked before it is kept, and personal data where the runbook asks for it.');
export type EvidenceGiven = z.infer<typeof evidenceGiven>;

const nature = z
  .enum(['content', 'pointer', 'said', 'other'])
  .describe(
    'pointer: it only says where the thing is. said: a number or sentence in a person’s words. other: not the kind the item asks for. Only content counts.',
  );

/** An item of evidence. */
export const evidenceItem = z.object({
  place: z.int().min(1).describe('Its number among the evidence of the incident.'),
  item: z.string().nullable(),
  title: z.string(),
  nature,
  confirmed: z
    .boolean()
    .describe('false while what an agent handed over waits for a person; until then it does not count.'),
  from: z.enum(['automatic', 'command', 'message', 'upload', 'api', 'trace']),
  sha256: z.string().describe('Of the content as it is kept, hex.'),
  by: z.string(),
  at: time,
  sets: z
    .array(z.enum(['blocking', 'monitoring', 'backlog']))
    .describe('Where it was sorted as a failed example.'),
});
export const evidenceList = z.object({
  evidence: z.array(evidenceItem),
  missing: z.array(z.string()).describe('Ids of items of the runbook that nothing answers yet.'),
});
export type EvidenceList = z.infer<typeof evidenceList>;
export const evidenceWhole = evidenceItem.extend({
  content: z.string().describe('As it is kept: masked, or its tombstone.'),
});
export type EvidenceWhole = z.infer<typeof evidenceWhole>;

export const evidenceKept = z.object({
  incident: incidentNumber,
  place: z.int().min(1),
  sha256: z.string(),
  nature,
  repeated: z.boolean().describe('True when exactly this was saved before; nothing was added.'),
});
export type EvidenceKept = z.infer<typeof evidenceKept>;

const json = (shape: z.ZodType) => ({ 'application/json': shape });

export const evidenceOperations: Operation[] = [
  {
    id: 'listEvidence',
    method: 'get',
    path: '/api/incidents/{number}/evidence',
    tag: 'incidents',
    summary: 'What was preserved, and what of the runbook’s list is missing',
    security: 'apiToken',
    parameters: { number: incidentNumber },
    answers: { 200: { says: 'The list, oldest first.', content: json(evidenceList) } },
    problems: [401, 404, 429],
  },
  {
    id: 'getEvidence',
    method: 'get',
    path: '/api/incidents/{number}/evidence/{place}',
    tag: 'incidents',
    summary: 'One item with its whole content',
    security: 'apiToken',
    parameters: { number: incidentNumber, place: z.int().min(1) },
    answers: { 200: { says: 'The item.', content: json(evidenceWhole) } },
    problems: [401, 404, 429],
  },
  {
    id: 'saveEvidence',
    method: 'post',
    path: '/api/incidents/{number}/evidence',
    tag: 'incidents',
    summary: 'Hands evidence over, at most 1 MB',
    description: 'The same content is kept once, however often it is sent.',
    security: 'evidenceToken',
    parameters: { number: incidentNumber },
    body: { ...json(evidenceGiven), 'text/plain': z.string() },
    answers: {
      200: { says: 'Exactly this was kept before.', content: json(evidenceKept) },
      201: { says: 'Kept.', content: json(evidenceKept) },
    },
    problems: [400, 401, 404, 413, 415, 422, 429, 503],
  },
];
