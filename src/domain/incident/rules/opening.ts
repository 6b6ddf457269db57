import type { CommandOf, Decision } from '../commands.ts';
import type { IncidentEvent } from '../events.ts';
import type { Incident } from '../state.ts';

/** Opens an incident with its plan, and keeps what airb collected by itself as evidence. */
export function openIncident(command: CommandOf<'open'>, incident: Incident): Decision {
  if (incident.phase !== 'none') return { events: [], note: `INC-${incident.number} is already open.` };
  const { at, by, evidence, type: _, ...facts } = command;
  const saved: IncidentEvent[] = evidence.map((record) => ({
    at,
    by,
    type: 'evidence.saved',
    evidence: record,
  }));
  return { events: [{ at, by, type: 'incident.opened', ...facts }, ...saved] };
}
