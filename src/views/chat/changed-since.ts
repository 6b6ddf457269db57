import type { Spans } from '../../domain/chat/card.ts';
import type { Form, UpdateText } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Instant } from '../../domain/time.ts';
import { move, severityWord, tookPhrase } from './naming.ts';
import { joined, timeOf } from './spans.ts';

const fields: Record<keyof UpdateText, string> = {
  users: 'what users see',
  since: 'since when',
  scope: 'scope',
  mitigation: 'what is being done',
};

/**
 * What changed since the last update in the same form: the severity and what took effect meanwhile, for colleagues, and
 * the lines that say something new. It stands first, because whoever reads the tenth update looks for nothing else.
 * @returns undefined for the first update
 */
export function changedSince(
  event: { at: Instant; text: UpdateText | undefined },
  incident: Opened,
  form: Form,
): Spans | undefined {
  const before = incident.updates.findLast(
    (one) => one.at < event.at && (one.form === form || (one.automatic && form === 'internal')),
  );
  if (before === undefined) return undefined;
  const news = [
    ...(form === 'internal' ? inside(before, incident) : []),
    ...lines(before.text, event.text).map((line): Spans => [line]),
  ];
  const told: Spans = news.length === 0 ? ['nothing that airb knows of'] : joined(news, '; ');
  return [...told, ' (last update: ', timeOf(before.at), ')'];
}

type Before = Opened['updates'][number];

function inside({ at, severity }: Before, incident: Opened): Spans[] {
  const moved =
    severity === undefined || severity === incident.severity
      ? []
      : [[`${severityWord(severity)} → ${severityWord(incident.severity)}`]];
  const applied = incident.containments.flatMap((one): Spans[] =>
    one.appliedAt !== undefined && one.appliedAt > at
      ? [[`${move(one)} ${tookPhrase(one.took)} at `, timeOf(one.appliedAt)]]
      : [],
  );
  return [...moved, ...applied];
}

/** The lines that say something else than before. */
function lines(before: UpdateText, now: UpdateText | undefined): string[] {
  if (now === undefined) return [];
  const keys = ['users', 'scope', 'mitigation', 'since'] as const;
  const changed = keys.filter((key) => plain(now[key]) !== plain(before[key]));
  return changed.length === 0 ? [] : [`new below: ${changed.map((key) => fields[key]).join(', ')}`];
}

/** What a line says, however it ends. An automatic status names who said it first, which is nothing new to readers. */
function plain(line: string): string {
  return line
    .trim()
    .replace(/ \(as .+ (?:wrote|told you) at \d\d:\d\d UTC\)$/, '')
    .replace(/\.$/, '');
}
