import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { concludedCause } from '../../domain/incident/diagnosis.ts';
import { capital, cut, inSentence, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { standingCauses } from '../../domain/response/diagnosis.ts';
import { sharesOf } from '../../domain/response/shares.ts';
import { containmentFor, putsBack } from '../../domain/response/stops.ts';
import { rankSuspects } from '../../domain/response/suspects.ts';
import { unannounced } from '../../domain/response/unannounced.ts';
import type { PlanCause } from '../../domain/runbooks/plan.ts';
import type { Category } from '../../domain/runbooks/runbook.ts';
import { doubtText } from '../category.ts';
import { shareOf } from '../chat/shares.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, applied, helped, momentIn } from './account.ts';
import { cured } from './cured.ts';
import { outcomeWords } from './deeds.ts';
import { diagnosis } from './diagnosis.ts';
import { found } from './found.ts';

const mechanisms: Record<Category, string> = {
  infrastructure: 'Which component failed, how, and why did the system not degrade to its fallback?',
  model: 'What does the model do differently, on which inputs, and what in its release should have shown it?',
  prompt: 'Which sentence of the prompt changed the behaviour, and on which inputs?',
  data: 'Which documents, features or labels were missing or wrong, and which step let them through?',
};

/** The category, how it was found, and what had changed. */
export function cause(account: Account): Block[] {
  return [
    heading('Root cause'),
    ...category(account),
    ...diagnosis(account),
    ...found(account),
    ...suspects(account),
  ];
}

function category(account: Account): Block[] {
  const { incident, events } = account;
  const chosen = incident.category;
  if (chosen === undefined) return [paragraph('Nobody chose a category.'), paragraph(causeWords(account))];
  const earlier = eventsOf(events, 'category.chosen').slice(0, -1);
  const before = earlier
    .filter((it) => it.category !== chosen.category)
    .map((it) => `${it.category} at ${momentIn(account, it.at)}`)
    .join(', ');
  return [
    paragraph(
      { strong: `Category: ${chosen.category}.` },
      ` ${chosen.cause === undefined ? 'Chosen by' : 'From the diagnosis of'} ${chosen.by} at ${momentIn(account, chosen.at)}`,
      chosen.because.trim() === ''
        ? '.'
        : ` because: ${before === '' ? sentenceEnd(chosen.because) : chosen.because}`,
      before === '' ? '' : ` (first thought to be ${before}).`,
    ),
  ];
}

/**
 * The causes with the share each was measured to have. Taking a change back and seeing the signals come back is evidence
 * for it; where nothing was measured alone, no share is told.
 */
export function causeWords(account: Account): string {
  const parts = cured(account);
  if (parts.length === 0) return unmeasured(account);
  const shares = sharesOf(account.incident.plan, account.incident.containments)?.shares;
  const told = parts.map((part) => {
    const share = shares?.find((one) => one.part === part);
    const own = share ? `: ${Math.round(share.share * 100)} %` : '';
    return `${changeWords(account, part)}${own}`;
  });
  return `${capital(told.join('; '))}. ${howMeasured(account, parts, shares !== undefined)}`;
}

/** A part that went back in two steps is one part, and of several only some may have gone back while the system was off. */
function howMeasured({ incident, words }: Account, parts: string[], shared: boolean): string {
  const alone = new Set(helped(incident).map(({ part }) => part));
  const together = parts.filter((part) => !alone.has(part));
  const rest = 'while the system was off, so measured together with switching it on again.';
  if (together.length === parts.length) return `Taken back ${rest}`;
  if (together.length > 0) {
    const titles = together.map((part) => inSentence(words.part(part)?.title ?? part));
    return `The ${inSeries(titles)} went back ${rest} The rest was measured by taking it back alone.`;
  }
  return shared
    ? 'The shares are of the way back to normal, measured by taking each back alone.'
    : `Measured by taking ${parts.length > 1 ? 'each' : 'it'} back alone.`;
}

/** `system prompt prompt-v7: 79 %`: the causes that were measured, for the head of the paper. */
export function causeNames(account: Account): string[] {
  const { incident, words } = account;
  const shares = sharesOf(incident.plan, incident.containments)?.shares ?? [];
  return cured(account).map((part) => {
    const from = applied(incident).find((one) => one.part === part)?.from ?? '';
    const share = shares.find((one) => one.part === part)?.share;
    const own = share === undefined ? '' : `: ${Math.round(share * 100)} %`;
    return `${inSentence(words.part(part)?.title ?? part)} ${from}${own}`;
  });
}

/** `the system prompt prompt-v7 (“Prompt v7: decline when the sources disagree”)`. */
function changeWords({ incident, words }: Account, part: string): string {
  const deed = applied(incident).find((one) => one.part === part);
  const change = incident.changes.find((one) => (one.part ?? one.kind) === part && one.to === deed?.from);
  const title = inSentence(words.part(part)?.title ?? part);
  const summary = change === undefined ? '' : ` (“${cut(change.summary, 120)}”)`;
  const seen = unannounced(incident).filter((one) => one.part.id === part);
  const told =
    seen.length === 0
      ? ''
      : ` (${inSeries(seen.map(({ value }) => value))} in the traffic, announced by nobody)`;
  return `the ${title} ${deed?.from ?? ''}${summary}${told}`;
}

function unmeasured(account: Account): string {
  const { incident } = account;
  const concluded = concludedCause(incident);
  const pointed = concluded === undefined ? '' : ` The diagnosis points at “${concluded.title}”.`;
  const chosen = incident.category === undefined ? '' : ` The category is ${incident.category.category}.`;
  return `Not measured: nothing that was taken back is known to have cured it.${chosen}${pointed}`;
}

/** One question about the cause: the one that is most in doubt. */
export function causeQuestion(account: Account): string {
  const { incident } = account;
  const chosen = incident.category?.category;
  if (chosen === undefined)
    return 'Which category was it: infrastructure, model, prompt or data? Nobody chose one, and a postmortem needs it.';
  const doubt = doubtText(incident);
  if (doubt !== undefined)
    return `${capital(doubt)}, so the category ${chosen} is in doubt. Which was it: infrastructure, model, prompt or data?`;
  const pointed = concludedCause(incident);
  const parts = helped(incident).map(({ part }) => part);
  if (pointed !== undefined && pointed.category !== chosen && !allFound(incident, parts))
    return `The diagnosis says ${pointed.category}, ${chosenBy(account)}. Which is it, and what made the other look right?`;
  const met =
    parts.length < 2
      ? ''
      : ` Taking ${inSeries(parts)} back each helped: was it one cause, or several that met?`;
  const agree =
    pointed === undefined || allFound(incident, parts) || isTreated(pointed, parts)
      ? ''
      : incident.category?.cause === undefined
        ? ` Does it agree with “${pointed.title}”, where the answers pointed?`
        : ` What proves “${pointed.title}”, where the answers pointed? Nothing that was measured does.`;
  return `${mechanism(account, chosen)}${met}${agree}`;
}

/** True where what the cause asks for is what helped: then the two agree, and nobody is asked. */
function isTreated({ mitigation }: PlanCause, parts: string[]): boolean {
  return mitigation.kind === 'rollback' && parts.includes(mitigation.part);
}

/**
 * A category is wide: tools count as prompt, and a route as infrastructure. Where such a part was taken back and that
 * helped, nobody is asked for a sentence of the prompt or a component that failed.
 */
function mechanism(account: Account, chosen: Category): string {
  const { incident, words } = account;
  const parts = cured(account);
  const relief = applied(incident)
    .flatMap((it) => containmentFor(incident, it) ?? [])
    .find(({ stops }) => !stops);
  if (parts.length === 0 && chosen === 'infrastructure' && relief)
    return `Which component failed, and how? Could “${relief.title}”, which people switched on, have come by itself?`;
  if (parts.length === 0 || (chosen !== 'prompt' && chosen !== 'infrastructure')) return mechanisms[chosen];
  if (chosen === 'prompt' && parts.some((part) => words.part(part)?.kind === 'prompt'))
    return mechanisms.prompt;
  const versions = parts.flatMap((part) => applied(incident).find((one) => one.part === part)?.from ?? []);
  return `What in ${inSeries(versions)} changed the behaviour, and on which inputs?`;
}

/** True where the diagnosis came to each part that was measured to help: then it was several, and nobody has to choose. */
function allFound({ plan, diagnosis }: Account['incident'], parts: string[]): boolean {
  const treated = standingCauses(plan.diagnosis, diagnosis.found).flatMap(({ mitigation }) =>
    mitigation.kind === 'rollback' ? [mitigation.part] : [],
  );
  return parts.length > 1 && parts.every((part) => treated.includes(part));
}

/** Who chose it by hand; what an earlier cause left standing, nobody chose. */
function chosenBy({ incident: { category: it } }: Account): string {
  if (it?.cause === undefined) return `${it?.by} chose ${it?.category}`;
  return `the cause found before it left ${it.category} standing`;
}

/** Whether the log knows of anything that changed before the start. */
export function changesKnown({ incident }: Account): boolean {
  return rankSuspects(incident).some(({ change, seen }) => change !== undefined || seen !== undefined);
}

function suspects(account: Account): Block[] {
  const { incident, words } = account;
  const known = rankSuspects(incident);
  const rows = known.map(({ change, part, because }): Text => {
    const fate = `; ${fateOf(account, part?.id)}`;
    const name = part ? (words.part(part.id)?.title ?? part.id) : (change?.kind ?? 'unknown');
    if (change === undefined) return [{ strong: name }, `: ${because}${fate}.`];
    const versions = change.to === undefined ? '' : ` ${change.from ? `${change.from} → ` : ''}${change.to}`;
    return [{ strong: `${name}${versions}` }, `, ${because}: ${change.summary}${fate}.`];
  });
  if (rows.length === 0) return [paragraph('The log knows of no change in the look-back window.')];
  if (!changesKnown(account))
    return [
      paragraph(
        'The log knows of no change in the look-back window. What can change without one being recorded:',
      ),
      ...list(rows),
    ];
  return [paragraph('What had changed before, most suspect first:'), ...list(rows)];
}

function fateOf(account: Account, part: string | undefined): string {
  const { incident } = account;
  const deeds = applied(incident).filter((it) => it.part === part);
  const [first, last] = [deeds[0], deeds.at(-1)];
  if (first === undefined || last === undefined) return 'not rolled back';
  const outcome = outcomeWords(account, first);
  const share = part === undefined ? undefined : shareOf(incident, part);
  const told = share === undefined ? outcome : `${outcome}, ${share}`;
  // What was switched and back again, as a fallback is, was never rolled back.
  if (containmentFor(incident, first) !== undefined) return 'not rolled back';
  return putsBack(incident, last) === first ? `rolled back, ${told}, and put back` : `rolled back, ${told}`;
}
