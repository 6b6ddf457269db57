import type { Runbook, SignalSpec, SystemKind, Trigger } from '../domain/runbooks/runbook.ts';
import { show } from '../domain/signals/reading.ts';
import { isDead, type Seen as Sighting, seenWords } from '../domain/signals/seen.ts';
import { dayOf } from '../domain/time.ts';
import { seenOf } from './looks.ts';
import {
  graded,
  inFile,
  type Judgement,
  missing,
  notApplicable,
  type PointSpec,
  type Subject,
} from './point.ts';

interface Wanted {
  /** Names that runbooks use; any one of these signals is enough. */
  signals: string[];
  /** What is watched, inside a sentence. */
  what: string;
  /** Kinds of system to which the point does not apply. */
  notFor: SystemKind[];
}

export const signalPoints: PointSpec[] = [
  {
    id: 'hallucination-signal',
    title: 'Hallucinations measured',
    question:
      'Is the share of answers with unsupported claims measured, against a normal, with a limit that alarms?',
    why: 'A wrong answer is a fast, well-formed 200: no error rate sees it, so users are the first to know.',
    weight: 6,
    judge: watched({
      signals: ['unsupported_claims'],
      what: 'unsupported claims',
      notFor: ['classifier', 'other'],
    }),
  },
  {
    id: 'refusal-signal',
    title: 'Refusals measured',
    question: 'Is the share of refusals measured, against a normal, with a limit that alarms?',
    why: 'Refusals rise with stricter prompts and guardrails and fall when they are bypassed; both look healthy elsewhere.',
    weight: 6,
    judge: watched({ signals: ['refusal_rate'], what: 'refusals', notFor: ['classifier', 'search'] }),
  },
  {
    id: 'structure-signal',
    title: 'Structured output measured',
    question:
      'Is the share of outputs that break their schema measured, against a normal, with a limit that alarms?',
    why: 'What reads the output fails later and elsewhere, and blames itself.',
    weight: 5,
    judge: watched({ signals: ['schema_violations'], what: 'schema violations', notFor: ['search'] }),
  },
  {
    id: 'cost-signal',
    title: 'Cost measured',
    question: 'Is cost or token use measured, against a normal, with a limit that alarms?',
    why: 'A loop or a long prompt spends a month’s budget in a night while every answer is good.',
    weight: 4,
    judge: watched({
      signals: ['cost_per_request', 'cost_per_hour', 'output_tokens'],
      what: 'cost',
      notFor: [],
    }),
  },
  {
    id: 'latency-signal',
    title: 'Speed measured',
    question: 'Is it measured how long people wait, or that work gets done, with a limit that alarms?',
    why: 'Slow with good answers points at infrastructure; without the number the first question of triage stays open.',
    weight: 4,
    judge: watched({
      signals: ['latency_p95', 'first_token_p95', 'workflow_completion', 'stuck_workflows'],
      what: 'speed',
      notFor: [],
    }),
  },
];

interface Seen {
  signal: SignalSpec;
  alarm: { runbook: Runbook; trigger: Trigger } | undefined;
  /** What Prometheus showed of it; undefined where nobody looked. */
  sighting: Sighting | undefined;
}

function watched({ signals, what, notFor }: Wanted): PointSpec['judge'] {
  return (subject): Judgement => {
    const { kind, file } = subject.system;
    const found = signals
      .flatMap((name) => subject.system.signals.find((signal) => signal.name === name) ?? [])
      .map(
        (signal): Seen => ({
          signal,
          alarm: alarmOn(signal, subject),
          sighting: seenOf(subject.system, signal, subject.looked),
        }),
      )
      .sort((a, b) => grade(b) - grade(a));
    const [best] = found;
    if (best === undefined) {
      if (notFor.includes(kind)) return notApplicable(`a system of kind ${kind} has no ${what} to measure`);
      const names = signals.map((name) => `\`signals.${name}\``).join(' or ');
      return missing(
        [inFile(subject, 'signals', `nothing measures ${what}`)],
        `Add ${names} to \`${file}\`, with \`query\`, \`unit\` and \`baseline\`.`,
      );
    }
    const { signal, alarm } = best;
    const field = `signals.${signal.name}`;
    const normal =
      signal.baseline === undefined
        ? 'no normal value is given'
        : `normal ${show(signal.baseline, signal.unit)}`;
    const limit =
      alarm === undefined ? 'no limit alarms' : `alarms (\`${alarm.runbook.id}\`): ${alarm.trigger.title}`;
    const says = `${signal.title}: ${normal}; ${limit}; ${sightWords(best, subject)}`;
    const judgement = graded(grade(best), [inFile(subject, field, says)], todo(best, subject));
    return isUnseen(best) ? { ...judgement, unseen: true } : judgement;
  };
}

/** What is written counts by how far it was seen to answer. */
function grade({ signal, alarm, sighting }: Seen): number {
  const written = 0.4 + (signal.baseline === undefined ? 0 : 0.3) + (alarm === undefined ? 0 : 0.3);
  return written * shareOf(sighting);
}

/** A query that nobody asked is a promise, and one that never moves may be a dead counter. */
function shareOf(sighting: Sighting | undefined): number {
  if (sighting === undefined) return 0.4;
  if (isDead(sighting)) return 0;
  return sighting.is === 'answers' ? 1 : sighting.is === 'flat' ? 0.5 : 0.4;
}

function isUnseen({ signal, alarm, sighting }: Seen): boolean {
  return sighting === undefined && signal.baseline !== undefined && alarm !== undefined;
}

function sightWords({ sighting }: Seen, { looked }: Subject): string {
  if (sighting === undefined) return 'nobody looked whether its query answers';
  const { seen } = looked;
  return seen === undefined ? seenWords(sighting) : `${seenWords(sighting)} (${dayOf(seen.at)})`;
}

function todo({ signal, alarm, sighting }: Seen, { system }: Subject): string {
  const field = `signals.${signal.name}`;
  const seen =
    sighting === undefined
      ? 'Let `airb runbooks lint --live` ask your Prometheus. '
      : sighting.is === 'answers'
        ? ''
        : `See what \`airb runbooks lint --live\` says of \`${field}.query\` in \`${system.file}\`. `;
  const baseline =
    signal.baseline === undefined
      ? `Write what is normal into \`${field}.baseline\` of \`${system.file}\`. `
      : '';
  const limit =
    alarm === undefined
      ? `Let a trigger of a runbook for this kind of system watch it: \`signal: ${signal.name}\`, \`above: 2x baseline\`, \`for: 10m\`.`
      : '';
  return `${seen}${baseline}${limit}`.trim();
}

function alarmOn(signal: SignalSpec, { runbooks }: Subject): Seen['alarm'] {
  return runbooks
    .flatMap((runbook) => runbook.triggers.map((trigger) => ({ runbook, trigger })))
    .find(
      ({ trigger }) => trigger.signal === signal.name && worsens(trigger, signal) && fires(trigger, signal),
    );
}

/** True when the trigger fires on a worse value. A trigger on falling refusals is for another failure. */
function worsens({ compare }: Trigger, { better }: SignalSpec): boolean {
  return compare === (better === 'lower' ? 'above' : 'below');
}

/** True when the trigger can fire: a limit that is a multiple of a missing baseline or objective never fires. */
export function fires(trigger: Trigger, signal: SignalSpec): boolean {
  const { threshold, baselineFactor, deviations, objectiveFactor, budgetFactor } = trigger;
  if (threshold !== undefined || deviations !== undefined) return true;
  if (baselineFactor !== undefined) return signal.baseline !== undefined;
  return (objectiveFactor ?? budgetFactor) !== undefined && signal.objective !== undefined;
}
