import type { Block, Text } from '../../documents/document.ts';
import { cut, oneLine, safeUrl } from '../../domain/plain.ts';
import { type ActionItem, isOverdue, isOwed } from '../../domain/response/action-item.ts';
import { fullTime, type Instant } from '../../domain/time.ts';
import { dayWords, dueIn, kindWords, trackerWords } from './item-words.ts';

/**
 * Action items as a table of a page or a draft, what is owed first.
 * @param now absent in what is printed and kept, where “in 5 days” would soon be wrong
 */
export function itemsTable(items: ActionItem[], now?: Instant): Block {
  const sorted = [...items].sort((a, b) => Number(isOwed(b)) - Number(isOwed(a)) || a.item - b.item);
  const rows = sorted.map((item): Text[] => [
    [String(item.item)],
    [{ strong: `${kindWords[item.kind]}. ` }, cut(oneLine(item.what), 600)],
    [item.owner.name],
    [dayWords(item.due)],
    standing(item, now),
  ]);
  return {
    type: 'table',
    caption: 'Action items',
    head: ['No.', 'What is to be done', 'Owner', 'Due', 'How it stands'],
    rows,
  };
}

/** `open, 3 days late`, `done: <link>`, and the issue where there is one. */
function standing(item: ActionItem, now: Instant | undefined): Text {
  const { status, shipped, ended, override, issue, verified } = item;
  const tracked = issue === undefined ? [] : issueText(issue);
  if (isOwed(item)) {
    const words = status === 'waiting' ? 'shipped, waits for a passing run' : 'open';
    if (now === undefined) return [words, ...tracked];
    const when = dueIn(item.due, now);
    return [words, ', ', isOverdue(item, now) ? { strong: when } : `due ${when}`, ...tracked];
  }
  const when = ended === undefined ? '' : ` ${fullTime(ended.at).slice(0, 10)}`;
  if (status === 'dropped') return [`dropped${when}: ${cut(oneLine(ended?.reason ?? ''), 200)}`, ...tracked];
  return [
    `done${when}: `,
    ...linked(shipped ?? ''),
    ...(verified ? [`; ${cut(oneLine(verified.name), 120)} passed`] : []),
    ...(override ? [`; override by ${override.by}: ${cut(oneLine(override.reason), 200)}`] : []),
    ...tracked,
  ];
}

function issueText({ tracker, key, link }: NonNullable<ActionItem['issue']>): Text {
  const name = trackerWords[tracker];
  const safe = link === undefined ? undefined : safeUrl(link);
  return safe === undefined
    ? [` · not in ${name} yet`]
    : [' · ', { link: safe, text: `${name} ${key ?? ''}` }];
}

function linked(text: string): Text {
  const link = safeUrl(text.trim());
  return [
    link === undefined ? cut(oneLine(text), 300) : { link, text: cut(link.replace(/^https?:\/\//, ''), 80) },
  ];
}
