import type { Alert } from '../signals/alert.ts';
import type { Kept } from '../signals/kept.ts';
import type { EventOf, IncidentEvent } from './events.ts';

/** Characters of labels, annotations and further fields that an event holds itself. */
const alertMost = 8000;
/** Characters of evidence that an event holds itself. */
const evidenceMost = 4000;

/** How much of each stays in the event: so many characters of one text, and of all together. */
const stays = {
  labels: { one: 200, all: 2000 },
  annotations: { one: 300, all: 1500 },
  extra: { one: 100, all: 500 },
};
const evidenceStays = 1000;

/** Characters of somebody's words in the postmortem that an event holds itself. */
const wordsMost = 4000;

/** A short event, and what was too long for it. */
export interface SetApart {
  event: IncidentEvent;
  apart: { hash: string; text: string }[];
}

/**
 * The event without what is too long to be folded, sent and kept in memory; itself where nothing is.
 * @param hash sha-256 of a text, hex
 */
export function setApart(event: IncidentEvent, hash: (text: string) => string): SetApart {
  if (event.type === 'evidence.saved') {
    const { evidence } = event;
    const { content } = evidence;
    if (evidence.kept !== undefined || content.length <= evidenceMost) return { event, apart: [] };
    const kept = { hash: hash(content), length: content.length };
    return {
      event: { ...event, evidence: { ...evidence, content: cut(content, evidenceStays), kept } },
      apart: [{ hash: kept.hash, text: content }],
    };
  }
  if (event.type === 'postmortem.written') return shortWords(event, hash);
  if (event.type === 'postmortem.published') return withoutBytes(event);
  if (!('alert' in event) || event.alert === undefined) return { event, apart: [] };
  const { alert, whole } = shortAlert(event.alert, hash);
  return whole === undefined || alert.kept === undefined
    ? { event, apart: [] }
    : { event: { ...event, alert }, apart: [{ hash: alert.kept.hash, text: whole }] };
}

function shortWords(event: EventOf<'postmortem.written'>, hash: (text: string) => string): SetApart {
  const { text } = event;
  if (event.kept !== undefined || text.length <= wordsMost) return { event, apart: [] };
  const kept = { hash: hash(text), length: text.length };
  return { event: { ...event, text: cut(text, evidenceStays), kept }, apart: [{ hash: kept.hash, text }] };
}

/** A published document is never part of its event; whoever made it has its hash. */
function withoutBytes(event: EventOf<'postmortem.published'>): SetApart {
  const apart = [event.page, event.document].flatMap(({ hash, text }) =>
    text === undefined ? [] : [{ hash, text }],
  );
  const { text: _page, ...page } = event.page;
  const { text: _document, ...document } = event.document;
  return { event: { ...event, page, document }, apart };
}

/** The alert as an event and a row hold it, and the whole of its labels, annotations and further fields where that is more. */
export function shortAlert(alert: Alert, hash: (text: string) => string): { alert: Alert; whole?: string } {
  if (alert.kept !== undefined || !isLong(alert)) return { alert };
  const { labels, annotations, extra } = alert;
  const whole = JSON.stringify({ labels, annotations, extra });
  const short = {
    ...alert,
    labels: shortest(labels, stays.labels),
    annotations: shortest(annotations, stays.annotations),
    extra: shortest(textsIn(extra), stays.extra),
    kept: { hash: hash(whole), length: whole.length },
  };
  return { alert: short, whole };
}

/** The event as it came, with what was kept apart; itself where that is not to be had. */
export function whole(event: IncidentEvent, contentOf: (kept: Kept) => string | undefined): IncidentEvent {
  const kept = keptOf(event);
  const text = kept && contentOf(kept);
  if (text === undefined) return event;
  if (event.type === 'evidence.saved') return { ...event, evidence: { ...event.evidence, content: text } };
  if (event.type === 'postmortem.written') return { ...event, text };
  if (!('alert' in event) || event.alert === undefined) return event;
  return { ...event, alert: { ...event.alert, ...(JSON.parse(text) as Partial<Alert>) } };
}

/** Where the rest of an event lies. */
export function keptOf(event: IncidentEvent): Kept | undefined {
  if (event.type === 'evidence.saved') return event.evidence.kept;
  if (event.type === 'postmortem.written') return event.kept;
  return 'alert' in event ? event.alert?.kept : undefined;
}

/** All that lies apart of an event: its rest, and the files it froze. */
export function keptsOf(event: IncidentEvent): Kept[] {
  if (event.type === 'postmortem.published') return [event.page, event.document];
  const kept = keptOf(event);
  return kept === undefined ? [] : [kept];
}

function isLong({ labels, annotations, extra }: Alert): boolean {
  let length = 0;
  for (const pairs of [labels, annotations])
    for (const name in pairs) length += name.length + (pairs[name]?.length ?? 0);
  for (const _ in extra) return length + JSON.stringify(extra).length > alertMost;
  return length > alertMost;
}

/**
 * As many pairs as there is room for, the shortest first and then in their order: what rules and people look at are words,
 * and what fills an alert are dumps.
 */
function shortest(
  pairs: Record<string, string>,
  { one, all }: { one: number; all: number },
): Record<string, string> {
  const short = Object.entries(pairs).map(([name, text]) => [name, cut(text, one)] as const);
  const sizeOf = ([name, text]: readonly [string, string]) => name.length + text.length;
  let room = all;
  const kept = new Set<string>();
  for (const pair of [...short].sort((a, b) => sizeOf(a) - sizeOf(b))) {
    room -= sizeOf(pair);
    if (room < 0) break;
    kept.add(pair[0]);
  }
  return Object.fromEntries(short.filter(([name]) => kept.has(name)));
}

function textsIn(extra: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(extra).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(texts);
}

/** Never between the halves of a character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
