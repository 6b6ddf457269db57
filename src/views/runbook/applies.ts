import type { Runbook, SystemSpec } from '../../domain/runbooks/runbook.ts';

/** Can this failure happen to a system of this kind? */
export function appliesTo(runbook: Pick<Runbook, 'appliesTo'>, system: Pick<SystemSpec, 'kind'>): boolean {
  return runbook.appliesTo.includes(system.kind);
}

/** By group, then by id: the order of the library's folders. */
export function inLibraryOrder(runbooks: Runbook[]): Runbook[] {
  return [...runbooks].sort((a, b) => (`${a.group}/${a.id}` < `${b.group}/${b.id}` ? -1 : 1));
}
