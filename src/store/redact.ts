import { and, eq } from 'drizzle-orm';
import type { OutgoingBody } from '../domain/chat/outgoing.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { scrubbed } from '../domain/incident/scrub.ts';
import type { Change } from '../domain/signals/change.ts';
import type { Writes } from '../ports/records.ts';
import { type AuditEntry, digestOf, sha256 } from './audit-entry.ts';
import { alertDigest, effectDigest, sameAlert } from './audit-rows.ts';
import { canonical } from './chain.ts';
import type { Connection } from './connection.ts';
import { alerts, changes, effects, events } from './schema.ts';

type Redaction = NonNullable<Writes['redact']>;

/**
 * Takes texts out of everything an incident left in the records; inside the transaction.
 * @returns the notes for the audit log: which tombstones stand now, and the rows that changed beside them
 */
export function redact(db: Connection['db'], { incident, entries }: Redaction): AuditEntry[] {
  const taken = entries.flatMap(({ texts, words }) => texts.map((text) => ({ text, words })));
  // The longest first, so that a short text does not spoil a long one that holds it.
  taken.sort((a, b) => b.text.length - a.text.length);
  const tombstones = entries.map(({ seq, event }): AuditEntry => {
    const body = canonical(event);
    db.update(events)
      .set({ body })
      .where(and(eq(events.incident, incident), eq(events.seq, seq)))
      .run();
    return { redact: { incident, seq, body: sha256(body) } };
  });
  const changed = entries.flatMap(({ event }) => changesIn(event).map(({ id }) => id));
  return [
    ...tombstones,
    ...effectsWithout(db, incident, taken),
    ...alertsWithout(db, incident, taken),
    ...changed.flatMap((id) => changeWithout(db, id, taken)),
  ];
}

type Taken = Parameters<typeof scrubbed>[1];

function changesIn(event: IncidentEvent): Change[] {
  if (event.type === 'incident.opened') return event.changes;
  return event.type === 'change.noted' ? [event.change] : [];
}

function effectsWithout(db: Connection['db'], incident: number, taken: Taken): AuditEntry[] {
  const rows = db.select().from(effects).where(eq(effects.incident, incident)).all();
  const noted: Record<string, string> = {};
  for (const row of rows) {
    const body = bodyWithout(row.body, taken);
    const lastError = scrubbed(row.lastError, taken);
    if (body === row.body && lastError === row.lastError) continue;
    db.update(effects).set({ body, lastError }).where(eq(effects.position, row.position)).run();
    noted[row.key] = effectDigest({ ...row, body });
  }
  return Object.keys(noted).length > 0 ? [{ effects: noted }] : [];
}

/**
 * The body without the texts, where it holds words of somebody. What it is to do, for which version, at which address
 * and in which place stays as it was decided, whatever words were redacted: a note `prompt-v6` changes no call.
 */
function bodyWithout(body: OutgoingBody, taken: Taken): OutgoingBody {
  const after = wordsWithout(body, (words) => scrubbed(words, taken));
  return canonical(after) === canonical(body) ? body : after;
}

function wordsWithout(body: OutgoingBody, without: <T>(words: T) => T): OutgoingBody {
  switch (body.kind) {
    case 'say':
      return { ...body, card: without(body.card) };
    case 'page':
      return { ...body, summary: without(body.summary) };
    case 'room.topic':
      return { ...body, topic: without(body.topic) };
    case 'room.links':
      return { ...body, links: without(body.links) };
    case 'action':
      return { ...body, reason: without(body.reason) };
    case 'share':
      return { ...body, change: { ...body.change, summary: without(body.change.summary) } };
    default:
      return body;
  }
}

function alertsWithout(db: Connection['db'], incident: number, taken: Taken): AuditEntry[] {
  const rows = db.select().from(alerts).where(eq(alerts.incident, incident)).all();
  return rows.flatMap((row) => {
    const { title, labels, annotations, link, extra } = row.alert;
    // By the rest the episode is found again, and judged.
    const alert = { ...row.alert, ...scrubbed({ title, labels, annotations, link, extra }, taken) };
    if (canonical(alert) === canonical(row.alert)) return [];
    db.update(alerts).set({ alert }).where(eq(alerts.episode, row.episode)).run();
    const after = { ...row, alert };
    const { episode, times } = row;
    return [{ alert: { episode, incident, times, same: sameAlert(after), row: alertDigest(after) } }];
  });
}

function changeWithout(db: Connection['db'], id: string, taken: Taken): AuditEntry[] {
  const row = db.select().from(changes).where(eq(changes.id, id)).get();
  if (!row) return [];
  const { summary, link } = row.change;
  const change = { ...row.change, ...scrubbed({ summary, link }, taken) };
  if (canonical(change) === canonical(row.change)) return [];
  db.update(changes).set({ change }).where(eq(changes.id, id)).run();
  return [{ change: { id, row: digestOf(change) } }];
}
