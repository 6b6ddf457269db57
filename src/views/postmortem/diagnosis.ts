import { type Block, list, paragraph, type Text } from '../../documents/document.ts';
import { concludedCause } from '../../domain/incident/diagnosis.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { causeOf } from '../../domain/response/diagnosis.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import type { PlanCause } from '../../domain/runbooks/plan.ts';
import { shareOf } from '../chat/shares.ts';
import { answered, readWords } from '../events/walked.ts';
import { type Account, applied, momentIn } from './account.ts';
import { outcomeWords } from './deeds.ts';

/** The responders' answers and the cause they pointed to: evidence for the root cause, never its proof. */
export function diagnosis(account: Account): Block[] {
  const { incident } = account;
  const { path } = incident.diagnosis;
  if (path.length === 0) return foundToo(account);
  const rows = path.map(
    (walked): Text => [
      answered(incident.plan.diagnosis, walked),
      readWords(incident, walked),
      ` — ${walked.by}, ${momentIn(account, walked.at)}`,
    ],
  );
  return [
    paragraph('What the responders saw, answering the questions of the runbook:'),
    ...list(rows),
    ...pointedAt(account),
    ...foundToo(account),
  ];
}

function pointedAt(account: Account): Block[] {
  const { incident } = account;
  const { concluded } = incident.diagnosis;
  const cause = concludedCause(incident);
  if (concluded === undefined || cause === undefined)
    return [paragraph('The diagnosis was left before it pointed at a cause.')];
  return [
    paragraph(
      { strong: `The answers pointed at: ${sentenceEnd(cause.title)}` },
      ` ${concluded.by} came to it at ${momentIn(account, concluded.at)}.${followed(account, cause)} This is evidence for the category ${cause.category}, not proof of the cause.`,
    ),
  ];
}

/** Causes found on another walk of the tree. */
function foundToo(account: Account): Block[] {
  const { incident } = account;
  const { found, concluded } = incident.diagnosis;
  const others = found.filter(({ cause }) => cause !== concluded?.cause);
  if (others.length === 0) return [];
  const rows = others.map(({ cause, by, at, takenBackAt }): Text => {
    const known = causeOf(incident.plan.diagnosis, cause);
    const fate =
      takenBackAt === undefined
        ? `.${known ? followed(account, known) : ''}`
        : `, taken back at ${momentIn(account, takenBackAt)}.`;
    return [{ strong: known?.title ?? cause }, ` — ${by}, ${momentIn(account, at)}${fate}`];
  });
  return [paragraph('The answers pointed at these as well:'), ...list(rows)];
}

/** The measured effect of the cause's mitigation. */
function followed(account: Account, { mitigation }: PlanCause): string {
  if (mitigation.kind !== 'rollback') return '';
  const { incident } = account;
  const done = applied(incident).find(
    (it) => it.part === mitigation.part && containmentFor(incident, it) === undefined && !ends(incident, it),
  );
  if (done === undefined)
    return ` Its mitigation, rolling back ${mitigation.part}, was not carried out${insteadOf(account, mitigation.part)}.`;
  const share = shareOf(incident, mitigation.part);
  return ` Its mitigation, rolling back ${mitigation.part}, was measured as: ${outcomeWords(account, done)}${share ? `, ${share}` : ''}.`;
}

/** `; “Send everything to the large model” was switched on instead`. */
function insteadOf({ incident }: Account, part: string): string {
  const known = applied(incident)
    .filter((it) => it.part === part)
    .flatMap((it) => containmentFor(incident, it) ?? []);
  return known.map(({ title }) => `; “${title}” was switched on instead`)[0] ?? '';
}

/** Whether a change is the way back from a fallback or a stop, and so no rollback of a cause. */
function ends(incident: Opened, { part, from }: Containment): boolean {
  return containmentFor(incident, { part, to: from }) !== undefined;
}
