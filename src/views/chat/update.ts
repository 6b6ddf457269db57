import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { EventOf, Form, UpdateText } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { unworded } from '../../domain/incident/updates.ts';
import { capital } from '../../domain/plain.ts';
import { clockTime, fullTime, type Instant } from '../../domain/time.ts';
import { changedSince } from './changed-since.ts';
import { doneText, phaseText } from './done-so-far.ts';
import { beganAt, isBlind, measured, segmentOf } from './measures.ts';
import { callActor, severityWord, tag } from './naming.ts';
import { asText, clip, phrase, timeOf } from './spans.ts';

/** The beginning of an automatic update, so that nobody takes it for a person's. */
export const automaticMark = 'Automatic status — no person has written this one';

/**
 * An update as an audience reads it: six labelled lines (requirement C1). The customer form leaves out severity and
 * incident number, because these are internal.
 */
export function updateCard(
  event: EventOf<'update.posted' | 'update.missed'>,
  incident: Opened,
  form: Form,
): Card {
  const automatic = event.type === 'update.missed';
  const system = clip(incident.plan.system.title, 80);
  const title =
    form === 'customer'
      ? `${system}: update`
      : `${severityWord(incident.severity)} ${system}: update on ${tag(incident)}`;
  const changed = changedSince(event, incident, form);
  const lines = [
    ...(changed ? [{ label: 'What changed', value: changed }] : []),
    ...(automatic && form === 'customer' ? heldForCustomers(event, incident) : sixLines(event, incident)),
  ];
  const mark: Node[] = automatic ? [{ type: 'text', spans: [{ bold: automaticMark }] }] : [];
  return {
    text: [automatic ? `${automaticMark}. ${title}.` : `${title}.`, ...lines.map(lineText)].join(' '),
    nodes: [
      ...mark,
      { type: 'text', spans: [{ bold: title }] },
      ...lines.map((line): Node => ({ type: 'text', spans: [{ bold: `${line.label}: ` }, ...line.value] })),
    ],
  };
}

interface Line {
  label: string;
  value: Spans;
}

function lineText(line: Line): string {
  return `${line.label}: ${asText(line.value).replace(/[.]$/, '')}.`;
}

function sixLines(event: EventOf<'update.posted' | 'update.missed'>, incident: Opened): Line[] {
  const { text = unworded, nextDueAt } = event;
  const next: Spans = nextDueAt === undefined ? ['no further one is scheduled'] : [timeOf(nextDueAt)];
  return [
    { label: 'Users see', value: [clip(text.users, 1000)] },
    { label: 'Since', value: sinceSpans(text.since, incident) },
    { label: 'Scope', value: [clip(text.scope, 1000)] },
    { label: 'What is being done', value: [clip(text.mitigation, 1000)] },
    { label: 'Next update', value: next },
    { label: 'Who owns it', value: [ownerLine(event, incident)] },
  ];
}

/**
 * The holding statement for customers. What people measure and do inside is not for them, so it repeats what somebody
 * wrote for them last, and says no more than that work goes on.
 */
function heldForCustomers(
  { nextDueAt }: EventOf<'update.posted' | 'update.missed'>,
  incident: Opened,
): Line[] {
  const last = incident.updates.findLast((one) => one.form === 'customer' && !one.automatic);
  const users = last?.text.users ?? incident.plan.templates.customer.users;
  const said: Line[] = last ? [{ label: 'As we told you at', value: [timeOf(last.at)] }] : [];
  return [
    ...said,
    { label: 'Users see', value: [clip(users, 1000)] },
    { label: 'What is being done', value: ['Work on it goes on. There is nothing new to tell yet'] },
    {
      label: 'Next update',
      value: nextDueAt === undefined ? ['no further one is scheduled'] : [timeOf(nextDueAt)],
    },
  ];
}

/** The start as the form proposed it is shown in the reader's zone; any other text is the author's and stays. */
function sinceSpans(since: string, incident: Opened): Spans {
  const proposed = since.trim() === fullTime(beganAt(incident));
  return proposed ? [{ at: beganAt(incident), style: 'date-time' }] : [clip(since, 300)];
}

function ownerLine(event: EventOf<'update.posted' | 'update.missed'>, incident: Opened): string {
  const holder = incident.roles.commander ?? incident.roles.owner;
  if (holder) return clip(holder.name, 60);
  return event.by.kind === 'person' ? callActor(event.by, incident) : 'not assigned yet';
}

/**
 * The holding statement, from what the log knows and what a person wrote last. It measures and repeats; it never gives
 * a cause, an estimate or a promise (requirement C2).
 */
export function holdingText(incident: Opened, now: Instant): UpdateText {
  const last = incident.updates.findLast((update) => !update.automatic);
  const said = last ? ` (as ${clip(last.by, 60)} wrote at ${clockTime(last.at)} UTC)` : '';
  return {
    users: last ? `${phrase(last.text.users, 1000)}${said}` : incident.plan.templates.internal.users,
    since: last?.text.since.trim() || fullTime(beganAt(incident)),
    scope: last?.text.scope.trim() ? `${phrase(last.text.scope, 1000)}${said}` : scopeText(incident),
    mitigation: [phaseText(incident), doneText(incident), measuredText(incident, now)]
      .filter(Boolean)
      .join(' '),
  };
}

/** Who is affected, as far as the alert says it. */
export function scopeText(incident: Opened): string {
  const segment = segmentOf(incident.alerts[0]?.alert);
  return segment ? `As the alert names it: ${segment}` : 'Not yet known';
}

function measuredText(incident: Opened, now: Instant): string {
  const number = measured(incident);
  if (number === undefined) return '';
  if (isBlind(incident)) return `${capital(number)} at the last reading that came; it is not measured now.`;
  return `${capital(number)} by the newest reading before ${clockTime(now)} UTC.`;
}
