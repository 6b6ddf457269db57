import type { IncidentEvent } from '../domain/incident/events.ts';
import type { SlotRow, StoredEffect } from '../ports/outbox.ts';
import type { AlertRow, Head } from '../ports/records.ts';
import type { Row } from './tables.ts';

/** A row as the port's head, without columns that only the store needs; null becomes absent. */
export function toHead({
  room,
  stray,
  storm,
  mergedInto,
  outcome,
  siblings,
  items,
  drill,
  hash: _,
  ...row
}: Row<'incidents'>): Head {
  return {
    ...row,
    ...(room !== null && { room }),
    ...(stray !== null && { stray }),
    ...(storm !== null && { storm }),
    ...(mergedInto !== null && { mergedInto }),
    ...(outcome !== null && { outcome }),
    ...(siblings.length > 0 && { siblings }),
    ...(items !== null && { items }),
    ...(drill && { drill }),
  };
}

/** A row as an effect of the port; null becomes absent. */
export function toEffect(row: Row<'effects'>): StoredEffect {
  const { position: _p, kind: _k, owner: _o, leasedUntil: _l, ...kept } = row;
  const { coalesce, waitsFor, sentAt, lastError, ...effect } = kept;
  return {
    ...effect,
    ...(coalesce === null ? {} : { coalesce }),
    ...(waitsFor === null ? {} : { waitsFor }),
    ...(sentAt === null ? {} : { sentAt }),
    ...(lastError === null ? {} : { lastError }),
  };
}

/**
 * The event that a body holds. Until 0.1.0 a person was `known` or not; the log stays as it was written, so those words
 * are read here.
 */
export function toEvent(body: string): IncidentEvent {
  const event: IncidentEvent & { by: { known?: boolean } } = JSON.parse(body);
  if (event.by.kind !== 'person' || event.by.known === undefined) return event;
  const { known, ...by } = event.by;
  return { ...event, by: { ...by, standing: known ? 'listed' : 'stranger' } };
}

/** A row as an alert of the port. */
export function toAlert(row: Row<'alerts'>): AlertRow {
  return row;
}

/** A row as a slot of the port; null becomes absent. */
export function toSlot(row: Row<'slots'>): SlotRow {
  return row;
}
