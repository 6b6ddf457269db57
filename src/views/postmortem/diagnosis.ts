import { type Block, list, paragraph, question, type Text } from '../../documents/document.ts';
import { concludedCause } from '../../domain/incident/diagnosis.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { causeOf } from '../../domain/response/diagnosis.ts';
import type { PlanCause } from '../../domain/runbooks/plan.ts';
import { clockTime } from '../../domain/time.ts';
import { shareOf } from '../chat/shares.ts';
import { answered, readWords } from '../events/walked.ts';
import type { Account } from './account.ts';

/** The responders' answers and the cause they pointed to: evidence for the root cause, never its proof. */
export function diagnosis({ incident }: Account): Block[] {
  const { path } = incident.diagnosis;
  if (path.length === 0) return foundToo(incident);
  const rows = path.map(
    (walked): Text => [
      answered(incident.plan.diagnosis, walked),
      readWords(incident, walked),
      ` — ${walked.by}, ${clockTime(walked.at)}`,
    ],
  );
  return [
    paragraph('What the responders saw, answering the questions of the runbook:'),
    ...list(rows),
    ...pointedAt(incident),
    ...foundToo(incident),
  ];
}

function pointedAt(incident: Opened): Block[] {
  const { concluded } = incident.diagnosis;
  const cause = concludedCause(incident);
  if (concluded === undefined || cause === undefined)
    return [
      question('The diagnosis was left before it pointed at a cause. Which answer was missing, and why?'),
    ];
  const other =
    incident.category === undefined || incident.category.category === cause.category
      ? []
      : [
          question(
            `The diagnosis says ${cause.category}, ${chosen(incident.category)}. Which is it, and what made the other look right?`,
          ),
        ];
  return [
    paragraph(
      { strong: `The answers pointed at: ${sentenceEnd(cause.title)}` },
      ` ${concluded.by} came to it at ${clockTime(concluded.at)}.${followed(incident, cause)} This is evidence for the category ${cause.category}, not proof of the cause.`,
    ),
    question(
      `Does what is known now agree with “${cause.title}”, and what else could have given the same answers?`,
    ),
    ...other,
  ];
}

/** Causes found on another walk of the tree. */
function foundToo(incident: Opened): Block[] {
  const { found, concluded } = incident.diagnosis;
  const others = found.filter(({ cause }) => cause !== concluded?.cause);
  if (others.length === 0) return [];
  const rows = others.map(({ cause, by, at, takenBackAt }): Text => {
    const known = causeOf(incident.plan.diagnosis, cause);
    const fate =
      takenBackAt === undefined
        ? `.${known ? followed(incident, known) : ''}`
        : `, taken back at ${clockTime(takenBackAt)}.`;
    return [{ strong: known?.title ?? cause }, ` — ${by}, ${clockTime(at)}${fate}`];
  });
  return [paragraph('The answers pointed at these as well:'), ...list(rows)];
}

/** The measured effect of the cause's mitigation. */
function followed(incident: Opened, { mitigation }: PlanCause): string {
  if (mitigation.kind !== 'rollback') return '';
  const done = incident.containments.find((it) => it.part === mitigation.part && it.appliedAt !== undefined);
  if (done === undefined) return ` Its mitigation, rolling back ${mitigation.part}, was not carried out.`;
  const share = shareOf(incident, mitigation.part);
  return ` Its mitigation, rolling back ${mitigation.part}, was measured as: ${done.verdict ?? 'not measured'}${share ? `, ${share}` : ''}.`;
}

/** Who chose it by hand; what an earlier cause left standing, nobody chose. */
function chosen({ category, by, cause }: NonNullable<Opened['category']>): string {
  return cause === undefined
    ? `${by} chose ${category}`
    : `the cause found before it left ${category} standing`;
}
