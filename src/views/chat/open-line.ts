import type { Span, Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { hour, type Instant } from '../../domain/time.ts';
import { severityWord, subject, tag } from './naming.ts';
import { clip, timeOf } from './spans.ts';
import { owedAt } from './waiting.ts';

/** An open incident on one line, in times and not in spans of time, because it may stand for long. */
export function incidentLine(incident: Opened, now: Instant): Spans {
  const due = owedAt(incident);
  const update: Spans =
    due === undefined
      ? []
      : due > now
        ? ['; next update ', moment(due, now)]
        : ['; update late since ', moment(due, now)];
  return [
    ...named(incident),
    ` ${clip(subject(incident), 90)}: ${incident.phase}, open since `,
    moment(incident.openedAt, now),
    ...update,
    ' ',
    ...roomOf(incident),
  ];
}

/** `INC-42 · SEV2`. */
export function named(incident: Opened): Spans {
  return [{ bold: `${tag(incident)} · ${severityWord(incident.severity)}` }];
}

/** A time of day; with the day where it is not of today. */
export function moment(at: Instant, now: Instant): Span {
  return Math.abs(at - now) > 12 * hour ? { at, style: 'date-time' } : timeOf(at);
}

/** The way to its room, where it has one. */
export function roomOf(incident: Opened): Spans {
  return incident.room ? [{ room: incident.room, name: incident.roomName }] : [];
}
