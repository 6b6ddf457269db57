import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { count, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, isBare } from './account.ts';

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
  ];
}

/** The steps of the response; the duties of the postmortem come after it. */
function progress({ incident, words }: Account): string {
  const steps = Object.entries(incident.steps).filter(([id]) => !id.startsWith('postmortem'));
  const of = (status: string) => steps.filter(([, it]) => it.status === status);
  const open = of('open').map(([id]) => `“${words.step(id)?.title ?? id}”`);
  const bare = steps.filter(([, it]) => isBare(it)).length;
  const said = bare === 0 ? '' : ` (${bare} without a finding)`;
  const left = open.length === 0 ? '' : ` Never ticked: ${inSeries(open)}.`;
  return `Of the ${count(steps.length, 'step')} before the postmortem ${of('done').length} were done${said} and ${of('skipped').length} skipped.${left}`;
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
