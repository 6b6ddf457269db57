import { type Block, heading, list, paragraph, question, type Text } from '../../documents/document.ts';
import { capital, sentenceEnd } from '../../domain/plain.ts';
import { putsBack } from '../../domain/response/stops.ts';
import { rankSuspects } from '../../domain/response/suspects.ts';
import type { Category } from '../../domain/runbooks/runbook.ts';
import { clockTime } from '../../domain/time.ts';
import { doubtText } from '../category.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, applied, helped } from './account.ts';
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
    question(doubted(incident) ?? mechanisms[chosen.category]),
  ];
}

/** A cause that its own mitigation speaks against is not asked about as if it were one. */
function doubted(incident: Account['incident']): string | undefined {
  const doubt = doubtText(incident);
  if (doubt === undefined) return undefined;
  return `${capital(doubt)}, so the category ${incident.category?.category} is in doubt. Which was it: infrastructure, model, prompt or data?`;
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
    const fate = `; ${fateOf(incident, part?.id)}`;
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

function fateOf(incident: Account['incident'], part: string | undefined): string {
  const deeds = applied(incident).filter((it) => it.part === part);
  const [first, last] = [deeds[0], deeds.at(-1)];
  if (first === undefined || last === undefined) return 'not rolled back';
  const verdict = first.verdict ?? 'not measured';
  return putsBack(incident, last) === first
    ? `rolled back, ${verdict}, and put back`
    : `rolled back, ${verdict}`;
}
