import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import type { EventType } from '../../domain/incident/events.ts';
import { capital, count } from '../../domain/plain.ts';
import { type TimelineEntry, timeline } from '../record/timeline.ts';
import { type Account, momentIn } from './account.ts';

/** The moments that mattered and what people marked. */
export function shortTimeline(account: Account): Block[] {
  const short = bounded(timeline(account.events, { short: true }).map(once), mostShort);
  return [
    heading('Timeline'),
    paragraph('The moments that mattered and what people marked (★). The log is in the appendix.'),
    {
      type: 'table',
      caption: 'What happened when',
      head,
      rows: short.map((it) => rowOf(account, it, 'minutes')),
    },
  ];
}

/** Every entry, each once; of a long log its beginning and its end. */
export function fullTimeline(account: Account): Block[] {
  const { events, opened } = account;
  const { lines, folded } = linesOf(account);
  const again = folded === 0 ? '' : ` ${count(folded, 'repeat')} stand on the line of the first.`;
  return [
    heading('Appendix: the log'),
    paragraph(
      `${count(events.length, 'entry', 'entries')}, in the order they were recorded.${again} The whole log: `,
      { code: `airb timeline ${opened.number}` },
      ', or the incident page; ',
      { code: 'airb audit verify' },
      ' proves it unaltered.',
    ),
    { type: 'table', caption: 'The log', head, rows: lines.map((it) => rowOf(account, it)), dense: true },
  ];
}

/** The lines that are shown, and how many entries stand on the line of another. */
function linesOf(account: Account): { lines: Line[]; folded: number } {
  const { events } = account;
  const all = (from: number, to: number) => unrepeated(account, timeline(events, { within: [from, to] }));
  if (events.length <= longLog) {
    const lines = all(0, events.length);
    return { lines: bounded(lines, mostLines), folded: events.length - lines.length };
  }
  // Of a long log only what is shown is put into words.
  const half = longLog / 2;
  const [first, last] = [all(0, half), all(events.length - half, events.length)];
  const [shown, end] = [first.slice(0, mostLines / 2), last.slice(-mostLines / 2)];
  const left = (end[0]?.seq ?? 0) - 1 - (shown.at(-1)?.seq ?? 0);
  return { lines: [...shown, ...gap(end[0], left), ...end], folded: 0 };
}

const head = ['UTC', 'Who', 'What'];
const mostLines = 300;
const mostShort = 80;

/** A log longer than this is not put into words whole. */
const longLog = 2000;

/** An entry of the log, with how often it came and when it came last. */
type Line = TimelineEntry & { times: number; last: number };

const once = (entry: TimelineEntry): Line => ({ ...entry, times: 1, last: entry.at });

/** Readings and what airb notes again and again: the same words as the last of their kind are one line. */
function unrepeated({ events }: Account, entries: TimelineEntry[]): Line[] {
  const lines: Line[] = [];
  const newest = new Map<string, Line>();
  for (const entry of entries) {
    const type = events[entry.seq - 1]?.type ?? '';
    const same = newest.get(type);
    if (same && !isSaid(type) && same.who === entry.who && words(same) === words(entry)) {
      same.times += 1;
      same.last = entry.at;
      continue;
    }
    const line = once(entry);
    newest.set(type, line);
    lines.push(line);
  }
  return lines;
}

/** What a person said twice was said twice. */
function isSaid(type: string): boolean {
  return type.startsWith('message.') || type.startsWith('note.');
}

/** A reading that came late says so; it is the same reading. */
function words({ what }: TimelineEntry): string {
  return what.replace(/ \(as of [^)]*\)$/, '');
}

/** The first and the last lines, and how many are between them. */
function bounded(lines: Line[], most: number): Line[] {
  if (lines.length <= most) return lines;
  const [first, last] = [lines.slice(0, most / 2), lines.slice(-most / 2)];
  return [...first, ...gap(last[0], lines.length - most), ...last];
}

function gap(next: Line | undefined, left: number): Line[] {
  if (next === undefined || left < 1) return [];
  const what = `${count(left, 'more entry', 'more entries')} up to here`;
  return [{ ...next, who: '…', what, marked: false, times: 1, last: next.at }];
}

function rowOf(
  account: Account,
  { seq, at, who, what, marked, times, last }: Line,
  to: 'minutes' | 'seconds' = 'seconds',
): Text[] {
  const moment = momentIn(account, at);
  const often = times === 1 ? '' : ` (${times} times, until ${momentIn(account, last)})`;
  const said = times === 1 ? what : what.replace(/ \(as of [^)]*\)$/, '');
  const told = `${unnamed(account.events[seq - 1]?.type, who, said)}${often}`;
  return [
    [to === 'minutes' ? moment : `${moment}${new Date(at).toISOString().slice(16, 19)}`],
    [who],
    marked ? [{ strong: '★ ' }, told] : [told],
  ];
}

/** The name stands in the column beside it, so these sentences, which hold no words of people, go without. */
function unnamed(type: EventType | undefined, who: string, what: string): string {
  if (type === 'acknowledged' && what.startsWith(`${who} `)) return capital(what.slice(who.length + 1));
  if (type === 'resolved' && what === `Resolved by ${who}`) return 'Resolved';
  return type === 'rollback.approved' ? what.replace(` approved by ${who}`, ' approved') : what;
}
