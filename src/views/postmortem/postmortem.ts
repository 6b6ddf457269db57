import type { Block, Document, Text } from '../../documents/document.ts';
import { heading, paragraph } from '../../documents/document.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { fullTime } from '../../domain/time.ts';
import { type TimelineEntry, timeline } from '../record/timeline.ts';
import { type Account, accountOf } from './account.ts';
import { actions } from './actions.ts';
import { approvals } from './approvals.ts';
import { cause } from './cause.ts';
import { communication } from './communication.ts';
import { detection } from './detection.ts';
import { drill } from './drill.ts';
import { evidence } from './evidence.ts';
import { impact } from './impact.ts';
import { lessons } from './lessons.ts';
import { metrics } from './metrics.ts';
import { people } from './people.ts';
import { regulatory } from './regulatory.ts';
import { rollbacks } from './rollbacks.ts';
import { runbookChanges } from './runbook.ts';
import { facts, summary } from './summary.ts';

/** Where the audit log stands. */
interface AuditHead {
  position: number;
  hash: string;
}

const sections = [
  drill,
  summary,
  impact,
  cause,
  metrics,
  rollbacks,
  shortTimeline,
  detection,
  communication,
  regulatory,
  people,
  approvals,
  evidence,
  lessons,
  actions,
  runbookChanges,
  fullTimeline,
];

/**
 * The draft of the postmortem, from the log alone (requirement L2). Where the log has no answer, the draft asks the
 * author.
 * @param events the whole log of one incident, in order
 * @param head where the audit log stands, for a file that leaves airb
 * @throws Error when the log does not begin with its opening
 */
export function postmortem(events: IncidentEvent[], head?: AuditHead): Document {
  const account = accountOf(events);
  const { opened } = account;
  const due = fullTime(account.postmortemDue).slice(0, 10);
  return {
    title: `INC-${opened.number}: ${opened.title}`,
    kicker: `Postmortem draft · compiled from the incident log · due ${due} · all times UTC`,
    facts: facts(account),
    blocks: [...sections.flatMap((section) => section(account)), ...(head ? [standsAt(head)] : [])],
  };
}

/** Whoever has the file can prove by it that the log was not cut or written anew since. */
function standsAt({ position, hash }: AuditHead): Block {
  return paragraph(
    `When this draft was written, the audit log stood at entry ${position}. `,
    { code: `airb audit verify --head ${hash}` },
    ' tells whether it still holds all that was there.',
  );
}

function shortTimeline({ events }: Account): Block[] {
  const short = timeline(events, { short: true });
  return [
    heading('Timeline'),
    paragraph('The moments that mattered and what people marked (★). The whole log is in the appendix.'),
    table('What happened when', short),
  ];
}

function fullTimeline({ events }: Account): Block[] {
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
