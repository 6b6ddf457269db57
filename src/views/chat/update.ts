import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { EventOf, Form, UpdateText } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { unworded } from '../../domain/incident/updates.ts';
import { changedSince } from './changed-since.ts';
import { segmentOf } from './measures.ts';
import { callActor, severityWord, tag } from './naming.ts';
import { asText, clip, timeOf } from './spans.ts';

/** The beginning of an automatic update, so that nobody takes it for a person's. */
export const automaticMark = 'Automatic status — no person has written this one';

/** What is drawn as an update: a person's, airb's own, or a person's that reads otherwise now. */
export type UpdateEvent = EventOf<'update.posted' | 'update.missed' | 'update.corrected'>;

/**
 * An update as an audience reads it: six labelled lines (requirement C1). The customer form leaves out severity and
 * incident number, because these are internal.
 */
export function updateCard(event: UpdateEvent, incident: Opened, form: Form): Card {
  const system = clip(incident.plan.system.title, 80);
  const title =
    form === 'customer'
      ? `${system}: update`
      : `${severityWord(incident.severity)} ${system}: update on ${tag(incident)}`;
  const said = { at: event.at, text: textFor(event, form) };
  const changed = event.type === 'update.corrected' ? undefined : changedSince(said, incident, form);
  const lines = [
    ...(changed ? [{ label: 'What changed', value: changed }] : []),
    ...sixLines(event, incident, form),
  ];
  const mark = markOf(event);
  return {
    text: [...(mark ? [`${asText(mark)}.`] : []), `${title}.`, ...lines.map(lineText)].join(' '),
    nodes: [
      ...(mark ? [{ type: 'text' as const, spans: mark }] : []),
      { type: 'text', spans: [{ bold: title }] },
      ...lines.map((line): Node => ({ type: 'text', spans: [{ bold: `${line.label}: ` }, ...line.value] })),
    ],
  };
}

/** What a reader must know before the first line; nothing where a person wrote it and it stands. */
function markOf(event: UpdateEvent): Spans | undefined {
  switch (event.type) {
    case 'update.missed':
      return [{ bold: automaticMark }];
    case 'update.corrected':
      return [{ bold: 'Corrected at ' }, timeOf(event.at), '; first sent at ', timeOf(event.postedAt)];
    default:
      return undefined;
  }
}

/** The words for the readers of one form. Older logs have one text for all of them. */
function textFor(event: UpdateEvent, form: Form): UpdateText {
  const { text = unworded } = event;
  return event.type === 'update.missed' && form === 'customer' ? (event.customer ?? text) : text;
}

interface Line {
  label: string;
  value: Spans;
}

function lineText(line: Line): string {
  return `${line.label}: ${asText(line.value).replace(/[.]$/, '')}.`;
}

function sixLines(event: UpdateEvent, incident: Opened, form: Form): Line[] {
  const { nextDueAt } = event;
  const text = textFor(event, form);
  const next: Spans = nextDueAt === undefined ? ['no further one is scheduled'] : [timeOf(nextDueAt)];
  return [
    { label: 'Users see', value: [clip(text.users, 1000)] },
    { label: 'Since', value: sinceSpans(text.since) },
    { label: 'Scope', value: [clip(text.scope, 1000)] },
    { label: 'What is being done', value: [clip(text.mitigation, 1000)] },
    { label: 'Next update', value: next },
    { label: 'Who owns it', value: [ownerLine(event, incident, form)] },
  ];
}

/** A start in the form that airb proposes is shown in the reader's zone; any other text is the author's and stays. */
function sinceSpans(since: string): Spans {
  const [, date, time] = /^\s*(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC\s*$/.exec(since) ?? [];
  const at = date === undefined ? Number.NaN : Date.parse(`${date}T${time}Z`);
  return Number.isNaN(at) ? [clip(since, 300)] : [{ at, style: 'date-time' }];
}

/** Names of ours are for colleagues: what customers read may be public. */
function ownerLine(event: UpdateEvent, incident: Opened, form: Form): string {
  if (form === 'customer') return 'our incident team';
  const holder = incident.roles.commander ?? incident.roles.owner;
  if (holder) return clip(holder.name, 60);
  return event.by.kind === 'person' ? callActor(event.by, incident) : 'not assigned yet';
}

/** Who is affected, as far as the alert says it. */
export function scopeText(incident: Opened): string {
  const segment = segmentOf(incident.alerts[0]?.alert);
  return segment ? `${segment}, as the alert names it` : 'Not yet known';
}
