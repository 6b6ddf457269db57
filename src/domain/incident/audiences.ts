import type { Severity } from '../people.ts';
import type { Audience } from '../runbooks/runbook.ts';
import type { Form } from './events.ts';
import type { Facts } from './state.ts';

/** Audiences that are told of this severity, in this form or in any. */
export function audiencesOf(incident: Facts, severity: Severity, form?: Form): Audience[] {
  if (incident.private) return [];
  return incident.plan.audiences.filter(
    (audience) => audience.severities.includes(severity) && (form === undefined || audience.form === form),
  );
}

/** Ids of the audiences that were told of the incident, these included. */
export function toldTo({ audiencesTold }: Facts, ids: string[]): string[] {
  return [...new Set([...audiencesTold, ...ids])];
}

/** Audiences that were told of the incident, whatever its severity is now: each of them hears the end. */
export function audiencesTold(incident: Facts): Audience[] {
  return incident.private
    ? []
    : incident.plan.audiences.filter(({ id }) => incident.audiencesTold.includes(id));
}

/** Audiences of the present severity, and those that an earlier one told. */
export function audiencesHearing(incident: Facts): Audience[] {
  const now = audiencesOf(incident, incident.severity);
  return [...now, ...audiencesTold(incident).filter((one) => !now.includes(one))];
}
