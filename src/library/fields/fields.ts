import * as z from 'zod';
import { day, hour, minute, second } from '../../domain/time.ts';

/**
 * Fields that the three kinds of file share. The text of a rule completes the sentence "expected …", so that findings
 * of all rules read the same.
 */

const unitSizes: Record<string, number> = { s: second, m: minute, h: hour, d: day };

const durationShape = 'a duration such as 30s, 10m, 2h, 1h30m or 7d';

function durationOf(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([smhd])/g)) {
    total += Number(amount) * (unitSizes[unit ?? ''] ?? 0);
  }
  return total;
}

/** `10m`, `2h`, `1h30m`, `7d`, and `0m` where no wait is a choice; read into milliseconds. */
export const durationOrNone = z
  .string({ error: durationShape })
  .regex(/^(\d{1,6}[smhd])+$/, durationShape)
  .transform(durationOf);

/** The rule that nothing takes longer than this; what does is a slip of a unit. */
export function atMost(longest: string): [fits: (length: number) => boolean, expected: string] {
  return [(length) => length <= durationOf(longest), `at most ${longest}`];
}

/** The same where no wait at all makes no sense: a page nobody has time to answer, an update owed all the time. */
export const duration = durationOrNone.refine((length) => length > 0, 'longer than zero');

export const schemaVersion = z.literal(1).meta({
  description: 'Version of this file format. Always 1; it changes only when old files would be misread.',
});

/** Names of things in files, commands and labels. */
export const id = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,59}$/, 'a name of lower-case letters, digits, - and _, starting with a letter')
  // Ids become keys of records, where a name every object is born with would be found without being there.
  .refine((name) => !(name in {}), 'a name JavaScript gives no meaning to, unlike `constructor`');

/** Prometheus and label names. */
export const labelName = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, 'a label name: letters, digits and _, not starting with a digit');

/** One line for people. */
export const line = z
  .string()
  .trim()
  .min(1, 'some text')
  .max(200, 'at most 200 characters')
  .regex(/^[^\n]*$/, 'one line');

/** A query of one or many lines. The limit is far above what people write, and below what chat and URLs carry. */
export const promql = z.string().trim().min(1, 'some PromQL').max(4000, 'at most 4,000 characters');

/** A few sentences at most. The limit keeps a step within one chat block. */
export const prose = z.string().trim().min(1, 'some text').max(1500, 'at most 1,500 characters');

/** A calendar day, kept as text: review dates have no time zone. */
export const calendarDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day written 2026-03-31')
  .refine((text) => {
    const at = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
  }, 'a day that exists, written 2026-03-31');

/** An address that airb calls or links to; `${NAME}` stands for an environment variable. */
export const address = z
  .string()
  .regex(
    /^(https?:\/\/|\$\{[A-Z][A-Z0-9_]*\})[^\s<>"]*$/,
    `an http or https address, or one starting with \${NAME}`,
  );

/** Name of an environment variable. */
export const envName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,79}$/, 'the name of an environment variable: capitals, digits and _');
