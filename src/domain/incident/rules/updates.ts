import { holdingText } from '../../../views/chat/update.ts';
import type { Person, Severity } from '../../people.ts';
import { escalationRungs, nextUpdateDue, updateInterval } from '../../response/cadence.ts';
import type { Audience } from '../../runbooks/runbook.ts';
import type { Rules } from '../commands.ts';
import type { Form } from '../events.ts';
import { intervalAt } from '../folds/updates.ts';
import type { Facts } from '../state.ts';

/** Updates to stakeholders, and what follows when one is owed and does not come. */
export const updateRules: Rules<'update' | 'update.nudge' | 'update.deadline' | 'update.escalate'> = {
  update: ({ at, by, form, text }, incident) => {
    const empty = (['users', 'mitigation'] as const).find((field) => text[field].trim() === '');
    if (empty) {
      const what = empty === 'users' ? 'what users see' : 'what is being done';
      return {
        rejected: `The update does not say ${what}.`,
        next: 'Stakeholders read nothing else; one sentence is enough.',
      };
    }
    const cadence = incident.plan.cadence[incident.severity];
    const nextDueAt = nextUpdateDue(cadence, { openedAt: incident.openedAt, lastHumanAt: at });
    const audiences = audiencesOf(incident, incident.severity, form).map((audience) => audience.id);
    return { events: [{ at, by, type: 'update.posted', form, text, nextDueAt, audiences }] };
  },

  'update.nudge': ({ at, by, dueAt }, incident) => {
    const { cadence } = incident;
    if (cadence.dueAt !== dueAt || cadence.nudgedFor === dueAt || at >= dueAt) return { events: [] };
    return { events: [{ at, by, type: 'update.nudged', dueAt, person: whoUpdates(incident) }] };
  },

  'update.deadline': ({ at, by, dueAt }, incident) => {
    if (incident.cadence.dueAt !== dueAt) return { events: [] };
    const interval = updateInterval(incident.plan.cadence[incident.severity], at - incident.openedAt);
    const nextDueAt = interval === undefined ? undefined : Math.max(dueAt, at) + interval;
    return { events: [{ at, by, type: 'update.missed', dueAt, text: holdingText(incident, at), nextDueAt }] };
  },

  'update.escalate': ({ at, by, dueAt, rung }, incident) => {
    const { overdueFrom, rungs } = incident.cadence;
    if (overdueFrom !== dueAt || rungs?.includes(rung) || intervalAt(incident, at) === undefined)
      return { events: [] };
    const person = personOfRung(incident, rung);
    return { events: person ? [{ at, by, type: 'update.escalated', rung, person, dueAt }] : [] };
  },
};

/** Audiences that hear of this severity, in this form or in any. */
export function audiencesOf(incident: Facts, severity: Severity, form?: Form): Audience[] {
  if (incident.private) return [];
  return incident.plan.audiences.filter(
    (audience) => audience.severities.includes(severity) && (form === undefined || audience.form === form),
  );
}

/** Who is expected to write the next update: communications, else the commander, else the owner. */
export function whoUpdates(incident: Facts): Person | undefined {
  return incident.roles.communications ?? incident.roles.commander ?? incident.roles.owner;
}

function personOfRung(incident: Facts, rung: number): Person | undefined {
  const word = escalationRungs[rung];
  if (word === undefined) return undefined;
  if (word !== 'manager') return incident.roles[word];
  const manager = incident.roles.owner && incident.plan.people[incident.roles.owner.id]?.manager;
  return manager === undefined
    ? undefined
    : { id: manager, name: incident.plan.people[manager]?.name ?? manager };
}
