import { type RiskTier, riskTiers } from '../domain/people.ts';
import { inSeries } from '../domain/plain.ts';
import type { Library, SystemKind, SystemSpec } from '../domain/runbooks/runbook.ts';
import type { Instant } from '../domain/time.ts';
import type { Looked } from './looks.ts';
import { partPoints } from './parts.ts';
import { lookBack, type PastDrill, type PastIncident } from './past.ts';
import { peoplePoints } from './people.ts';
import type { Point, PointSpec, Subject } from './point.ts';
import { practicePoints, safeStop } from './practice.ts';
import { alertsMapped, runbookForEach, runbooksReviewed } from './runbooks.ts';
import { signalPoints } from './signals.ts';

/**
 * The checklist (requirement R9), in the order of an incident at night: what can be stopped, seen and answered, by
 * whom, and whether it was tried.
 */
export const checklist: PointSpec[] = [
  ...partPoints,
  safeStop,
  ...signalPoints,
  runbookForEach,
  alertsMapped,
  runbooksReviewed,
  ...peoplePoints,
  ...practicePoints,
];

/** Something that a system lacks, wholly or in part. */
export interface Gap {
  system: string;
  riskTier: RiskTier;
  point: Point;
  /** The points that closing it would add to the system's score. */
  cost: number;
}

export interface SystemReadiness {
  system: string;
  title: string;
  kind: SystemKind;
  riskTier: RiskTier;
  sample: boolean;
  file: string;
  /** The number of its incidents that were read. */
  incidents: number;
  /** 0 to 100; 100 only when nothing is missing. */
  score: number;
  points: Point[];
  /** Costliest first. */
  gaps: Gap[];
}

export interface Readiness {
  at: Instant;
  /** Highest risk first, then lowest score. */
  systems: SystemReadiness[];
  /** Of all systems: highest risk first, then costliest. */
  gaps: Gap[];
  log: {
    since: Instant;
    /** The number of incidents that were read. */
    incidents: number;
  };
  /** What was seen of the signals, and how airb knows it. */
  signals: { how: Looked['how']; why?: string; at?: Instant };
  /** Systems with incidents in the log but without a file; airb can't judge them. */
  unlisted: { system: string; incidents: number[] }[];
}

/** The incidents of the last half year that the reader may know of. */
export interface Past {
  incidents: PastIncident[];
  /** Drills that are over; absent where none were. */
  drills?: PastDrill[];
  /** What Prometheus shows of the signals; absent where nobody looked. */
  looked?: Looked;
}

/**
 * How ready each system is for its next incident, from the files, the log, and what was seen of the signals.
 * @param past newest first; incidents older than half a year are left out here
 */
export function assess(library: Library, past: Past, now: Instant): Readiness {
  const since = now - lookBack;
  const { looked = { how: 'not looked' }, drills = [] } = past;
  const incidents = past.incidents.filter(({ openedAt }) => openedAt >= since);
  const systems = library.systems
    .map((system) => systemReadiness({ system, library, past: incidents, drills, looked, now }))
    .sort((a, b) => byRisk(a, b) || a.score - b.score || compare(a.system, b.system));
  const gaps = systems.flatMap((one) => one.gaps).sort((a, b) => byRisk(a, b) || b.cost - a.cost);
  return {
    at: now,
    systems,
    gaps,
    log: { since, incidents: incidents.length },
    signals: {
      how: looked.how,
      ...(looked.why !== undefined && { why: looked.why }),
      ...(looked.seen && { at: looked.seen.at }),
    },
    unlisted: unlistedIn(library, incidents),
  };
}

/** Only one system, without the data of the others. */
export function onlySystem(readiness: Readiness, system: string): Readiness {
  const systems = readiness.systems.filter((one) => one.system === system);
  const incidents = systems.reduce((sum, one) => sum + one.incidents, 0);
  return {
    ...readiness,
    log: { ...readiness.log, incidents },
    systems,
    gaps: readiness.gaps.filter((gap) => gap.system === system),
    unlisted: [],
  };
}

/** Gaps that should stop a release: in systems of high risk, where the thing is missing entirely. */
export function alarming({ gaps }: Pick<Readiness, 'gaps'>): Gap[] {
  return gaps.filter(({ riskTier, point }) => riskTier === 'high' && point.state === 'missing');
}

function systemReadiness({
  system,
  library,
  past,
  drills,
  looked,
  now,
}: Omit<Subject, 'runbooks'>): SystemReadiness {
  const subject: Subject = {
    system,
    library,
    runbooks: library.runbooks.filter(({ appliesTo }) => appliesTo.includes(system.kind)),
    past: past.filter((incident) => incident.system === system.id),
    drills: drills.filter((one) => one.system === system.id),
    looked,
    now,
  };
  const points = checklist.map(({ judge, ...spec }): Point => ({ ...spec, ...judge(subject) }));
  return {
    ...named(system),
    system: system.id,
    incidents: subject.past.length,
    score: scoreOf(points),
    points,
    gaps: gapsOf(system, points),
  };
}

function named({ title, kind, riskTier, sample, file }: SystemSpec) {
  return { title, kind, riskTier, sample, file };
}

/** Rounded down, so that 100 means that nothing is missing. */
function scoreOf(points: Point[]): number {
  const of = weightOf(points);
  const have = points.reduce((sum, { state, share, weight }) => sum + (asked(state) ? share * weight : 0), 0);
  return of === 0 ? 0 : Math.floor((100 * have) / of + 1e-9);
}

function gapsOf({ id: system, riskTier }: SystemSpec, points: Point[]): Gap[] {
  const of = weightOf(points);
  const open = points.filter(({ state }) => state === 'missing' || state === 'partly');
  return [...open.filter(({ unseen }) => !unseen), ...together(open.filter(({ unseen }) => unseen))]
    .map((point) => ({ system, riskTier, point, cost: (100 * point.weight * (1 - point.share)) / of }))
    .sort((a, b) => b.cost - a.cost);
}

/** Signals nobody has looked at are one thing to do, and one gap. */
function together(unseen: Point[]): Point[] {
  const [first] = unseen;
  if (first === undefined) return [];
  const weight = weightOf(unseen);
  const read = unseen.flatMap(({ evidence }) => evidence);
  const fields = read.flatMap(({ field }) =>
    field === undefined ? [] : [`\`${field.replace('signals.', '')}\``],
  );
  const file = read[0]?.file;
  const have = unseen.reduce((sum, point) => sum + point.share * point.weight, 0);
  return [
    {
      id: 'signals-seen',
      title: 'Signals seen to answer',
      question: 'Has Prometheus shown that what the files measure is there, and moves?',
      why: 'A renamed metric is no error in Prometheus: its alert never fires, and everything looks well.',
      weight,
      state: 'partly',
      share: have / weight,
      evidence: [
        {
          says: `nobody looked whether the queries of ${inSeries(fields)} answer`,
          ...(file !== undefined && { file, field: 'signals' }),
        },
      ],
      close: first.close ?? '',
    },
  ];
}

function weightOf(points: Point[]): number {
  return points.reduce((sum, { state, weight }) => sum + (asked(state) ? weight : 0), 0);
}

function asked(state: Point['state']): boolean {
  return state !== 'not applicable';
}

function unlistedIn({ systems }: Library, incidents: PastIncident[]): Readiness['unlisted'] {
  const known = new Set(systems.map(({ id }) => id));
  const found = new Map<string, number[]>();
  for (const { system, number } of incidents)
    if (!known.has(system)) found.set(system, [...(found.get(system) ?? []), number]);
  return [...found].map(([system, numbers]) => ({ system, incidents: numbers }));
}

function byRisk(a: { riskTier: RiskTier }, b: { riskTier: RiskTier }): number {
  return riskTiers.indexOf(a.riskTier) - riskTiers.indexOf(b.riskTier);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
