import type { SlotRow } from '../ports/outbox.ts';
import type { AlertRow, Head } from '../ports/records.ts';
import { digestOf, digestOfJson } from './audit-entry.ts';

/** Digests of rows as the audit log notes them. What changes without a note is left out, and named here. */

type HeadRow = Omit<Head, 'room' | 'activeAt' | 'stray' | 'storm' | 'mergedInto' | 'items' | 'outcome'> & {
  room?: string | null;
  stray?: string | null;
  mergedInto?: number | null;
  outcome?: Head['outcome'] | null;
};

/**
 * Without the mark of the last activity, which a repeated alert moves, the storm, which only groups a message, and the action
 * items, which the log holds one by one.
 */
export function headDigest(row: HeadRow): string {
  const { number, title, system, failure, severity, phase, version } = row;
  const { openedAt, updatedAt, room = null, siblings = [], stray = null } = row;
  const { mergedInto = null, drill = false, outcome = null } = row;
  return digestOf(
    ...[number, title, system, failure, severity, phase],
    ...[row.open, row.private, openedAt, updatedAt, room, version, siblings, stray],
    // Only where it is so: what was noted of the others before this was known stays as it is.
    ...(mergedInto === null ? [] : [mergedInto]),
    ...(drill ? ['drill'] : []),
    ...(outcome === null ? [] : [outcome]),
  );
}

interface EffectRow {
  key: string;
  incident: number;
  lane: string;
  coalesce?: string | null;
  body: unknown;
}

/** Without state, attempts and times: settling notes the state, and a redraw may take an earlier time. */
export function effectDigest({ key, incident, lane, coalesce, body }: EffectRow): string {
  return digestOf(key, incident, lane, coalesce ?? null, body);
}

/** What every delivery of an alert has in common. */
export function sameAlert({ episode, incident, alert }: AlertRow): string {
  const { fingerprint, source, startsAt, labels, status } = alert;
  return digestOf(episode, incident, fingerprint, source, startsAt, labels, status);
}

/**
 * One delivery of it.
 * @param text the alert's JSON, where it is there already
 */
export function alertDigest(
  { episode, incident, alert, times, receivedAt }: AlertRow,
  text = JSON.stringify(alert),
): string {
  return digestOfJson(`[${JSON.stringify(episode)},${incident},${text},${times},${receivedAt}]`);
}

export function slotDigest({ incident, slot, message, drawn }: SlotRow): string {
  return digestOf(incident, slot, message, drawn);
}
