import type { Containment, Opened } from '../domain/incident/state.ts';
import type { Person } from '../domain/people.ts';
import { approvalsThatCount } from '../domain/response/approval.ts';

/** Who approved a rollback, and who let it go on by break-glass. Whoever did that approved nothing. */
export function approversOf(
  { brokenGlass }: Pick<Opened, 'brokenGlass'>,
  rollback: Containment,
): { approved: Person[]; glass: string[] } {
  const glass = brokenGlass.flatMap(({ for: what, action, by }) =>
    what === 'rollback' && action === rollback.id ? [by] : [],
  );
  return { approved: approvalsThatCount(rollback).filter(({ name }) => !glass.includes(name)), glass };
}
