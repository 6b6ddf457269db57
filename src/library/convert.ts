import type { DigestSpec } from '../domain/oncall/digest.ts';
import type {
  AnswerCondition,
  Diagnosis,
  EscalationRule,
  Matcher,
  Mitigation,
  Organization,
  PartSpec,
  RecoveryCheck,
  Runbook,
  SignalCondition,
  Step,
  SystemSpec,
  Trigger,
} from '../domain/runbooks/runbook.ts';
import { hour } from '../domain/time.ts';
import { toAudience } from './audience.ts';
import type { DigestFile } from './files/digest.ts';
import type { EscalationRuleFile } from './files/escalation.ts';
import type { OrganizationFile } from './files/organization.ts';
import type { ConditionFile, RunbookFile, StepFile, WhenFile } from './files/runbook.ts';
import type { ReadRunbook, ReadSystem } from './library-files.ts';
import { sourcesOf, stepsOf, toRotation, toRung } from './oncall.ts';
import { expandTarget } from './targets/targets.ts';
import { toTraces } from './traces.ts';

/** The organization as the domain knows it. */
export function toOrganization(file: OrganizationFile): Organization {
  const {
    schema: _schema,
    generic: _generic,
    policies: _policies,
    rotations,
    people,
    audiences,
    digest,
    drills,
    escalate,
    regulatory,
    ...rest
  } = file;
  return {
    ...rest,
    escalate: escalate.map(toEscalationRule),
    people: Object.entries(people).map(([id, person]) => ({ id, ...person })),
    ...(regulatory && { regulatory: Object.entries(regulatory).map(([id, one]) => ({ id, ...one })) }),
    ...(digest && { digests: Object.entries(digest).map(([id, one]) => toDigest(id, one, people)) }),
    ...(drills && { drills: Object.entries(drills).map(([id, one]) => ({ id, ...one })) }),
    audiences: Object.entries(audiences).map(([id, audience]) => toAudience(id, audience)),
    ...(rotations && {
      rotations: Object.entries(rotations).map(([id, one]) => toRotation(id, one)),
      schedules: sourcesOf(rotations),
    }),
  };
}

/** A digest as the domain knows it, with the zone it is meant in. */
function toDigest(
  id: string,
  { channel, person, zone, ...rest }: DigestFile,
  people: OrganizationFile['people'],
): DigestSpec {
  const own = person !== undefined && Object.hasOwn(people, person) ? people[person]?.tz : undefined;
  return {
    ...rest,
    id,
    to: person === undefined ? { channel: channel ?? '' } : { person },
    zone: zone ?? own ?? 'UTC',
  };
}

/** A system as the domain knows it, with the steps of the policy it names. */
export function toSystem(
  { id, value, source }: ReadSystem,
  policies: OrganizationFile['policies'] = {},
): SystemSpec {
  const { schema: _schema, parts, containment, signals, observed, traces, signalHeaders, ...others } = value;
  const headers = signalHeaders;
  const { policy, onCall, ...rest } = others;
  return {
    ...rest,
    onCall: policy === undefined ? onCall.map(toRung) : stepsOf(policy, policies),
    id,
    file: source.file,
    parts: Object.entries(parts).map(([part, spec]) => toPart(part, spec)),
    ...(containment && {
      containment: Object.entries(containment).map(([name, spec]) => ({ id: name, ...spec })),
    }),
    signals: Object.entries(signals).map(([name, spec]) => ({ name, ...spec, ...(headers && { headers }) })),
    ...(traces && { traces: toTraces(traces, id) }),
    ...(observed && { observed: observed.map((spec) => ({ ...spec, ...(headers && { headers }) })) }),
  };
}

/** A ready-made target becomes its request, and its look where the part has none of its own. */
function toPart(id: string, { target, ...spec }: ReadSystem['value']['parts'][string]): PartSpec {
  if (target === undefined) return { id, ...spec };
  const { action, current } = expandTarget(target);
  return { id, ...(current && { current }), ...spec, action };
}

/** A runbook as the domain knows it; step ids are made unique over all sections: `triage.1`, `triage.read-twenty`. */
export function toRunbook({ id, group, hash, text, value, source }: ReadRunbook): Runbook {
  const {
    schema: _schema,
    triggers,
    match,
    severity,
    triage,
    diagnosis,
    rollback,
    communication,
    recovery,
    postmortem,
    escalation,
    ...rest
  } = value;
  return {
    ...rest,
    id,
    group,
    hash,
    file: source.file,
    text,
    failure: value.failure ?? id,
    triggers: triggers.map(toTrigger),
    match: match.map((labels): Matcher => ({ labels })),
    severity: toSeverity(severity),
    triage: { ...triage, steps: toSteps('triage', triage.steps) },
    diagnosis: toDiagnosis(diagnosis),
    rollback: { ...rollback, steps: toSteps('rollback', rollback.steps) },
    communication: { ...communication, steps: toSteps('communication', communication.steps) },
    recovery: {
      hold: recovery.hold,
      ...(recovery.watch !== undefined && { watch: recovery.watch }),
      steps: toSteps('recovery', recovery.steps),
      key: recovery.key.map(toCheck),
      safety: recovery.safety.map(toCheck),
      business: recovery.business.map(toCheck),
    },
    postmortem: { ...postmortem, steps: toSteps('postmortem', postmortem.steps) },
    escalation: toEscalation(escalation),
  };
}

function toDiagnosis({ start, hints, checks, causes }: RunbookFile['diagnosis']): Diagnosis {
  return {
    start,
    hints: hints.map(({ when, ...hint }) => ({ ...hint, ...toWhen(when) })),
    checks: Object.entries(checks).map(([id, { answers, ...check }]) => ({
      id,
      ...check,
      answers: Object.entries(answers).map(([answer, { when, ...spec }]) => ({
        id: answer,
        ...spec,
        ...toWhen(when),
      })),
    })),
    causes: Object.entries(causes).map(([id, { mitigation, instead, ...cause }]) => ({
      id,
      ...cause,
      mitigation: toMitigation(mitigation),
      ...(instead && { instead: toMitigation(instead) }),
    })),
  };
}

function toSeverity({ initial, rubric, conditions }: RunbookFile['severity']): Runbook['severity'] {
  if (conditions === undefined) return { initial, rubric };
  const checked = Object.entries(conditions).map(([severity, all]) => [severity, all.map(toCondition)]);
  return { initial, rubric, conditions: Object.fromEntries(checked) };
}

function toEscalation({ criteria, paths, when }: RunbookFile['escalation']): Runbook['escalation'] {
  return { criteria, paths, ...(when && { when: when.map(toEscalationRule) }) };
}

function toEscalationRule(given: EscalationRuleFile): EscalationRule {
  const { escalate, severities, at, after, without, signal, above, below } = given;
  const who = { escalate, ...(severities && { severities }) };
  if (at !== undefined) return { ...who, at };
  if (after !== undefined && without !== undefined) return { ...who, after, without };
  // The reader has made sure that the one or the other is there.
  return {
    ...who,
    signal: signal ?? '',
    compare: above === undefined ? 'below' : 'above',
    ...(above ?? below),
  };
}

function toCondition({ signal, above, below }: ConditionFile): SignalCondition {
  return { signal, compare: above === undefined ? 'below' : 'above', ...(above ?? below) };
}

/** A prompt changed within two hours is the prime suspect (requirement R5), so that is what `changed` alone means. */
const lately = 2 * hour;

function toWhen(given: WhenFile): { when?: AnswerCondition[] } {
  if (given === undefined) return {};
  const when = given.flatMap(({ signal, changed, within = lately, ...limit }): AnswerCondition[] => {
    if (changed !== undefined) return [{ changed, within }];
    return signal === undefined ? [] : [toCondition({ signal, ...limit })];
  });
  return { when };
}

function toMitigation(given: RunbookFile['diagnosis']['causes'][string]['mitigation']): Mitigation {
  if (given.rollback !== undefined) return { kind: 'rollback', part: given.rollback };
  if (given.switch !== undefined) return { kind: 'switch', to: given.switch };
  return { kind: 'step', step: `rollback.${given.step}` };
}

function toSteps(section: string, steps: StepFile[]): Step[] {
  return steps.map((step, n) => ({ ...step, id: `${section}.${step.id ?? n + 1}` }));
}

function toTrigger(trigger: RunbookFile['triggers'][number], n: number): Trigger {
  const { id = `trigger-${n + 1}`, above, below, for: hold, ...others } = trigger;
  return { ...others, id, hold, compare: above === undefined ? 'below' : 'above', ...(above ?? below) };
}

function toCheck(check: RunbookFile['recovery']['key'][number]): RecoveryCheck {
  const compare = check.atMost === undefined ? 'at-least' : 'at-most';
  return { signal: check.signal, compare, ...(check.atMost ?? check.atLeast) };
}
