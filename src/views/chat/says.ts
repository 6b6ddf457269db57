import type { Card } from '../../domain/chat/card.ts';
import type { EventType, IncidentEvent } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Says } from './said.ts';
import { saidOfAlerts } from './says-alerts.ts';
import { saidOfContainment } from './says-containment.ts';
import { saidOfDiagnosis } from './says-diagnosis.ts';
import { saidOfPeople } from './says-people.ts';
import { saidOfPhases } from './says-phases.ts';
import { saidOfUpdates } from './says-updates.ts';

/** What a kept-current message shows already, or what people said themselves, is not told again. */
const silent = () => undefined;

const says: Says<EventType> = {
  ...saidOfAlerts,
  ...saidOfPeople,
  ...saidOfDiagnosis,
  ...saidOfContainment,
  ...saidOfUpdates,
  ...saidOfPhases,
  'incident.opened': silent,
  'room.opened': silent,
  'page.sent': silent,
  'question.answered': silent,
  'diagnosis.answered': silent,
  'step.done': silent,
  'step.skipped': silent,
  'step.assigned': silent,
  'step.undone': silent,
  'step.noted': silent,
  'message.said': silent,
  'message.marked': silent,
  'readings.requested': silent,
  'postmortem.requested': silent,
  'rollback.requested': silent,
  'rollback.approved': silent,
  'rollback.started': silent,
};

/**
 * The message an event is worth in the incident's channel.
 * @param incident the state after the event
 * @returns undefined when nothing is said
 */
export function sayFor(event: IncidentEvent, incident: Opened): Card | undefined {
  // Each entry takes the events of its own key; the compiler can't follow that through the lookup.
  const say = says[event.type] as (event: IncidentEvent, incident: Opened) => Card | undefined;
  return say(event, incident);
}
