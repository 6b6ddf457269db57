import type { Document, Text } from '../../documents/document.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import type { TimelineEntry } from './timeline.ts';

/** The whole timeline as a paper: a row an entry, with its number in the log. */
export function timelineDocument(events: IncidentEvent[], entries: TimelineEntry[]): Document {
  const opened = events.find((event) => event.type === 'incident.opened');
  const rows = entries.map(({ seq, at, who, what, marked }): Text[] => [
    [String(seq)],
    [new Date(at).toISOString().slice(0, 19).replace('T', ' ')],
    [who],
    [marked ? `★ ${what}` : what],
  ]);
  return {
    kicker: 'Timeline',
    title: opened ? `INC-${opened.number}: ${opened.title}` : 'Timeline',
    facts: [],
    blocks: [
      { type: 'table', caption: 'All entries, times in UTC', head: ['No.', 'Time', 'Who', 'What'], rows },
    ],
  };
}
