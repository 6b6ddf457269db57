import type { Block, Document } from '../../documents/document.ts';
import { paragraph } from '../../documents/document.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { dayOf } from '../../domain/time.ts';
import { type Account, accountOf, startOf } from './account.ts';
import { actions } from './actions.ts';
import { approvals } from './approvals.ts';
import { cause } from './cause.ts';
import { communication } from './communication.ts';
import { drill } from './drill.ts';
import { evidence } from './evidence.ts';
import { impact } from './impact.ts';
import { lessons } from './lessons.ts';
import { fullTimeline, shortTimeline } from './log.ts';
import { metrics } from './metrics.ts';
import { people } from './people.ts';
import { questions } from './questions.ts';
import { regulatory } from './regulatory.ts';
import { rollbacks } from './rollbacks.ts';
import { runbookChanges } from './runbook.ts';
import { facts, summary } from './summary.ts';
import { times } from './times.ts';

/** Where the audit log stands. */
interface AuditHead {
  position: number;
  hash: string;
}

/** The first page, then what it rests on, then what is to be done, and the log last. */
const sections = [
  drill,
  summary,
  times,
  impact,
  cause,
  metrics,
  rollbacks,
  shortTimeline,
  communication,
  regulatory,
  people,
  approvals,
  evidence,
  lessons,
  actions,
  questions,
  runbookChanges,
  fullTimeline,
];

/**
 * The draft of the postmortem, from the log alone (requirement L2). Its first page is all that a reader in a hurry needs.
 * Where the log has no answer, the draft asks the author.
 * @param events the whole log of one incident, in order
 * @param head where the audit log stands, for a file that leaves airb
 * @throws Error when the log does not begin with its opening
 */
export function postmortem(events: IncidentEvent[], head?: AuditHead): Document {
  return postmortemOf(accountOf(events), head);
}

/** The same, from an account that is known already: a long log takes its time to fold. */
export function postmortemOf(account: Account, head?: AuditHead): Document {
  const { opened, postmortemDue } = account;
  const began = dayOf(startOf(account));
  return {
    title: `INC-${opened.number}: ${account.incident.title}`,
    kicker: `Postmortem draft · compiled from the incident log · due ${dayOf(postmortemDue)} · times are UTC, on ${began} where no day is given`,
    facts: facts(account),
    blocks: [...sections.flatMap((section) => section(account)), ...(head ? [standsAt(head)] : [])],
  };
}

/** Whoever has the file can prove by it that the log was not cut or written anew since. */
function standsAt({ position, hash }: AuditHead): Block {
  return paragraph(
    `When this draft was written, the audit log stood at entry ${position}. `,
    { code: `airb audit verify --head ${hash}` },
    ' tells whether it still holds all that was there.',
  );
}
