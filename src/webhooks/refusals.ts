import { type Instant, minute } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { Metrics, RefusalReason } from '../ports/metrics.ts';
import { noteHeard } from './heard.ts';
import type { WebhookKind } from './kind.ts';

/** The last refusal of a source, as it is remembered for `airb doctor`, which is another process. */
export interface Refusal {
  at: Instant;
  status: number;
  why: string;
  /** How many there were since the process started. */
  times: number;
  /** Something of this source was taken later. */
  takenAt?: Instant;
}

/** Notes what becomes of the requests of the known sources. */
export interface Refusals {
  refused(kind: WebhookKind, source: string, problem: { status: number; why: string }): void;
  /** @param parsed what it brought: nothing to store, where all of it was passed over */
  taken(kind: WebhookKind, source: string, parsed?: { items: unknown[]; passed?: string[] }): void;
}

/** The same refusal is logged and remembered once in this time; strangers must not fill the log or the records. */
const oncePer = minute;

/** The longest reason that is kept; it may quote the sender. */
const longest = 300;

const reasons: Readonly<Record<number, RefusalReason>> = {
  400: 'not_json',
  401: 'unsigned',
  413: 'too_large',
  415: 'not_json',
  422: 'unusable',
  503: 'busy',
};

/** Counts, logs and remembers refusals, and when each source was heard: who sends alerts seldom looks at the answers. */
export function noteRefusals(deps: {
  clock: Clock;
  log: Log;
  memory: Memory;
  count: Metrics['webhookRefused'];
  passed: Metrics['webhookPassed'];
}): Refusals {
  const { clock, log, memory, count } = deps;
  const heard = noteHeard({
    memory,
    failed: (error) => log.debug({ error: String(error) }, 'when a source was heard could not be remembered'),
  });
  /** When each kind of refusal was last told, and how often it came since. */
  const told = new Map<string, { at: Instant; since: number }>();
  const times = new Map<string, number>();
  /** Sources of which the record does not say yet that something was taken since. */
  const settled = new Set<string>();

  const remember = (key: string, refusal: Refusal) =>
    memory
      .remember(key, JSON.stringify(refusal))
      .catch((error: unknown) => log.debug({ error: String(error) }, 'a refusal could not be remembered'));

  async function settle(key: string, at: Instant): Promise<void> {
    const last = readRefusal(await memory.recall(key));
    if (last !== undefined && last.takenAt === undefined) await remember(key, { ...last, takenAt: at });
  }

  return {
    refused(kind, source, { status, why }) {
      const reason = reasons[status] ?? 'other';
      count(kind, source, reason);
      const key = keyOf(kind, source);
      const at = clock.now();
      times.set(key, (times.get(key) ?? 0) + 1);
      const last = told.get(`${key} ${reason}`);
      if (last !== undefined && Math.abs(at - last.at) < oncePer) {
        last.since += 1;
        return;
      }
      told.set(`${key} ${reason}`, { at, since: 0 });
      const said = why.slice(0, longest);
      const more = last?.since ? { others: last.since } : {};
      log.warn({ source, kind, status, why: said, ...more }, 'a webhook was refused');
      // What can't be stored just now comes again by itself.
      if (reason === 'busy') return;
      settled.delete(key);
      void remember(key, { at, status, why: said, times: times.get(key) ?? 1 });
    },
    taken(kind, source, parsed) {
      const key = keyOf(kind, source);
      const why = parsed?.items.length === 0 ? parsed.passed?.[0] : undefined;
      if (why !== undefined) deps.passed(kind, source);
      heard(kind, source, { at: clock.now(), ...(why !== undefined && { why }) });
      if (settled.has(key)) return;
      settled.add(key);
      settle(key, clock.now()).catch((error: unknown) =>
        log.debug({ error: String(error) }, 'a refusal could not be looked up'),
      );
    },
  };
}

/** The last refusal of a source, from the records; undefined when there was none. */
export async function lastRefusal(
  memory: Pick<Memory, 'recall'>,
  kind: WebhookKind,
  source: string,
): Promise<Refusal | undefined> {
  return readRefusal(await memory.recall(keyOf(kind, source)));
}

function keyOf(kind: WebhookKind, source: string): string {
  return `refused/${kind}/${source}`;
}

function readRefusal(text: string | undefined): Refusal | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Refusal);
}
