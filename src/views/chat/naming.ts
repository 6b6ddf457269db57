import type { Span } from '../../domain/chat/card.ts';
import type { Form } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Took } from '../../domain/incident/target-answer.ts';
import {
  type Actor,
  actorName,
  type Person,
  type Role,
  type Severity,
  standingMarks,
} from '../../domain/people.ts';
import { systemShown } from '../../domain/runbooks/system-name.ts';
import { clip } from './spans.ts';

/** What each role does, in the words of the card. */
export const duties: Record<Role, string> = {
  commander: 'Decides',
  owner: 'Owns the follow-up',
  communications: 'Communicates',
  scribe: 'Takes notes',
};

/**
 * Who usually does a step that belongs to a role: `Chloe, communications`, or `the communications lead` while nobody
 * has the role.
 */
export function usually(role: Role, incident: Opened): string {
  const holder = incident.roles[role];
  if (holder) return `${callName(holder.name, incident)}, ${role}`;
  return role === 'communications' ? 'the communications lead' : `the ${role}`;
}

/** `INC-42`. */
export function tag(incident: { number: number }): string {
  return `INC-${incident.number}`;
}

/** What an audience calls the incident: numbers of ours mean nothing to customers. */
export function headFor(incident: Opened, form: Form): string {
  return form === 'customer' ? clip(incident.plan.system.title, 80) : tag(incident);
}

/** The title with the system in front, unless it names the system already. */
export function subject(incident: Opened): string {
  const { id, title } = incident.plan.system;
  const said = incident.title.toLowerCase();
  const named = said.includes(id.toLowerCase()) || said.includes(title.toLowerCase());
  return clip(named ? incident.title : `${systemShown(incident.plan.system)}: ${incident.title}`, 110);
}

/** `SEV2`: the severity as a word, because colour alone must never carry it. */
export function severityWord(severity: Severity): string {
  return severity.toUpperCase();
}

/**
 * The name in a sentence: the first name, unless two people of the plan share it. Whoever is not listed keeps the mark
 * that says so.
 */
export function callName(name: string, incident: Opened): string {
  const { called, mark } = withoutMark(name);
  const first = firstOf(called);
  const sharers = Object.values(incident.plan.people).filter(
    (other) => firstOf(other.name) === first && other.name !== name,
  );
  return `${clip(sharers.length > 0 ? called : first, 40)}${mark}`;
}

function withoutMark(name: string): { called: string; mark: string } {
  const mark = Object.values(standingMarks).find((one) => one !== '' && name.endsWith(one)) ?? '';
  return { called: name.slice(0, name.length - mark.length), mark };
}

function firstOf(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

/** The name to print for whoever did something. */
export function callActor(actor: Actor, incident: Opened): string {
  const name = actorName(actor);
  return actor.kind === 'person' ? callName(name, incident) : clip(name, 40);
}

/** A mention. */
export function mention(person: Person): Span {
  return { person: person.id, name: clip(person.name, 60) };
}

/** `prompt-v7` of the part `prompt` becomes `v7`; a version that does not begin with its part stays. */
export function shortVersion(part: string, version: string): string {
  const prefix = `${part}-`;
  const repeats = version.toLowerCase().startsWith(prefix.toLowerCase()) && version.length > prefix.length;
  return clip(repeats ? version.slice(prefix.length) : version, 60);
}

/** `prompt v7 → v6`. The part has the id that commands accept. */
export function move(change: { part: string; from: string; to: string }): string {
  const { part, from, to } = change;
  return `${clip(part, 40)} ${shortVersion(part, from)} → ${shortVersion(part, to)}`;
}

/**
 * How it is known that a rollback took effect: `took effect` only where that was confirmed. Logs from before airb asked
 * keep the words they were written with.
 */
export function tookPhrase(took: Took | undefined): string {
  switch (took) {
    case 'accepted':
      return 'was accepted by the target (not confirmed)';
    case 'said':
      return 'was done, by a person’s word,';
    default:
      return 'took effect';
  }
}
