import { type Block, heading, list, paragraph, question, type Text } from '../../documents/document.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { eventsOf } from '../events/lexicon.ts';
import type { Account } from './account.ts';

/** What the people who used the runbook would change in it. */
export function runbookChanges(account: Account): Block[] {
  const { plan } = account.incident;
  const lines = [...unmapped(account), ...skipped(account), ...noted(account)];
  return [
    heading('Changes to the runbook'),
    paragraph(
      `Runbook “${plan.runbook.title}”, version `,
      { code: plan.runbook.hash.slice(0, 12) },
      '. ',
      progress(account),
    ),
    ...list(lines),
    ...tickedOnly(account),
    ...untouched(account),
  ];
}

function progress({ incident }: Account): string {
  const steps = Object.values(incident.steps);
  const done = steps.filter((it) => it.status === 'done').length;
  const left = steps.filter((it) => it.status === 'skipped').length;
  return `Of ${steps.length} steps ${done} were done and ${left} skipped.`;
}

function unmapped({ incident }: Account): Text[] {
  return incident.unmapped
    ? [[{ strong: 'Write a runbook for this failure: ' }, 'none matched, so the generic one was used.']]
    : [];
}

function skipped({ incident, words }: Account): Text[] {
  return Object.entries(incident.steps)
    .filter(([, step]) => step.status === 'skipped')
    .map(([id, step]) => [
      { strong: `Remove or reword “${words.step(id)?.title ?? id}”: ` },
      `${step.by ?? 'somebody'} skipped it, saying ${quoted(step.reason)}.`,
    ]);
}

function noted({ events, words }: Account): Text[] {
  return eventsOf(events, 'step.noted').map((it) => [
    { strong: `Take up the note on “${words.step(it.step)?.title ?? it.step}”: ` },
    sentenceEnd(it.note),
  ]);
}

function quoted(reason: string | undefined): string {
  return reason === undefined || reason === '' ? 'nothing' : `“${reason}”`;
}

/** A tick says that somebody was there, and not what they saw. */
function tickedOnly({ incident, words }: Account): Block[] {
  const bare = Object.entries(incident.steps)
    .filter(([, step]) => step.status === 'done' && step.notes.length === 0)
    .map(([id, step]) => `“${words.step(id)?.title ?? id}” (${step.by ?? 'somebody'})`);
  if (bare.length === 0) return [];
  return [question(`Ticked without a finding: ${bare.join(', ')}. What was seen there?`)];
}

function untouched({ incident, words }: Account): Block[] {
  const open = Object.entries(incident.steps)
    .filter(([id, step]) => step.status === 'open' && !id.startsWith('postmortem'))
    .map(([id]) => `“${words.step(id)?.title ?? id}”`);
  if (open.length === 0) return [];
  return [
    question(`Nobody ticked ${open.join(', ')}. Were they done all the same, not needed, or in the way?`),
  ];
}
