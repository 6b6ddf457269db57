import * as z from 'zod';
import { changeKinds } from '../domain/signals/change.ts';
import type { Rejected } from '../http/problem.ts';
import { describe, readInstant } from './fields.ts';

/** zod asks for a key whose schema is transformed, hence the `optional` at the end. */
const time = z
  .unknown()
  .transform((value, context) => {
    // Some tools write their zero time where they have none.
    if (value === null || value === 0 || value === '' || /^0001-01-01T/.test(String(value))) return undefined;
    const at = readInstant(value);
    if (at === undefined) {
      const message = `expected an RFC 3339 time or an epoch number, got ${describe(value)}`;
      context.issues.push({ code: 'custom', message, input: value });
    }
    return at;
  })
  .optional();

const word = (what: string) => z.union([z.string(), z.number()], { error: `expected ${what}` });
const sentence = z.string({ error: 'expected a sentence' }).trim().min(1, { error: 'expected a sentence' });
const pairs = z.record(z.string(), z.unknown(), { error: 'expected an object of texts' });

/** What an alert in generic JSON must have; the other fields are read leniently. */
export const alertShape = z.looseObject(
  {
    status: z
      .enum(['firing', 'resolved'], { error: 'expected "firing" or "resolved"' })
      .optional()
      .default('firing'),
    title: sentence,
    fingerprint: word('text or a number').optional(),
    labels: pairs.optional().default({}),
    annotations: pairs.optional().default({}),
  },
  { error: 'expected an object' },
);

/** What a change in generic JSON must have. */
export const changeShape = z.looseObject(
  {
    system: sentence,
    kind: z.enum(changeKinds, { error: `expected one of ${changeKinds.join(', ')}` }),
    id: word('text or a number').optional(),
    part: word('the name of a part').optional(),
    from: word('a version').optional(),
    to: word('a version').optional(),
    summary: z.string({ error: 'expected a sentence' }).optional(),
    by: z.string({ error: 'expected a name' }).optional(),
    at: time,
  },
  { error: 'expected an object' },
);

/** What a report of users must have. */
export const feedbackShape = z.looseObject(
  {
    system: sentence.describe('Which AI system.'),
    what: sentence.max(4000, { error: 'expected at most 4,000 characters' }).describe('What users say.'),
    severity: word('a severity').optional().describe('The sender’s own word.'),
    by: z.string({ error: 'expected a name' }).optional().describe('Who hands it on; not the user.'),
    link: z.string({ error: 'expected an address' }).optional().describe('The ticket.'),
  },
  { error: 'expected an object' },
);

/** The first mistake in an item, with its path below `path`. */
export function firstIssue(error: z.ZodError, path: string): Rejected {
  const issue = error.issues[0];
  const below = (issue?.path ?? []).map(String).join('.');
  const field = path === '' || below === '' ? `${path}${below}` : `${path}.${below}`;
  return { field, problem: issue?.message ?? 'not as documented' };
}

/**
 * The items of a generic body, each with its path: a list under `name`, a bare list, or one item alone.
 */
export function itemsOf(body: unknown, name: string): { path: string; given: unknown }[] {
  const listed = typeof body === 'object' && body !== null && Object.hasOwn(body, name);
  const list: unknown = listed ? (body as Record<string, unknown>)[name] : body;
  if (!Array.isArray(list)) return [{ path: listed ? name : '', given: list }];
  return list.map((given: unknown, at) => ({ path: `${listed ? name : ''}[${at}]`, given }));
}
