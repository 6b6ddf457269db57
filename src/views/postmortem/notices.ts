import { audiencesHearing, audiencesTold } from '../../domain/incident/audiences.ts';
import type { EventType, IncidentEvent } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import { heardOfSeverity } from '../../domain/incident/severity-change.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { count, inSeries } from '../../domain/plain.ts';

/** What airb tells stakeholders by itself, in the order in which it is told. */
const kinds = ['opening', 'severity', 'again', 'end'] as const;
type Kind = (typeof kinds)[number];

/** `Besides, airb sent them 4 notices: the opening, 2 changes of severity and the end.`; empty where it sent none. */
export function noticeWords(events: IncidentEvent[]): string {
  const sent = noticesIn(events);
  if (sent.length === 0) return '';
  const told = kinds.flatMap((kind) => {
    const many = sent.filter((one) => one === kind).length;
    return many === 0 ? [] : [words[kind](many)];
  });
  return `Besides, airb sent stakeholders ${count(sent.length, 'notice')}: ${inSeries(told)}.`;
}

const words: Record<Kind, (many: number) => string> = {
  opening: () => 'the opening',
  severity: (many) => (many === 1 ? 'a change of severity' : `${many} changes of severity`),
  again: (many) => (many === 1 ? 'that it was open again' : `${many} times that it was open again`),
  end: (many) => (many === 1 ? 'the end' : `the end, ${many} times`),
};

/** Most of a long log, and nothing of it changes who is told what. */
const beside: ReadonlySet<EventType> = new Set([
  'message.said',
  'message.marked',
  'note.written',
  'readings.taken',
  'alert.heard',
]);

/** One for each time airb spoke, however many channels it spoke in. */
function noticesIn(events: IncidentEvent[]): Kind[] {
  const sent: Kind[] = [];
  let state: ReturnType<typeof fold> = nothing;
  for (const event of events) {
    if (beside.has(event.type)) continue;
    state = fold(state, [event]);
    const kind = state.phase === 'none' ? undefined : noticeOf(event, state);
    if (kind !== undefined) sent.push(kind);
  }
  return sent;
}

function noticeOf(event: IncidentEvent, incident: Opened): Kind | undefined {
  switch (event.type) {
    case 'incident.opened':
      return audiencesTold(incident).length > 0 ? 'opening' : undefined;
    case 'severity.changed':
      return heardOfSeverity(event, incident).length > 0 ? 'severity' : undefined;
    case 'relapsed':
    case 'reopened':
      return audiencesTold(incident).length > 0 ? 'again' : undefined;
    case 'resolved':
      return audiencesHearing(incident).length > 0 ? 'end' : undefined;
    case 'cancelled':
    case 'merged':
      return audiencesTold(incident).length > 0 ? 'end' : undefined;
    default:
      return undefined;
  }
}
