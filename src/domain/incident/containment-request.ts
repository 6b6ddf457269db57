import { completeness } from '../response/evidence.ts';
import { isOnce } from '../response/stops.ts';
import type { PlanPart } from '../runbooks/plan.ts';
import { suggest } from '../suggest.ts';
import type { CommandOf, Decision, Rejection } from './commands.ts';
import type { Containment, Opened } from './state.ts';

/** Why a rollback can't be requested as it is; undefined when it can. */
export function refuseRequest(
  command: CommandOf<'rollback.request'>,
  part: PlanPart,
  incident: Opened,
): Decision | undefined {
  return refuseChange(command, part, incident) ?? missingEvidence(command, part, incident);
}

/** Why a change makes no sense now, whoever wants it and whatever is preserved; undefined when it does. */
export function refuseChange(
  command: Pick<CommandOf<'rollback.request'>, 'to' | 'reason'>,
  part: PlanPart,
  incident: Opened,
): Rejection | undefined {
  const to = command.to ?? part.lastKnownGood;
  const live = incident.versions[part.id] ?? part.live;
  if (to === undefined) {
    return {
      rejected: `${incident.plan.system.id} has no last known good version of ${part.title}.`,
      next: `Name one: \`/airb rollback ${part.id} to <version> because <reason>\`.`,
    };
  }
  if (to === live && !isOnce(incident, { part: part.id, to }))
    return {
      rejected: `${part.title} is ${to} already.`,
      next: 'Roll back another part, or name a version.',
    };
  const running = incident.containments.find((known) => known.part === part.id && inFlight(known));
  if (running) {
    const state =
      running.status === 'waiting'
        ? 'waits for approval'
        : running.status === 'unconfirmed'
          ? 'is not confirmed'
          : 'is under way';
    return {
      rejected: `A rollback of ${part.title} ${state}${running.status === 'unconfirmed' ? ' yet' : ' already'}.`,
      next: 'Its message in the channel has the buttons.',
    };
  }
  if (command.reason.trim() === '') {
    return {
      rejected: 'A rollback needs a reason.',
      next: `\`/airb rollback ${part.id} because refusals followed it\`.`,
    };
  }
  return undefined;
}

function missingEvidence(
  command: CommandOf<'rollback.request'>,
  part: PlanPart,
  incident: Opened,
): Decision | undefined {
  const { have, of, missing } = completeness(incident);
  if (missing.length === 0 || command.evidenceOverride?.trim()) return undefined;
  const names = someOf(missing.map((item) => item.title));
  return {
    lacks: 'evidence',
    rejected: `Evidence is ${have} of ${of}; a rollback of ${part.title} changes what can still be seen. Missing: ${names}.`,
    next: 'Save it first (`/airb evidence`, or "Save as evidence" on a message), or say in the rollback form why not to wait.',
  };
}

function inFlight(containment: Containment): boolean {
  return (
    containment.status === 'waiting' ||
    containment.status === 'running' ||
    containment.status === 'manual' ||
    containment.status === 'unconfirmed'
  );
}

/** Refuses a part that the system does not have, and suggests the nearest name. */
export function unknownPart(part: string, incident: Opened): Rejection {
  const ids = incident.plan.parts.map((candidate) => candidate.id);
  if (ids.length === 0) {
    return {
      rejected: `airb knows no parts of ${incident.plan.system.id} to roll back.`,
      next: 'List them in runbooks/systems; until then roll back by hand and say so with `/airb note`.',
    };
  }
  const guess = suggest(part, ids);
  return {
    rejected: `${incident.plan.system.id} has no part called \`${part}\`.${guess ? ` ${guess}` : ''}`,
    next: `Its parts: ${ids.join(', ')}.`,
  };
}

/** `Ana, Ben or Dev`; when the list is empty, how to find a person. */
export function someOf(names: string[]): string {
  const unique = [...new Set(names)];
  if (unique.length < 2) return unique[0] ?? 'nobody yet: `/airb role commander @name`';
  return `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}

/** The rollback of that id, when the incident has one. */
export function containmentIn(incident: Opened, action: string): Containment | undefined {
  return incident.containments.find((known) => known.id === action);
}

/** Refuses a rollback that the incident does not have. */
export function unknownAction(action: string): Decision {
  return {
    rejected: `There is no rollback \`${action}\` here.`,
    next: '`/airb rollback` lists what can be rolled back.',
  };
}

/** The incident with one of its rollbacks changed. */
export function withContainment<T extends Opened>(
  incident: T,
  { action }: { action: string },
  change: (known: Containment) => Containment,
): T {
  const containments = incident.containments.map((known) => (known.id === action ? change(known) : known));
  return { ...incident, containments };
}
