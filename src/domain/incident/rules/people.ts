import { severities } from '../../people.ts';
import type { Rules } from '../commands.ts';

export const peopleRules: Rules<'severity' | 'role'> = {
  severity: ({ at, by, to, reason }, incident) => {
    if (incident.severity === to) return { events: [], note: `INC-${incident.number} is ${to} already.` };
    if (reason.trim() === '') {
      return {
        rejected: `Say why ${incident.severity} → ${to}; people outside the room will ask.`,
        next: `\`/airb severity ${to} paid traffic affected\`. Severities: ${severities.join(', ')}.`,
      };
    }
    return {
      events: [{ at, by, type: 'severity.changed', from: incident.severity, to, reason: reason.trim() }],
    };
  },

  role: ({ at, by, role, person }, incident) => {
    const before = incident.roles[role];
    if (before?.id === person.id) return { events: [], note: `${person.name} is ${role} already.` };
    return { events: [{ at, by, type: 'role.assigned', role, person, before }] };
  },
};
