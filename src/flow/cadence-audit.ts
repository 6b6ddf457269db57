import { isOpen, type Opened } from '../domain/incident/state.ts';
import type { Severity } from '../domain/people.ts';
import { type Duration, type Instant, minute } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoredEffect } from '../ports/outbox.ts';
import type { Store } from '../ports/store.ts';
import type { Writer } from './write.ts';

/** A promise to stakeholders that was not kept by anybody: no person wrote, and airb itself did not speak either. */
export interface Unkept {
  incident: number;
  private: boolean;
  severity: Severity;
  dueAt: Instant;
  /** Whom what was said has not reached, `#support` or `audience finance`; absent where nothing was said at all. */
  reader?: string;
}

type Records = Pick<Store, 'heads' | 'effects' | 'events'>;

/** What leaves within this time is on its way, and no promise broken. */
const onItsWay: Duration = 2 * minute;

/**
 * Looks at the promises themselves, and not at the timers that should keep them: an open incident whose promised time went
 * by without a word, and readers whom the last word has not reached. It reads the records alone, so it sees what timers,
 * queue and sender would all have missed.
 */
export function createCadenceAudit({
  store,
  writer,
  clock,
}: {
  store: Records;
  writer: Pick<Writer, 'incident'>;
  clock: Clock;
}): () => Promise<Unkept[]> {
  return async () => {
    const heads = await store.heads({ open: true, drill: false });
    const found: Unkept[] = [];
    for (const { number } of heads) {
      const incident = await writer.incident(number);
      if (incident === undefined || !isOpen(incident)) continue;
      const since = clock.now() - onItsWay;
      found.push(...silent(incident, since));
      if (incident.audiencesTold.length > 0) found.push(...(await stuck(incident, store, since)));
    }
    return found;
  };
}

/** The deadline is long past and nobody moved it: its timer never came. */
function silent(incident: Opened, since: Instant): Unkept[] {
  const { dueAt } = incident.cadence;
  return dueAt === undefined || dueAt >= since ? [] : [{ ...about(incident), dueAt }];
}

/** Readers whom the last word has not reached, with when it was decided: a retry moves the due time, and not that. */
async function stuck(incident: Opened, store: Records, since: Instant): Promise<Unkept[]> {
  const newest = new Map<string, StoredEffect>();
  for (const effect of await store.effects(incident.number)) {
    const reader = readerOf(effect.body);
    if (reader !== undefined) newest.set(reader, effect);
  }
  const open = [...newest].filter(([, { state }]) => state !== 'done' && state !== 'superseded');
  if (open.length === 0) return [];
  const decidedAt = new Map(
    (await store.events(incident.number)).map(({ seq, event }) => [String(seq), event.at]),
  );
  return open.flatMap(([reader, { key, dueAt }]) => {
    const at = decidedAt.get(key.split('.')[1] ?? '') ?? dueAt;
    return at < since ? [{ ...about(incident), dueAt: at, reader }] : [];
  });
}

/** Whom an effect tells: a channel of stakeholders, by a word or by the head of its thread, or an audience outside chat. */
function readerOf(body: StoredEffect['body']): string | undefined {
  if (body.kind === 'publish') return `audience ${body.audience}`;
  if (body.kind !== 'say' && body.kind !== 'draw') return undefined;
  if (body.place.to !== 'channel') return undefined;
  const again = body.kind === 'say' ? body.replaces !== undefined : body.kept === true;
  return again ? undefined : `#${body.place.channel.replace(/^#/, '')}`;
}

function about({ number, severity, private: hidden }: Opened) {
  return { incident: number, severity, private: hidden };
}
