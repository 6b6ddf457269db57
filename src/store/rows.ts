import type { SlotRow, StoredEffect } from '../ports/outbox.ts';
import type { AlertRow, Head } from '../ports/records.ts';
import type { alerts, effects, incidents, slots } from './schema.ts';

/** A row as the port's head, without columns that only the store needs; null becomes absent. */
export function toHead({ room, hash: _, ...row }: typeof incidents.$inferSelect): Head {
  return room === null ? row : { ...row, room };
}

/** A row as an effect of the port; null becomes absent. */
export function toEffect(row: typeof effects.$inferSelect): StoredEffect {
  const { position: _p, kind: _k, coalesce, waitsFor, sentAt, lastError, ...effect } = row;
  return {
    ...effect,
    ...(coalesce === null ? {} : { coalesce }),
    ...(waitsFor === null ? {} : { waitsFor }),
    ...(sentAt === null ? {} : { sentAt }),
    ...(lastError === null ? {} : { lastError }),
  };
}

/** A row as an alert of the port. */
export function toAlert(row: typeof alerts.$inferSelect): AlertRow {
  return row;
}

/** A row as a slot of the port; null becomes absent. */
export function toSlot(row: typeof slots.$inferSelect): SlotRow {
  return row;
}
