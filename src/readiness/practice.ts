import { count } from '../domain/plain.ts';
import { type Duration, day, dayOf } from '../domain/time.ts';
import { freshness } from './days.ts';
import type { PastDrill, PastIncident } from './past.ts';
import {
  type Evidence,
  graded,
  inFile,
  met,
  missing,
  notApplicable,
  type PointSpec,
  partly,
  type Subject,
} from './point.ts';

/** A fallback or rollback that worked longer ago than this may no longer work. */
const testedWithin: Duration = 180 * day;
/** One quarter, because people join and leave. */
const drilledWithin: Duration = 90 * day;

/** The share that an old proof still counts for. */
const staleShare = 0.4;

const degradationTested: PointSpec = {
  id: 'degradation-tested',
  title: 'A tested way to run degraded',
  question: 'Was the fallback, or a rollback through airb, really carried out within 180 days?',
  why: 'An untested fallback may not work. Most that fail, fail on the first try.',
  weight: 9,
  judge(subject) {
    const { system, past, now } = subject;
    const done = past.flatMap(({ number, rollbacks }) =>
      rollbacks.filter(({ at }) => now - at < testedWithin).map((one) => ({ number, ...one })),
    );
    const fromLog = done.slice(0, 3).map(
      ({ number, part, at, verdict }): Evidence => ({
        says: `\`${part}\` was rolled back through airb on ${dayOf(at)}: ${verdict}`,
        incidents: [number],
      }),
    );
    const { evidence, fresh, stale } = dated(subject, {
      field: 'fallbackTested',
      on: system.fallbackTested,
      did: 'the fallback was tried',
      within: testedWithin,
    });
    if (fresh || fromLog.length > 0) return met(...(fresh ? evidence : []), ...fromLog);
    const close = `Switch to the fallback on purpose, once, in quiet hours, and write the day into \`fallbackTested\` of \`${system.file}\`; a rollback of any part through airb counts as well.`;
    const none = { says: 'no rollback through airb in the log of the last 180 days' };
    return stale ? partly(staleShare, [...evidence, none], close) : missing([...evidence, none], close);
  },
};

export const safeStop: PointSpec = {
  id: 'safe-stop',
  title: 'A safe stop',
  question: 'Is it written down how to stop it without leaving work half done?',
  why: 'An agent acts. While it misbehaves stopping it is the first thing asked for, and killing it may repeat its last act.',
  weight: 10,
  judge(subject) {
    const { kind, safeStop: how, file } = subject.system;
    if (kind !== 'agent') return notApplicable(`a system of kind ${kind} does not act by itself`);
    if (how?.trim())
      return met(inFile(subject, 'safeStop', how.length > 120 ? `${how.slice(0, 119).trimEnd()}…` : how));
    return missing(
      [inFile(subject, 'safeStop', 'not written')],
      `Write into \`safeStop\` of \`${file}\` how it is stopped and what happens to tasks under way.`,
    );
  },
};

export const drill: PointSpec = {
  id: 'drill',
  title: 'Recent practice',
  question: 'Did somebody work through an incident of this system within 90 days, played or real?',
  why: 'The first time through a runbook takes three times as long, and finds the steps that no longer work.',
  weight: 7,
  judge(subject) {
    const { system, past, drills, now } = subject;
    const played = drills.filter(({ at }) => now - at < drilledWithin);
    const passed = played.filter((one) => one.passed).slice(0, 3);
    const worked = past.filter(
      ({ resolvedAt, stepsDone }) =>
        resolvedAt !== undefined && stepsDone > 0 && now - resolvedAt < drilledWithin,
    );
    const fromLog = worked.slice(0, 3).map(
      (it): Evidence => ({
        says: `real: worked to its end on ${dayOf(it.resolvedAt ?? it.openedAt)}, ${count(it.stepsDone, 'step')} done; that counts as practice`,
        incidents: [it.number],
      }),
    );
    const { evidence, fresh, stale } = dated(subject, {
      field: 'drill',
      on: system.drill?.on,
      did: 'by hand in the file: played',
      what: system.drill?.what,
      within: drilledWithin,
    });
    if (passed.length + fromLog.length > 0) return met(...passed.map(drillSaid), ...fromLog);
    // What somebody typed counts where the records say nothing of a drill; a newer one that was not passed says more.
    if (fresh && played.length === 0) return met(...evidence);
    const close = `Play one of its scenarios with those on call: \`/airb drill\`, or \`airb drill\`. A day written as \`drill: { on: <day>, what: <what was played> }\` into \`${system.file}\` counts for what was played elsewhere.`;
    const none = { says: 'no incident of it was worked to its end in the last 90 days' };
    const seen = [...played.slice(0, 3).map(drillSaid), ...evidence, none];
    return stale ? partly(staleShare, seen, close) : missing(seen, close);
  },
};

function drillSaid({ number, at, scenario, points, passed, stopped }: PastDrill): Evidence {
  const end = passed
    ? 'passed'
    : stopped
      ? 'stopped, which is no practice'
      : 'not passed, which is no practice';
  return {
    says: `drill of ${scenario} on ${dayOf(at)}: ${points} of 100 points, ${end}`,
    incidents: [number],
  };
}

interface Dated {
  field: string;
  on: string | undefined;
  /** `the fallback was tried` */
  did: string;
  /** What it was, in the words of the file. */
  what?: string;
  within: Duration;
}

function dated(subject: Subject, { field, on, did, what, within }: Dated) {
  if (on === undefined)
    return { evidence: [inFile(subject, field, 'no day is given')], fresh: false, stale: false };
  const age = freshness(on, { now: subject.now, within });
  const says = {
    fresh: `${did} on ${on}${what ? `: ${what.replace(/\.$/, '')}` : ''}`,
    stale: `${did} on ${on}, longer than ${within / day} days ago`,
    ahead: `${on} has not come yet (it is ${dayOf(subject.now)}), so it does not count`,
  }[age];
  return { evidence: [inFile(subject, field, says)], fresh: age === 'fresh', stale: age === 'stale' };
}

export const postmortems: PointSpec = {
  id: 'postmortems',
  title: 'Postmortems drafted',
  question: 'Has every resolved incident of the last 180 days its postmortem, or is it not due yet?',
  why: 'What people learned at night is forgotten in a week; the next incident then starts from the same point.',
  weight: 5,
  judge({ past, now }) {
    const resolved = past.filter(({ resolvedAt }) => resolvedAt !== undefined);
    if (resolved.length === 0) return notApplicable('no resolved incident of this system stands in the log');
    const owed = resolved.filter(({ postmortem }) => isOwed(postmortem, now));
    const drafted = resolved.filter(({ postmortem }) => postmortem.drafted);
    const evidence: Evidence[] = [
      {
        says: `${count(drafted.length, 'draft')} for ${count(resolved.length, 'resolved incident')}`,
        incidents: resolved.map(({ number }) => number),
      },
      ...owed.slice(0, 4).map(({ number, postmortem }) => ({
        says: `no draft, due since ${dayOf(postmortem.dueAt ?? now)}`,
        incidents: [number],
      })),
    ];
    const first = owed[0]?.number ?? 0;
    return graded(
      1 - owed.length / resolved.length,
      evidence,
      `Write \`/airb #${first} postmortem\` in chat; it drafts one from the log.`,
    );
  },
};

function isOwed({ drafted, dueAt }: PastIncident['postmortem'], now: number): boolean {
  return !drafted && dueAt !== undefined && dueAt <= now;
}

/** Points judged from what people really did. */
export const practicePoints: PointSpec[] = [degradationTested, drill, postmortems];
