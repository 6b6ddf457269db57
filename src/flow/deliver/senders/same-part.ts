import { airb } from '../../../domain/people.ts';
import type { DeliverDeps } from '../sending.ts';

/** Takes over what the change feed knows of this incident's system and the incident does not. */
export async function catchUp({ store, writer }: DeliverDeps, number: number): Promise<void> {
  const incident = await writer.incident(number);
  if (incident === undefined) return;
  const known = new Set(incident.changes.map(({ id }) => id));
  const changes = await store.changes({ system: incident.plan.system.id, since: incident.openedAt });
  for (const change of changes.toReversed()) {
    if (!known.has(change.id)) await writer.handle(number, { type: 'change.note', change }, airb);
  }
}

/**
 * Whether another open incident has called for the same part of the same system and waits for the answer (`running`),
 * or does not know how its call ended (`unconfirmed`).
 */
export async function rivalOf(
  { store, writer }: DeliverDeps,
  { number, part }: { number: number; part: string },
): Promise<'running' | 'unconfirmed' | undefined> {
  const own = await store.head(number);
  const others = (await store.heads({ open: true })).filter(
    (head) => head.number !== number && head.system === own?.system,
  );
  for (const head of others) {
    const incident = await writer.incident(head.number);
    const called = incident?.containments.find((known) => known.part === part && known.called);
    if (called?.status === 'running' || called?.status === 'unconfirmed') return called.status;
  }
  return undefined;
}
