import type { Spans } from '../../domain/chat/card.ts';
import { dayIn } from '../../domain/oncall/wall-time.ts';
import { cut, oneLine, safeUrl } from '../../domain/plain.ts';
import {
  type ActionItem,
  type Day,
  daysBetween,
  type ItemKind,
  startOf,
} from '../../domain/response/action-item.ts';
import type { Instant } from '../../domain/time.ts';

/** What people read for each kind of item. */
export const kindWords: Record<ItemKind, string> = {
  monitor: 'Monitor',
  eval: 'Eval',
  'prompt-gate': 'Prompt gate',
  guardrail: 'Guardrail',
  runbook: 'Runbook',
  other: 'Other',
};

/** How the trackers spell themselves. */
export const trackerWords = { github: 'GitHub', jira: 'Jira', linear: 'Linear' } as const;

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `Fri 4 Dec 2026`. */
export function dayWords(day: Day): string {
  return dayFormat.format(startOf(day)).replace(',', '');
}

/** How a due day stands to today: `today`, `tomorrow`, `in 5 days`, `3 days late`. @param zone whose today it is */
export function dueIn(due: Day, now: Instant, zone = 'UTC'): string {
  const days = daysBetween(dayIn(zone, now), due);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days > 0) return `in ${days} days`;
  return days === -1 ? '1 day late' : `${-days} days late`;
}

/** What shipped: a link where it is one, else its words. */
export function shippedSpans(shipped: string): Spans {
  const link = safeUrl(shipped.trim());
  return [
    link === undefined ? clip(shipped, 300) : { link, text: clip(shipped.replace(/^https?:\/\//i, ''), 80) },
  ];
}

/** How an item stands, in a word or two. */
export function statusWords(item: Pick<ActionItem, 'status' | 'due'>, now: Instant): string {
  if (item.status === 'done' || item.status === 'dropped') return item.status;
  const due = `due ${dayWords(item.due)}, ${dueIn(item.due, now)}`;
  return item.status === 'waiting' ? `waits for a passing run, ${due}` : due;
}

/** The issue as a link, or that it is not there yet. */
export function issueSpans({ issue }: Pick<ActionItem, 'issue'>): Spans {
  if (issue === undefined) return [];
  const link = issue.link === undefined ? undefined : safeUrl(issue.link);
  const name = trackerWords[issue.tracker];
  if (link === undefined) return [` · not in ${name} yet`];
  return [' · ', { link, text: `${name} ${clip(issue.key ?? '', 40)}` }];
}

function clip(text: string, max: number): string {
  return cut(oneLine(text), max);
}
