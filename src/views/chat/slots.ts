import type { Card } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Instant } from '../../domain/time.ts';
import { actionCard } from './action.ts';
import { announcement } from './announcement.ts';
import { sectionCard } from './checklist.ts';
import { diagnosisCard } from './diagnosis.ts';
import { incidentCard } from './incident-card.ts';
import { pageCard } from './page.ts';
import { questionsCard } from './questions.ts';
import { readingsCard } from './readings.ts';
import { recoveryCard } from './recovery.ts';

type Draw = (incident: Opened, rest: string) => Card | undefined;

/** What each kept-current message shows, by the word before the first colon of its slot. */
const views: Map<string, Draw> = new Map<string, Draw>([
  ['card', (incident) => incidentCard(incident)],
  ['questions', (incident) => questionsCard(incident)],
  ['diagnosis', (incident) => diagnosisCard(incident)],
  ['section', drawSection],
  ['announcement', (incident) => announcement(incident)],
  ['page', drawPage],
  ['action', drawAction],
  ['recovery', (incident) => recoveryCard(incident)],
  ['readings', drawReadings],
]);

/**
 * Draws a slot from the state as it is now. No view counts minutes itself, so an unchanged state draws an unchanged
 * message, which need not be sent again.
 * @param slot `card`, `section:triage`, `page:0:ana`, …
 * @returns undefined when there is no such slot or nothing to show in it
 */
export function drawSlot(slot: string, incident: Opened, _now: Instant): Card | undefined {
  const colon = slot.indexOf(':');
  const word = colon < 0 ? slot : slot.slice(0, colon);
  return views.get(word)?.(incident, colon < 0 ? '' : slot.slice(colon + 1));
}

function drawSection(incident: Opened, id: string): Card | undefined {
  const section = incident.plan.sections.find((candidate) => candidate.id === id);
  return section && sectionCard(incident, section);
}

/** The newest readings. */
function drawReadings(incident: Opened): Card | undefined {
  const set = incident.readings.at(-1);
  return set && readingsCard(incident, set);
}

/** The person's id may hold colons (`slack:U0123`); the level is the number before the first one. */
function drawPage(incident: Opened, rest: string): Card | undefined {
  const match = /^(\d+):(.+)$/s.exec(rest);
  const [, level, person] = match ?? [];
  return level !== undefined && person !== undefined ? pageCard(incident, Number(level), person) : undefined;
}

function drawAction(incident: Opened, id: string): Card | undefined {
  const action = incident.containments.find((candidate) => candidate.id === id);
  return action && actionCard(incident, action);
}
