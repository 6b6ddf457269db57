import type { EvidenceRecord } from '../../../domain/incident/events.ts';
import { estateOf } from '../../../domain/incident/merging.ts';
import type { Opened } from '../../../domain/incident/state.ts';
import { airb } from '../../../domain/people.ts';
import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/**
 * Leaves what an incident has to the one it was merged into. That one may have been merged meanwhile, so the last of the chain
 * takes it; a second delivery finds it taken.
 */
export function handOver(deps: DeliverDeps): Send {
  return async (effect, incident) => {
    if (incident.phase !== 'merged') return {};
    const { to } = effect.body as BodyOf<'hand-over'>;
    const survivor = await lastOf(deps, to);
    const merged = (await deps.store.events(effect.incident)).findLast(
      ({ event }) => event.type === 'merged',
    );
    if (survivor === undefined || merged?.event.type !== 'merged') return {};
    const estate = estateOf(incident, merged.event);
    const { sibling, ...other } = estate;
    // Another system's failure is no sibling: the survivor measures none of its signals.
    const same = estate.system === survivor.plan.system.id && estate.failure !== survivor.failure;
    const left = same ? estate : other;
    const evidence = await evidenceOf(deps, incident, survivor);
    await deps.writer.handle(survivor.number, { type: 'absorb', left, evidence }, airb);
    return {};
  };
}

async function lastOf({ writer }: Pick<DeliverDeps, 'writer'>, number: number): Promise<Opened | undefined> {
  const incident = await writer.incident(number);
  return incident?.phase === 'merged' ? lastOf({ writer }, incident.into) : incident;
}

/** Each item whole, because what is kept beside a log is found by that incident only. */
async function evidenceOf(
  { store }: DeliverDeps,
  incident: Opened,
  survivor: Opened,
): Promise<EvidenceRecord[]> {
  const items = new Set(survivor.plan.evidence.map(({ id }) => id));
  return Promise.all(
    incident.evidence.map(async ({ by, at: _, kept, item, ...record }) => ({
      ...record,
      id: `inc-${incident.number}-${record.id}`,
      title: `${record.title} (from INC-${incident.number}, saved by ${by})`,
      content: (kept && (await store.content(incident.number, kept.hash))) ?? record.content,
      ...(item !== undefined && items.has(item) && { item }),
    })),
  );
}

/** Tells the incident that alerts were split out of. */
export function split({ writer }: DeliverDeps): Send {
  return async (effect, incident) => {
    const { from, alerts, who } = effect.body as BodyOf<'split'>;
    const before = await writer.incident(from);
    const quiet = incident.private && before?.private === false;
    const { number: to, title } = incident;
    await writer.handle(from, { type: 'split.off', to, title, alerts, who, quiet }, airb);
    return {};
  };
}
