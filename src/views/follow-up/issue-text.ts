import type { Opened } from '../../domain/incident/state.ts';
import { cut, oneLine, plain } from '../../domain/plain.ts';
import type { ActionItem } from '../../domain/response/action-item.ts';
import { dayWords, kindWords } from './item-words.ts';

export interface IssueText {
  title: string;
  body: string;
  marker: string;
}

/**
 * An action item as an issue. What people wrote stays text: no mention wakes anybody there, no link is drawn and no
 * reference closes another issue.
 */
export function issueText(item: ActionItem, incident: Opened): IssueText {
  const marker = markerOf(incident, item.item);
  const { page } = incident.plan.links;
  const body = [
    inert(item.what),
    '',
    `- Kind: ${kindWords[item.kind]}`,
    `- Owner: ${inert(item.owner.name)}`,
    `- Due: ${dayWords(item.due)}`,
    `- Incident: INC-${incident.number} (${inert(incident.plan.system.title)})${page === undefined ? '' : `, ${page}`}`,
    ...(item.kind === 'eval'
      ? [
          '',
          'It is done when a run of the eval that contains the blocking examples of the incident has passed.',
        ]
      : []),
    '',
    `airb keeps this issue and the action item together: closed here, it is closed there. ${marker}`,
  ].join('\n');
  return { title: cut(`INC-${incident.number}: ${unlinked(oneLine(item.what))}`, 200), body, marker };
}

/** Names the incident's item and nothing else, so that a search finds this issue alone. */
export function markerOf({ number, openedAt }: Pick<Opened, 'number' | 'openedAt'>, item: number): string {
  return `airb-inc${number}-item${item}-${openedAt.toString(36)}`;
}

/** Text that Markdown shows as it is. */
function inert(text: string): string {
  return unlinked(plain(text)).replace(/[\\`*_{}[\]<>#+!|~-]/g, '\\$&');
}

/**
 * A zero-width space keeps a name a word, an address no link, with or without its `https://`, and a reference a number:
 * `#12`, `GH-12`, and the keys of trackers such as `OPS-12`.
 */
function unlinked(text: string): string {
  return text
    .replace(/@(?=\S)/g, '@\u200b')
    .replace(/#(?=\d)/g, '#\u200b')
    .replace(/\b([Gg][Hh]|[A-Z][A-Z0-9]+)-(?=\d)/g, '$1-\u200b')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/\b(www)\./gi, '$1\u200b.');
}
