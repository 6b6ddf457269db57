import { createSeal } from '../../src/app/seal.ts';
import { ownLimits } from '../../src/chat/kit/own-limits.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import { isOpen } from '../../src/domain/incident/state.ts';
import { tallyOf } from '../../src/domain/report/tally.ts';
import { createReports } from '../../src/flow/reports.ts';
import { readKept } from '../../src/library/kept.ts';
import { type Loaded, loadLibrary } from '../../src/library/load.ts';
import type { Document, Head, HeadsFilter, Needs } from '../../src/ports/records.ts';
import { assess } from '../../src/readiness/assess.ts';
import { pastIncident } from '../../src/readiness/past.ts';
import type { WebOptions } from '../../src/web/options.ts';
import { doorsAt } from '../support/doors.ts';
import { testLog } from '../support/log.ts';
import { at, workedExample } from '../support/worked-example.ts';

export const token = 'a-token-for-tests-only';

/** Incident 42 is resolved, 43 is being worked on, 44 is private. */
export const logs = new Map<number, IncidentEvent[]>([
  [42, workedExample()],
  [43, workedExample({ number: 43, title: 'Support bot <b>slow</b> & "odd"' }).slice(0, 28)],
  [44, workedExample({ number: 44, title: 'Injected instructions', private: true }).slice(0, 8)],
]);

function state(number: number) {
  const incident = fold(nothing, logs.get(number) ?? []);
  return incident.phase === 'none' ? undefined : incident;
}

function headOf(number: number): Head | undefined {
  const incident = state(number);
  if (incident === undefined) return undefined;
  const { title, failure, severity, phase, openedAt, room } = incident;
  const events = logs.get(number) ?? [];
  return {
    number,
    title,
    failure,
    severity,
    phase,
    openedAt,
    room,
    system: incident.plan.system.id,
    open: isOpen(incident),
    private: incident.private,
    updatedAt: events.at(-1)?.at ?? openedAt,
    activeAt: openedAt,
    version: events.length,
  };
}

function isMeant(head: Head, { open, private: secret }: HeadsFilter): boolean {
  return (open ?? head.open) === head.open && (secret ?? head.private) === head.private;
}

let shipped: Loaded | undefined;

/** The library as shipped, read once. */
export function library() {
  shipped ??= loadLibrary('runbooks');
  if (shipped.library === undefined) throw new Error('the shipped runbooks have errors');
  return shipped.library;
}

/** Files kept when incidents opened, by hash. */
export const kept = new Map<string, Document>();

/** The part of a store that remembers sign-outs, beyond the end of any one program. */
export function signOuts(): Pick<WebOptions['store'], 'write' | 'taken'> {
  const keys = new Set<string>();
  return {
    write: async ({ inputKey }: Needs) => {
      if (inputKey !== undefined) keys.add(inputKey);
      return undefined as never;
    },
    taken: async (key) => keys.has(key),
  };
}

/** What the pages and the API read, over the three logs and the shipped runbooks. */
export function webOptions(facts: Partial<WebOptions> = {}): WebOptions {
  return {
    store: {
      database: 'SQLite',
      events: async (incident) =>
        (logs.get(incident) ?? []).map((event, i) => ({ incident, seq: i + 1, event, hash: '' })),
      heads: async (filter) =>
        [...logs.keys()].flatMap((it) => headOf(it) ?? []).filter((it) => isMeant(it, filter)),
      head: async (incident) => headOf(incident),
      document: async (hash) => kept.get(hash),
      content: async () => undefined,
      ping: async () => undefined,
      ...signOuts(),
    },
    runbooks: { library, findings: () => [], read: readKept },
    revision: async () => undefined,
    fold: async (number) => state(number),
    readiness: async ({ trusted }) => {
      const incidents = [...logs.keys()].flatMap((it) => state(it) ?? []);
      const shown = incidents.filter((it) => trusted || !it.private).map(pastIncident);
      const past = { incidents: shown };
      return assess(library(), past, at('14:50'));
    },
    report: createReports({
      tallies: { since: async () => [...logs.keys()].flatMap((it) => state(it) ?? []).map(tallyOf) },
      library,
      clock: { now: () => at('14:50') },
    }),
    clock: { now: () => at('14:50') },
    limiter: ownLimits(facts.clock ?? { now: () => at('14:50') }),
    doors: doorsAt(),
    log: testLog,
    publicUrl: 'http://127.0.0.1:3000',
    state: () => ({
      checks: [{ name: 'chat', ok: true, required: true, detail: 'Slack answers.' }],
    }),
    postmortems: {
      events: async (number) => logs.get(number) ?? [],
      handle: async () => ({ ok: false, rejected: 'nobody writes here' }),
      publish: async () => ({ ok: false, rejected: 'nobody publishes here' }),
    },
    seal: createSeal('of these tests'),
    feedback: { secrets: [], take: async () => ({ incident: undefined }) },
    noteRun: async () => ({ refused: 'nobody notes runs here' }),
    keepEvidence: async () => ({ refused: 'nobody keeps evidence here' }),
    contracts: async () => [],
    scrape: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text: 'airb_up 1\n' }),
    ...facts,
  };
}
