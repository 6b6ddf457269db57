import type { DeliverDeps } from '../sending.ts';

/** Takes over what the change feed knows of this incident's system and the incident does not. */
export async function catchUp({ store, writer }: DeliverDeps, number: number): Promise<void> {
  const incident = await writer.incident(number);
  if (incident === undefined || incident.drill !== undefined) return;
  const known = new Set(incident.changes.map(({ id }) => id));
  const { id } = incident.plan.system;
  const changes = await store.changes({ system: id, since: incident.openedAt });
  for (const change of changes.toReversed()) {
    if (!known.has(change.id))
      await writer.handle(
        number,
        { type: 'change.note', change },
        { kind: 'source', name: change.by ?? 'change feed' },
      );
  }
}

/**
 * What other open incidents do to the same part of the same system. `unconfirmed`: one has called and does not know how
 * it ended. `first`: an older incident is about to call, and goes first. `calling`: a newer one waits for its answer.
 *
 * An incident calls only when it found none of these, and a newer one asks once more after its attempt is stored. So of
 * two that begin at once the newer steps back: either it sees the older one, or the older one sees its stored attempt.
 */
export async function rivalOf(
  { store, writer }: DeliverDeps,
  { number, part }: { number: number; part: string },
): Promise<'unconfirmed' | 'first' | 'calling' | undefined> {
  const own = await store.head(number);
  // What a drill does to its own world is nothing to any other incident, and the other way round.
  if (own?.drill) return undefined;
  const others = (await store.heads({ open: true, drill: false })).filter(
    (head) => head.number !== number && head.system === own?.system,
  );
  for (const head of others) {
    const known = (await writer.incident(head.number))?.containments ?? [];
    for (const { status, called } of known.filter((one) => one.part === part)) {
      if (status === 'unconfirmed' && called) return 'unconfirmed';
      if (status === 'running' && head.number < number) return 'first';
      if (status === 'running' && called) return 'calling';
    }
  }
  return undefined;
}
