import type { IncidentEvent } from '../incident/events.ts';
import { fullTime } from '../time.ts';
import type { Block, Document, Text } from './document.ts';
import { heading, paragraph } from './document.ts';
import { actions } from './postmortem/actions.ts';
import { approvals } from './postmortem/approvals.ts';
import { cause } from './postmortem/cause.ts';
import { communication } from './postmortem/communication.ts';
import { detection } from './postmortem/detection.ts';
import { evidence } from './postmortem/evidence.ts';
import { impact } from './postmortem/impact.ts';
import { lessons } from './postmortem/lessons.ts';
import { metrics } from './postmortem/metrics.ts';
import { people } from './postmortem/people.ts';
import { rollbacks } from './postmortem/rollbacks.ts';
import { runbookChanges } from './postmortem/runbook.ts';
import { type Story, storyOf } from './postmortem/story.ts';
import { facts, summary } from './postmortem/summary.ts';
import { type TimelineEntry, timeline } from './timeline.ts';

const sections = [
  summary,
  impact,
  cause,
  metrics,
  rollbacks,
  shortTimeline,
  detection,
  communication,
  people,
  approvals,
  evidence,
  lessons,
  actions,
  runbookChanges,
  fullTimeline,
];

/**
 * The draft of the postmortem, from the log alone (requirement L2). What the log can't support is a question to the
 * author instead of a sentence.
 * @param events the whole log of one incident, in order
 * @throws Error when the log does not begin with its opening
 */
export function postmortem(events: IncidentEvent[]): Document {
  const story = storyOf(events);
  const { opened } = story;
  const due = fullTime(story.postmortemDue).slice(0, 10);
  return {
    title: `INC-${opened.number}: ${opened.title}`,
    kicker: `Postmortem draft · compiled from the incident log · due ${due} · all times UTC`,
    facts: facts(story),
    blocks: sections.flatMap((section) => section(story)),
  };
}

function shortTimeline({ events }: Story): Block[] {
  const short = timeline(events, { short: true });
  return [
    heading('Timeline'),
    paragraph('The moments that mattered and what people marked (★). The whole log is in the appendix.'),
    table('What happened when', short),
  ];
}

function fullTimeline({ events }: Story): Block[] {
  const all = timeline(events);
  return [
    heading('Appendix: the whole log'),
    paragraph(
      `${all.length} entries, in the order they were recorded. `,
      { code: 'airb audit verify' },
      ' proves them unaltered.',
    ),
    { ...table('Every entry', all), dense: true },
  ];
}

function table(caption: string, entries: TimelineEntry[]): Extract<Block, { type: 'table' }> {
  const rows = entries.map((it): Text[] => [
    [new Date(it.at).toISOString().slice(11, 19)],
    [it.who],
    it.marked ? [{ strong: '★ ' }, it.what] : [it.what],
  ]);
  return { type: 'table', caption, head: ['UTC', 'Who', 'What'], rows };
}
