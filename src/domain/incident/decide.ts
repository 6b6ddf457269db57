import { refuseUnauthorised } from './authorised.ts';
import type { Command, CommandBody, Decision, Rejection } from './commands.ts';
import { refuseInDrill, scored } from './drill.ts';
import { fold } from './evolve.ts';
import { wentOn } from './merging.ts';
import { openIncident } from './opening.ts';
import { acknowledgement } from './paging.ts';
import { rules } from './slices.ts';
import { type Incident, isOpen, type Opened } from './state.ts';

/** What may still happen after the end of an incident: the record goes on, the response does not. */
const afterTheEnd: ReadonlySet<string> = new Set<CommandBody['type']>([
  'reopen',
  'absorb',
  'split.off',
  'archive.check',
  'room.archived',
  'room.renamed',
  'alert.quiet',
  'note',
  'redact',
  'message',
  'message.mark',
  'evidence',
  'evidence.sample',
  'samples',
  'evidence.confirm',
  'agent.read',
  'agent.refused',
  'example.sort',
  'examples.push',
  'examples.pushed',
  'evals.run',
  'section.fold',
  'step.do',
  'step.skip',
  'step.assign',
  'step.undo',
  'step.note',
  'step.unhelpful',
  'step.suggest',
  'category',
  'postmortem',
  'postmortem.drafted',
  'milestone.correct',
  'postmortem.write',
  'postmortem.take-back',
  'postmortem.publish',
  'postmortem.remind',
  'room.opened',
  'page.sent',
  'page.failed',
  'page.stop-failed',
  'readings',
  'rollback.attempt',
  'rollback.delay',
  'rollback.responded',
  'rollback.looked',
  'rollback.look',
  'rollback.settle',
  'rollback.stop',
  'versions',
  'change.note',
  'alert.arrive',
  'trouble',
  // A law does not wait for an incident, nor does it end with one.
  'clock.start',
  'clock.end',
  'clock.remind',
  'clock.overdue',
  // Most follow-up begins when the incident is over.
  'action-item.add',
  'action-item.change',
  'action-item.done',
  'action-item.drop',
  'action-item.reopen',
  'action-item.verify',
  'action-item.remind',
  'action-item.unreached',
  'action-item.track',
  'action-item.issue-opened',
  'action-item.issue-seen',
]);

/** False for a command that only a newer airb knows; `decide` is not to be asked about one. */
export function isKnown({ type }: Pick<CommandBody, 'type'>): boolean {
  return type === 'open' || Object.hasOwn(rules, type);
}

const noSuchIncident: Rejection = {
  rejected: 'There is no such incident.',
  next: '`/airb status` lists the open ones.',
};

/**
 * The one place that decides. It is pure: the command brings its time and its actor, and the state is the fold of the
 * log. A command that comes twice or too late changes nothing.
 * @returns the events to append (perhaps none), or the reason for the refusal and what to try next
 */
export function decide(command: Command, incident: Incident): Decision {
  if (command.type === 'open') return openIncident(command, incident);
  if (incident.phase === 'none') return noSuchIncident;
  const refusal = refuse(command, incident);
  if (refusal) return refusal;
  // Each rule takes the commands of its own key; the compiler can't follow that through the lookup.
  const rule = rules[command.type] as (command: Command, incident: Opened) => Decision;
  const decision = alsoAnswered(command, incident, rule(command, incident));
  return incident.drill === undefined
    ? decision
    : scored(command, decision, (events) => fold(incident, events) as Opened);
}

/** True while a page waits for an answer. */
function isPaging({ paging }: Opened): boolean {
  return paging.acknowledged === undefined && paging.people.length > 0;
}

/** Whoever asks for a containment or approves one is there, so their page counts as answered. */
function alsoAnswered({ at, by }: Command, incident: Opened, decision: Decision): Decision {
  if (!('events' in decision) || by.kind !== 'person' || !isPaging(incident)) return decision;
  const acts = decision.events.some(
    ({ type }) => type === 'rollback.requested' || type === 'rollback.approved',
  );
  const answer = { at, by, type: 'acknowledge' as const, via: 'action' as const };
  if (!acts || incident.paging.answered.includes(by.id) || refuseUnauthorised(answer, incident))
    return decision;
  return { ...decision, events: [...acknowledgement(answer, incident), ...decision.events] };
}

/** The refusal of what only an open incident takes. */
export function isOver(incident: Opened): Rejection {
  const { number, phase } = incident;
  if (incident.phase === 'merged') return wentOn(incident);
  return {
    rejected: `INC-${number} is already ${phase}.`,
    next: 'Notes, evidence and the postmortem go on. `/airb reopen <what came back>` opens it again and pages.',
  };
}

function refuse(command: Command, incident: Opened): Decision | undefined {
  // First of all: an agent does not even hear that a private incident is over.
  if (command.by.kind === 'agent' && incident.private) return noSuchIncident;
  if (!isOpen(incident) && !afterTheEnd.has(command.type)) {
    // A timer or an outcome that comes after the end is nobody's mistake, so it is not refused.
    if (command.by.kind !== 'person' && command.by.kind !== 'agent') return { events: [] };
    return isOver(incident);
  }
  return refuseInDrill(command, incident) ?? refuseUnauthorised(command, incident);
}
