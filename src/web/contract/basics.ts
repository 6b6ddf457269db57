import * as z from 'zod';
import { severities } from '../../domain/people.ts';
import { systemKinds } from '../../domain/runbooks/runbook.ts';

/** Words several shapes of the contract share. */

export const time = z.iso.datetime().describe('ISO 8601, in UTC.');
export const severity = z.enum(severities).describe('sev1 is the worst.');
export const phase = z.enum(['triage', 'mitigating', 'verifying', 'resolved', 'cancelled', 'merged']);
/** Of an incident in a list: all that is left of one whose content was pruned is its row. */
export const listedPhase = z.enum([...phase.options, 'pruned']);
export const riskTier = z.enum(['high', 'medium', 'low']);
export const systemKind = z.enum(systemKinds);
export const incidentNumber = z.int().positive().describe('Counts from 1; people read it as INC-42.');
export const signalName = z.string().describe('A signal of the system’s file.');
export const by = z.string().describe('Name of the person, tool or airb.');

export const person = z
  .object({ id: z.string(), name: z.string() })
  .describe(
    'Somebody of the organization file by its id (`ana`), or somebody only chat knows (`slack:U0123`).',
  );

/** Why a request was not done, as RFC 9457 has it. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What is wrong, in a sentence.'),
  field: z.string().optional().describe('Path of the field at fault: `alerts[2].startsAt`.'),
  hint: z.string().optional().describe('What to do about it.'),
  rejected: z
    .array(z.object({ field: z.string(), problem: z.string() }))
    .optional()
    .describe('Every part of the body that can’t be used.'),
});
