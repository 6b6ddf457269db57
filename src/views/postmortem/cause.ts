import { type Block, heading, list, paragraph, question, type Text } from '../../documents/document.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { rankSuspects } from '../../domain/response/suspects.ts';
import type { Category } from '../../domain/runbooks/runbook.ts';
import { clockTime } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, helped } from './account.ts';
import { diagnosis } from './diagnosis.ts';

const mechanisms: Record<Category, string> = {
  infrastructure: 'Which component failed, how, and why did the system not degrade to its fallback?',
  model: 'What does the model do differently, on which inputs, and what in its release should have shown it?',
  prompt: 'Which sentence of the prompt changed the behaviour, and on which inputs?',
  data: 'Which documents, features or labels were missing or wrong, and which step let them through?',
};

/** The category, how it was found, and what only the author can explain. */
export function cause(account: Account): Block[] {
  return [heading('Root cause'), ...category(account), ...diagnosis(account), ...suspects(account)];
}

function category({ incident, events }: Account): Block[] {
  const chosen = incident.category;
  if (chosen === undefined) {
    return [
      question(
        'Which category was it: infrastructure, model, prompt or data? Nobody chose one, and a postmortem needs it.',
      ),
    ];
  }
  const earlier = eventsOf(events, 'category.chosen').slice(0, -1);
  const before = earlier.map((it) => `${it.category} at ${clockTime(it.at)}`).join(', ');
  return [
    paragraph(
      { strong: `Category: ${chosen.category}.` },
      ` ${chosen.cause === undefined ? 'Chosen by' : 'From the diagnosis of'} ${chosen.by} at ${clockTime(chosen.at)}`,
      chosen.because.trim() === ''
        ? '.'
        : ` because: ${before === '' ? sentenceEnd(chosen.because) : chosen.because}`,
      before === '' ? '' : ` (first thought to be ${before}).`,
    ),
    ...severalHelped(incident),
    question(mechanisms[chosen.category]),
  ];
}

/** Asks the author when two rollbacks helped, because one category rarely explains both. */
function severalHelped(incident: Account['incident']): Block[] {
  const relief = helped(incident);
  if (relief.length < 2) return [];
  const parts = relief.map((it) => it.part).join(' and ');
  return [question(`Rolling back ${parts} each helped. Was there one cause, or several that met?`)];
}

function suspects({ incident, words }: Account): Block[] {
  const known = rankSuspects(incident);
  const rows = known.map(({ change, part, because }): Text => {
    const rolled = incident.containments.find((it) => it.part === part?.id && it.appliedAt !== undefined);
    const fate = rolled ? `; rolled back, ${rolled.verdict ?? 'not measured'}` : '; not rolled back';
    const name = part ? (words.part(part.id)?.title ?? part.id) : (change?.kind ?? 'unknown');
    if (change === undefined) return [{ strong: name }, `: ${because}${fate}.`];
    const versions = change.to === undefined ? '' : ` ${change.from ? `${change.from} → ` : ''}${change.to}`;
    return [{ strong: `${name}${versions}` }, `, ${because}: ${change.summary}${fate}.`];
  });
  const unseen = question(
    'What changed before the start? The log knows of no change in the look-back window.',
  );
  if (rows.length === 0) return [unseen];
  if (!known.some(({ change, seen }) => change !== undefined || seen !== undefined))
    return [unseen, paragraph('What can change without a change being recorded:'), ...list(rows)];
  return [paragraph('What had changed before, most suspect first:'), ...list(rows)];
}
