import type { Severity } from '../../src/domain/people.ts';
import type { ContainmentOutcome, Tally } from '../../src/domain/report/tally.ts';
import type { Category } from '../../src/domain/runbooks/runbook.ts';
import { day, hour, type Instant, minute } from '../../src/domain/time.ts';

/** The end of the seeded year. */
export const yearsEnd = Date.UTC(2026, 10, 30, 9);

/** What happens to a system, how often beside the others, and what kind of cause it turns out to be. */
const stories: {
  system: string;
  failure: string;
  kind: Category;
  weight: number;
  unmapped?: true;
  private?: true;
}[] = [
  { system: 'support-bot', failure: 'refusal-spike', kind: 'prompt', weight: 7 },
  { system: 'support-bot', failure: 'retrieval-decline', kind: 'data', weight: 5 },
  { system: 'support-bot', failure: 'latency-degradation', kind: 'infrastructure', weight: 5 },
  { system: 'support-bot', failure: 'cost-spike', kind: 'infrastructure', weight: 3 },
  { system: 'support-bot', failure: 'voice-dropouts', kind: 'infrastructure', weight: 2, unmapped: true },
  { system: 'refund-agent', failure: 'tool-failure', kind: 'infrastructure', weight: 5 },
  { system: 'refund-agent', failure: 'runaway-retries', kind: 'prompt', weight: 3 },
  { system: 'refund-agent', failure: 'unsafe-tool-use', kind: 'model', weight: 1 },
  { system: 'refund-agent', failure: 'data-exposure', kind: 'data', weight: 1, private: true },
  { system: 'contract-summariser', failure: 'unsupported-claims', kind: 'model', weight: 4 },
  { system: 'contract-summariser', failure: 'schema-breakage', kind: 'prompt', weight: 3 },
  {
    system: 'contract-summariser',
    failure: 'ocr-backlog',
    kind: 'infrastructure',
    weight: 1,
    unmapped: true,
  },
];

/**
 * A year of incidents, newest last, the same each time: many in spring when the models were changed, fewer and faster
 * towards the end, a tenth of them noise.
 */
export function seededYear(count = 160, end: Instant = yearsEnd): Tally[] {
  const chance = randomFrom(20261130);
  const times = Array.from({ length: count }, () => Math.round(end - openedAgo(chance))).sort(
    (a, b) => a - b,
  );
  const real = times.map((openedAt, n) => incident(n + 1, { openedAt, end, chance }));
  return [...real, ...drills(count, end)];
}

/** One a quarter; the first was not passed. */
function drills(after: number, end: Instant): Tally[] {
  const quiet = randomFrom(1);
  return [65, 80, 85, 95].map((points, n) => ({
    ...incident(after + n + 1, { openedAt: end - (330 - n * 90) * day, end, chance: quiet }),
    drill: { points, passed: points >= 80 },
  }));
}

/** Every other incident of the year left some; what was noted long ago has mostly shipped. */
function actionsIn(number: number, openedAt: Instant, end: Instant): Tally['actions'] {
  const due = new Date(openedAt + 21 * day).toISOString().slice(0, 10);
  const recent = end - openedAt < 40 * day;
  return [
    { status: recent && number % 4 === 0 ? 'open' : 'done', due },
    ...(number % 10 === 0 ? [{ status: 'dropped' as const, due }] : []),
  ];
}

type Chance = () => number;

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A quarter of them fall into six weeks of spring. */
function openedAgo(chance: Chance): number {
  return chance() < 0.25 ? 190 * day + chance() * 42 * day : chance() * 364 * day;
}

/** Times of response lie far out on one side: most are short, a few very long. */
function longTailed(median: number, chance: Chance): number {
  const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return Math.round(median * Math.exp(0.6 * normal));
}

interface Around {
  openedAt: Instant;
  end: Instant;
  chance: Chance;
}

function incident(number: number, { openedAt, end, chance }: Around): Tally {
  const story = storyBy(chance());
  // What was learned in the year: from 1 at its beginning to a half at its end.
  const pace = 1 - 0.5 * ((openedAt - (end - 365 * day)) / (365 * day));
  const severity = severityBy(chance());
  const cancelled = chance() < 0.1;
  const open = !cancelled && end - openedAt < 8 * hour;
  const acknowledged = openedAt + longTailed(4 * minute * pace, chance);
  const diagnosed = acknowledged + longTailed(18 * minute * pace, chance);
  const contained = diagnosed + longTailed(14 * minute * pace, chance);
  const recovered = contained + longTailed(25 * minute, chance);
  const helped = chance();
  const due = severity === 'sev1' ? 5 : severity === 'sev2' ? 3 : severity === 'sev3' ? 1 : 0;
  const late = chance() < 0.15 * pace ? 1 : 0;
  const missed = chance() < 0.1 * pace ? 1 : 0;
  const alerts = 1 + Math.floor(chance() * 4);
  return {
    number,
    system: story.system,
    failure: story.failure,
    ...(!cancelled && { kind: story.kind }),
    ...{ severity, worst: severity, private: story.private === true },
    phase: cancelled ? 'cancelled' : open ? 'mitigating' : 'resolved',
    startedAt: openedAt - Math.floor(chance() * 15) * minute,
    openedAt,
    reached: cancelled
      ? { acknowledged }
      : {
          acknowledged,
          ...(chance() < 0.93 && { diagnosed }),
          ...(!open && { contained, recovered, resolved: recovered + 20 * minute }),
        },
    ...{ alerts: chance() < 0.1 ? 0 : alerts, mapped: story.unmapped !== true },
    containments: cancelled
      ? []
      : [
          ...(helped < 0.2 ? [contain('rollback', 'no help')] : []),
          contain(kindBy(chance()), outcomeBy(helped)),
        ],
    evidence: { have: cancelled ? 0 : 3 + Math.floor(chance() * 4), of: 6 },
    updates: cancelled
      ? { onTime: 0, late: 0, missed: 0 }
      : { onTime: Math.max(0, due - late - missed), late: Math.min(due, late), missed: due > 1 ? missed : 0 },
    approvals: {
      given: cancelled ? 0 : due > 3 ? 2 : 1,
      overridden: chance() < 0.06 ? 1 : 0,
      breakGlass: chance() < 0.015 ? 1 : 0,
    },
    pages: { sent: 1 + Math.floor(chance() * 3), unreached: chance() < 0.04 ? 1 : 0 },
    openedAgain: chance() < 0.05 ? 1 : 0,
    ...(number % 2 === 0 && !cancelled && { actions: actionsIn(number, openedAt, end) }),
  };
}

type Contained = Tally['containments'][number];

function contain(kind: Contained['kind'], outcome: ContainmentOutcome): Contained {
  return { kind, outcome };
}

function storyBy(roll: number) {
  const each = stories.flatMap((story) => Array.from({ length: story.weight }, () => story));
  return each[Math.floor(roll * each.length)] as (typeof stories)[number];
}

function severityBy(roll: number): Severity {
  return roll < 0.06 ? 'sev1' : roll < 0.4 ? 'sev2' : roll < 0.85 ? 'sev3' : 'sev4';
}

function kindBy(roll: number): Contained['kind'] {
  return roll < 0.6 ? 'rollback' : roll < 0.85 ? 'fallback' : roll < 0.95 ? 'throttle' : 'safe-stop';
}

function outcomeBy(roll: number): ContainmentOutcome {
  return roll < 0.7 ? 'worked' : roll < 0.85 ? 'partly' : roll < 0.93 ? 'unmeasured' : 'not done';
}
