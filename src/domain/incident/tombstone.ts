import type { EvalRunSource } from '../response/eval-run.ts';
import type { UpdateWarning } from '../response/update-warnings.ts';
import type { Alert } from '../signals/alert.ts';
import type { Change } from '../signals/change.ts';
import type { TrafficSeen } from '../signals/traffic.ts';
import type { EventOf, EventType, IncidentEvent } from './events.ts';

/** Replaces one text of an event. */
type Bury = (text: string) => string;

type Graves = { [K in EventType]?: (event: EventOf<K>, bury: Bury) => EventOf<K> };

/**
 * The texts of each type of event that came from outside airb. What the fold needs stays: a redacted rollback still
 * happened. An event without an entry here has no text of its own.
 */
const graves: Graves = {
  'incident.opened': (event, bury) => ({
    ...event,
    title: bury(event.title),
    because: bury(event.because),
    ...(event.alert && { alert: buriedAlert(event.alert, bury) }),
    ...(event.splitFrom && {
      splitFrom: {
        ...event.splitFrom,
        alerts: event.splitFrom.alerts.map((known) => ({ ...known, alert: buriedAlert(known.alert, bury) })),
      },
    }),
    changes: event.changes.map((change) => buriedChange(change, bury)),
  }),
  'alert.joined': (event, bury) => ({ ...event, alert: buriedAlert(event.alert, bury) }),
  'alert.flapped': (event, bury) => ({ ...event, alert: buriedAlert(event.alert, bury) }),
  'alert.worsened': (event, bury) => ({ ...event, alert: buriedAlert(event.alert, bury) }),
  'alert.outlasted': (event, bury) => ({ ...event, alert: buriedAlert(event.alert, bury) }),
  'alert.resolved': (event, bury) => ({ ...event, alert: buriedAlert(event.alert, bury) }),
  'alert.heard': (event, bury) => ({ ...event, title: bury(event.title) }),
  'change.noted': (event, bury) => ({ ...event, change: buriedChange(event.change, bury) }),
  // People's title stands in it.
  'room.renamed': (event, bury) => ({ ...event, name: bury(event.name), before: bury(event.before) }),
  'room.lost': (event, bury) => ({ ...event, why: bury(event.why) }),
  'page.sent': (event, bury) => ({ ...event, summary: bury(event.summary) }),
  'page.failed': (event, bury) => ({ ...event, why: bury(event.why) }),
  'page.stop-failed': (event, bury) => ({ ...event, why: bury(event.why) }),
  'page.declined': (event, bury) => ({ ...event, why: bury(event.why) }),
  'severity.changed': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'category.chosen': (event, bury) => ({ ...event, because: bury(event.because) }),
  'step.done': (event, bury) => (event.note === undefined ? event : { ...event, note: bury(event.note) }),
  'step.skipped': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'step.noted': (event, bury) => ({ ...event, note: bury(event.note) }),
  'step.unhelpful': (event, bury) => (event.why === undefined ? event : { ...event, why: bury(event.why) }),
  'step.suggested': (event, bury) => ({
    ...event,
    title: bury(event.title),
    ...(event.look !== undefined && { look: bury(event.look) }),
    ...(event.means !== undefined && { means: bury(event.means) }),
  }),
  'note.written': (event, bury) => ({ ...event, text: bury(event.text) }),
  'message.said': (event, bury) => ({ ...event, text: bury(event.text), files: event.files.map(bury) }),
  'message.marked': (event, bury) => ({ ...event, text: bury(event.text) }),
  'evidence.saved': (event, bury) => ({
    ...event,
    evidence: {
      ...event.evidence,
      title: bury(event.evidence.title),
      content: bury(event.evidence.content),
      ...(event.evidence.kept !== undefined && { kept: undefined }),
    },
  }),
  'samples.taken': (event, bury) =>
    event.problem === undefined ? event : { ...event, problem: bury(event.problem) },
  'examples.pushed': (event, bury) =>
    event.problem === undefined ? event : { ...event, problem: bury(event.problem) },
  'evals.passed': (event, bury) => ({ ...event, run: buriedRun(event.run, bury) }),
  'evals.failed': (event, bury) => ({ ...event, run: buriedRun(event.run, bury) }),
  'example.sorted': ({ example, ...event }, bury) => ({
    ...event,
    example: {
      ...example,
      ...(example.input !== undefined && { input: bury(example.input) }),
      ...(example.output !== undefined && { output: bury(example.output) }),
      expected: bury(example.expected),
      reason: bury(example.reason),
    },
  }),
  'update.posted': (event, bury) => ({
    ...event,
    text: buriedAll(event.text, bury),
    ...unquoted(event),
  }),
  'update.proposed': (event, bury) => ({
    ...event,
    text: buriedAll(event.text, bury),
    ...unquoted(event),
  }),
  'update.declined': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'update.corrected': (event, bury) => ({
    ...event,
    text: buriedAll(event.text, bury),
    was: buriedAll(event.was, bury),
    ...unquoted(event),
  }),
  'update.snoozed': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'containment.proposed': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'update.missed': (event, bury) => ({
    ...event,
    ...(event.text && { text: buriedAll(event.text, bury) }),
    ...(event.customer && { customer: buriedAll(event.customer, bury) }),
  }),
  'rollback.requested': (event, bury) => ({
    ...event,
    reason: bury(event.reason),
    ...(event.evidenceOverride !== undefined && { evidenceOverride: bury(event.evidenceOverride) }),
  }),
  'rollback.declined': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'rollback.delayed': (event, bury) => ({ ...event, why: bury(event.why) }),
  'rollback.dropped': (event, bury) => ({ ...event, because: bury(event.because) }),
  'rollback.stopped': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'rollback.responded': buriedAnswer,
  'rollback.previewed': buriedAnswer,
  'rollback.unconfirmed': (event, bury) => ({
    ...event,
    response: bury(event.response),
    because: bury(event.because),
  }),
  'rollback.looked': (event, bury) => ({ ...event, seen: buriedProblem(event.seen, bury) }),
  'versions.seen': (event, bury) => ({ ...event, seen: event.seen.map((one) => buriedProblem(one, bury)) }),
  'traffic.seen': (event, bury) => ({ ...event, seen: event.seen.map((one) => buriedTraffic(one, bury)) }),
  'readings.taken': (event, bury) => ({
    ...event,
    readings: event.readings.map((reading) => buriedProblem(reading, bury)),
  }),
  resolved: (event, bury) =>
    event.override
      ? { ...event, override: { ...event.override, reason: bury(event.override.reason) } }
      : event,
  'glass.broken': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'verification.started': (event, bury) =>
    event.seen === undefined ? event : { ...event, seen: bury(event.seen) },
  escalated: (event, bury) =>
    'said' in event.because ? { ...event, because: { said: bury(event.because.said) } } : event,
  'action-item.added': (event, bury) => ({
    ...event,
    what: bury(event.what),
    ...(event.proposal !== undefined && { proposal: bury(event.proposal) }),
  }),
  'action-item.changed': (event, bury) => ({
    ...event,
    ...(event.what !== undefined && { what: bury(event.what) }),
    before: {
      ...event.before,
      ...(event.before.what !== undefined && { what: bury(event.before.what) }),
    },
  }),
  'action-item.shipped': (event, bury) => ({ ...event, shipped: bury(event.shipped) }),
  'action-item.done': (event, bury) => ({
    ...event,
    shipped: bury(event.shipped),
    ...(event.override !== undefined && { override: bury(event.override) }),
  }),
  'action-item.dropped': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'action-item.reopened': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'clock.started': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'clock.ended': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  reopened: (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'milestone.corrected': (event, bury) => ({ ...event, why: bury(event.why) }),
  'postmortem.written': (event, bury) => ({
    ...event,
    title: bury(event.title),
    text: bury(event.text),
    ...(event.kept !== undefined && { kept: undefined }),
  }),
  'postmortem.taken-back': (event, bury) => ({ ...event, title: bury(event.title) }),
  'postmortem.published': (event, bury) => ({ ...event, open: event.open.map(bury) }),
  cancelled: (event, bury) => ({ ...event, reason: bury(event.reason) }),
  merged: (event, bury) => ({ ...event, reason: bury(event.reason) }),
  absorbed: ({ left, ...event }, bury) => ({
    ...event,
    left: {
      ...left,
      title: bury(left.title),
      reason: bury(left.reason),
      alerts: left.alerts.map((known) => ({ ...known, alert: buriedAlert(known.alert, bury) })),
      changes: left.changes.map((change) => buriedChange(change, bury)),
    },
  }),
  'split.off': (event, bury) => ({ ...event, title: bury(event.title) }),
  renamed: (event, bury) => ({ ...event, title: bury(event.title), before: bury(event.before) }),
  'runbook.switched': (event, bury) => ({ ...event, reason: bury(event.reason) }),
  'trouble.noted': (event, bury) => ({ ...event, text: bury(event.text) }),
  'entry.redacted': (event, bury) => ({ ...event, why: bury(event.why) }),
};

function buriedAlert(alert: Alert, bury: Bury): Alert {
  return {
    ...alert,
    title: bury(alert.title),
    labels: buriedAll(alert.labels, bury),
    annotations: buriedAll(alert.annotations, bury),
    ...(alert.link !== undefined && { link: undefined }),
    extra: {},
    ...(alert.kept !== undefined && { kept: undefined }),
  };
}

function buriedRun({ id, name }: EvalRunSource, bury: Bury): EvalRunSource {
  return { id, name: bury(name) };
}

function buriedChange(change: Change, bury: Bury): Change {
  return { ...change, summary: bury(change.summary), ...(change.link !== undefined && { link: undefined }) };
}

/** What the target of a rollback answered, and what airb made of it. */
function buriedAnswer<T extends { response: string; because?: string }>(event: T, bury: Bury): T {
  const { response, because } = event;
  return { ...event, response: bury(response), ...(because !== undefined && { because: bury(because) }) };
}

/** Why something could not be read often quotes whoever was asked. */
function buriedProblem<T extends object>(read: T, bury: Bury): T {
  return 'problem' in read && typeof read.problem === 'string'
    ? { ...read, problem: bury(read.problem) }
    : read;
}

/** What a label held came from outside as well. */
function buriedTraffic({ values, ...seen }: TrafficSeen, bury: Bury): TrafficSeen {
  const { problem, hourProblem, dayProblem } = seen;
  return {
    ...seen,
    values: values.map((one) => ({ ...one, value: bury(one.value) })),
    ...(problem !== undefined && { problem: bury(problem) }),
    ...(hourProblem !== undefined && { hourProblem: bury(hourProblem) }),
    ...(dayProblem !== undefined && { dayProblem: bury(dayProblem) }),
  };
}

function buriedAll<T extends object>(texts: T, bury: Bury): T {
  const pairs = Object.entries(texts).map(([name, text]) => [
    name,
    typeof text === 'string' ? bury(text) : text,
  ]);
  return Object.fromEntries(pairs) as T;
}

/** A warning quotes what it is about. Its words are too common to be looked for elsewhere, so they are only left out. */
function unquoted({ warned }: { warned?: UpdateWarning[] }): { warned?: UpdateWarning[] } {
  return warned === undefined ? {} : { warned: warned.map((one) => ({ ...one, words: '' })) };
}

/** The event with other words in place of every text of its own. */
export function tombstoneOf(event: IncidentEvent, words: string): IncidentEvent {
  return buried(event, (text) => (text === '' ? text : words));
}

/** The texts of an event that a tombstone would replace. */
export function textsOf(event: IncidentEvent): string[] {
  const texts: string[] = [];
  buried(event, (text) => {
    texts.push(text);
    return text;
  });
  return texts.filter((text) => text !== '');
}

function buried(event: IncidentEvent, bury: Bury): IncidentEvent {
  // Each grave takes the events of its own key; the compiler can't follow that through the lookup.
  const grave = graves[event.type] as ((event: IncidentEvent, bury: Bury) => IncidentEvent) | undefined;
  return grave ? grave(event, bury) : event;
}
