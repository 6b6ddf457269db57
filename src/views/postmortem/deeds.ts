import type { Containment } from '../../domain/incident/state.ts';
import { cut, inSentence, inSeries } from '../../domain/plain.ts';
import { aboutSignal } from '../../domain/response/onset.ts';
import { containmentFor, putsBack } from '../../domain/response/stops.ts';
import { heldInRange, type Verdict } from '../../domain/response/verdict.ts';
import { type Account, applied, measuredAlone, momentIn } from './account.ts';

/** What a change did, as far as it was measured by itself. */
const effects: Record<Verdict, string> = {
  contained: 'contained it',
  'partly contained': 'partly contained it',
  'no effect': 'had no effect',
  worse: 'made it worse',
  mixed: 'helped in one way and harmed in another',
  stopped: 'stopped the system, so that it could do no more harm',
  unknown: 'had an effect nobody could measure',
};

/** A sentence on one deed that reached the system: what, when, and what it did. */
export function deedWords(account: Account, it: Containment): string {
  return `${deedName(account, it)} at ${momentIn(account, it.appliedAt ?? 0)} ${effectWords(account, it)}${figures(account, it)}.`;
}

/** ` (“Refusals” 19 % → 8 %)`: what the first key signal did meanwhile, where that can be put down to the deed. */
function figures({ incident, words }: Account, it: Containment): string {
  const key = aboutSignal(incident)?.name ?? incident.plan.recovery.key[0]?.signal;
  const seen = it.signals.find(({ signal }) => signal === key);
  if (!measuredAlone(it) || seen?.before === undefined || seen.after === undefined) return '';
  return ` (“${words.signalTitle(seen.signal)}” ${words.value(seen.signal, seen.before)} → ${words.value(seen.signal, seen.after)})`;
}

/** `Rolling back the system prompt from prompt-v7 to prompt-v6`, or the name of what was switched. */
export function deedName({ incident, words }: Account, it: Containment): string {
  const known = containmentFor(incident, it);
  const ended = containmentFor(incident, { part: it.part, to: it.from });
  if (known) return `“${known.title}” (${it.part} ${it.to})`;
  const also = it.together ? `, together with ${inSeries(it.together)},` : '';
  if (ended) return `Ending “${ended.title}”${also}`;
  const part = inSentence(words.part(it.part)?.title ?? it.part);
  const deed = putsBack(incident, it) ? `Putting the ${part} back` : `Rolling back the ${part}`;
  return `${deed} from ${it.from} to ${it.to}`;
}

/** What was measured of it; what else happened meanwhile is said, and then nothing is put down to this alone. */
export function effectWords(account: Account, it: Containment): string {
  const { incident } = account;
  if (it.off !== undefined) return `could not be measured by itself ${whileOff(account, it.off)}`;
  if (it.overlaps !== undefined)
    return `happened beside ${inSeries(it.overlaps)}, so what moved can’t be put down to either`;
  const known = containmentFor(incident, it);
  // What is switched off costs something; that says nothing of the cause, and is not its harm.
  if (known !== undefined && (it.verdict === 'worse' || it.verdict === 'mixed'))
    return `relieved users at a price: ${cut(inSentence(known.loses), 160).replace(/\.$/, '')}`;
  if (known?.stops && it.verdict === 'no effect') return 'did not stop it';
  if (putsBack(incident, it) && containmentFor(incident, { part: it.part, to: it.from }) === undefined) {
    const undone = putsBack(incident, it);
    if (undone?.verdict === 'worse' || undone?.verdict === 'no effect')
      return `took back what had ${undone.verdict === 'worse' ? 'made it worse' : 'not helped'}`;
  }
  if (heldInRange(incident.plan, it)) return 'left everything in range, as it was before';
  const blind = unmeasuredBeside(account, it);
  if (blind.length > 0) return `brought back all but ${inSeries(blind)}, for which there was no number`;
  return effects[it.verdict ?? 'unknown'];
}

/** What came of a change, in a few words, for a sentence that has named it. */
export function outcomeWords(account: Account, it: Containment): string {
  if (it.overlaps) return `beside ${inSeries(it.overlaps)}`;
  if (heldInRange(account.incident.plan, it)) return 'in range before and after';
  const blind = unmeasuredBeside(account, it);
  if (blind.length > 0) return `contained, but for ${inSeries(blind)}, for which there was no number`;
  if (it.off === undefined) return it.verdict ?? 'not measured';
  const after = applied(account.incident).find(({ together }) => together?.includes(it.part));
  return after?.verdict === undefined
    ? `not measured ${whileOff(account, it.off)}`
    : `${after.verdict}, measured together with switching it on again`;
}

/**
 * The signals whose missing number is all that a verdict lacks to be “contained”, as titles in quotation marks: what was
 * measured came back, and nothing else had to be tried.
 */
export function unmeasuredBeside({ words }: Account, it: Containment): string[] {
  if (it.verdict !== 'partly contained') return [];
  const read = it.signals.filter(({ after }) => after !== undefined);
  const blind = it.signals.filter(({ after }) => after === undefined);
  if (read.length === 0 || read.some(({ verdict }) => verdict !== 'contained')) return [];
  return blind.map(({ signal }) => `“${words.signalTitle(signal)}”`);
}

/** `while “Stop the agent” was in force`. */
function whileOff({ incident, words }: Account, part: string): string {
  const stop = applied(incident).find((one) => one.part === part && containmentFor(incident, one)?.stops);
  const known = stop && containmentFor(incident, stop);
  return known
    ? `while “${known.title}” was in force`
    : `as the ${inSentence(words.part(part)?.title ?? part)} was off`;
}
