import { isCostOnly } from '../../domain/incident/felt-for.ts';
import { count, inSentence, inSeries } from '../../domain/plain.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { containmentFor, putsBack } from '../../domain/response/stops.ts';
import { minute } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, applied, startOf, tookWords } from './account.ts';
import type { Idea } from './idea.ts';
import { businessOwner, reviewer } from './owners.ts';

/** What those who wrote the runbook should know. */
export function runbookWork(account: Account): Idea[] {
  return [
    ...unwritten(account),
    ...wrongTurns(account),
    ...remarks(account),
    ...evidence(account),
    ...fallback(account),
  ];
}

function unwritten(account: Account): Idea[] {
  if (!account.incident.unmapped) return [];
  const text =
    'None matched, so the generic one was used. Write one for this failure, from what was done here.';
  return [
    {
      key: 'runbook:new',
      kind: 'runbook',
      title: 'Write a runbook for this failure',
      text,
      owner: reviewer(account),
    },
  ];
}

/** A rollback that made it worse and was put back: the runbook could have told. */
function wrongTurns(account: Account): Idea[] {
  const { incident, words } = account;
  const wrong = applied(incident).filter(
    (deed) =>
      deed.verdict === 'worse' &&
      containmentFor(incident, deed) === undefined &&
      putsBack(incident, deed) === undefined,
  );
  const parts = [...new Set(wrong.map(({ part }) => part))];
  return parts.map((part): Idea => {
    const title = inSentence(words.part(part)?.title ?? part);
    return {
      key: `runbook:wrong:${part}`,
      kind: 'runbook',
      title: `Say in the runbook how to rule out the ${title}`,
      text: `Rolling back the ${title} made it worse. Say in the runbook what rules it out before it is tried.`,
      owner: reviewer(account),
    };
  });
}

function remarks(account: Account): Idea[] {
  const skipped = Object.values(account.incident.steps).filter(({ status }) => status === 'skipped').length;
  const noted = eventsOf(account.events, 'step.noted').length;
  if (skipped + noted === 0) return [];
  const found = [
    ...(noted > 0 ? [count(noted, 'note')] : []),
    ...(skipped > 0 ? [count(skipped, 'skipped step')] : []),
  ];
  return [
    {
      key: 'runbook:remarks',
      kind: 'runbook',
      title: `Take ${inSeries(found)} up in the runbook`,
      text: `Take ${inSeries(found)} up in “${account.incident.plan.runbook.title}”; they stand below, under “Changes to the runbook”.`,
      owner: reviewer(account),
    },
  ];
}

function evidence(account: Account): Idea[] {
  const missing = completeness(account.incident)
    .missing.filter(({ source }) => source === 'people')
    .map(({ title }) => `“${title}”`);
  if (missing.length === 0) return [];
  return [
    {
      key: 'runbook:evidence',
      kind: 'runbook',
      title: `Decide about evidence nobody saved: ${count(missing.length, 'piece')}`,
      text: `Make ${inSeries(missing)} something airb collects at the opening, or take it out of the runbook: nobody saved it.`,
      owner: reviewer(account),
    },
  ];
}

/** So long users may have it before the question is why the fallback stayed off. */
const longest = 15 * minute;

function fallback(account: Account): Idea[] {
  const { incident } = account;
  const { contained } = incident.milestones;
  const known = incident.plan.containment?.find(({ kind }) => kind === 'fallback');
  const used = applied(incident).some((deed) => containmentFor(incident, deed) !== undefined);
  // To switch off what works would cost users more than the money does.
  if (known === undefined || used || contained === undefined || isCostOnly(incident)) return [];
  const took = contained - startOf(account);
  if (took <= longest || incident.worst === 'sev3' || incident.worst === 'sev4') return [];
  return [
    {
      key: `fallback:${known.id}`,
      kind: 'runbook',
      title: `Agree when “${known.title}” is used`,
      text: `Users had it for ${tookWords(startOf(account), contained)} until it was contained, and “${known.title}” was not used. Agree after how long it is, and write that into the runbook.`,
      owner: businessOwner(account),
    },
  ];
}
