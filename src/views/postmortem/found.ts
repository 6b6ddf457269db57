import { type Block, list, paragraph, type Text } from '../../documents/document.ts';
import { type Account, momentIn } from './account.ts';

/** What people wrote down when they ticked the steps of the response: most of what they learned stands nowhere else. */
export function found(account: Account): Block[] {
  const { incident, words } = account;
  const rows = Object.entries(incident.steps)
    .filter(
      ([id, { status, notes }]) => !id.startsWith('postmortem') && status === 'done' && notes.length > 0,
    )
    .map(
      ([id, { notes }]): Text => [
        { strong: words.step(id)?.title ?? id },
        ...notes.map(({ text, by, at }) => `: ${text} — ${by}, ${momentIn(account, at)}`),
      ],
    );
  if (rows.length === 0) return [];
  return [
    paragraph('What the responders found, step by step, with the time at which they wrote it down:'),
    ...list(rows),
  ];
}
