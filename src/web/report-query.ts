import type { Rejection } from '../domain/incident/commands.ts';
import { type Grouping, groupings } from '../domain/report/groups.ts';
import type { Report } from '../domain/report/report.ts';
import { Problem } from '../http/problem.ts';

type Query = Record<string, unknown>;

/** What `?since=90d&by=system` asks for. @throws Problem 422 that names the parameter */
export function reportAsked({ since, by }: Query): { since?: string; by?: Grouping } {
  const grouping = groupings.find((known) => known === by);
  if (by !== undefined && by !== '' && grouping === undefined)
    throw unusable('by', `expected one of ${groupings.join(', ')}`);
  if (since !== undefined && typeof since !== 'string') throw unusable('since', 'expected one time');
  return { ...(since && { since }), ...(grouping && { by: grouping }) };
}

/** @throws Problem 422 where there is no such time */
export function reportOr422(made: Report | Rejection): Report {
  if (!('rejected' in made)) return made;
  throw unusable('since', `${made.rejected} ${made.next ?? ''}`);
}

function unusable(field: string, why: string): Problem {
  return new Problem(422, `\`${field}\` can not be used: ${why}`, { title: 'Unusable query', field });
}
