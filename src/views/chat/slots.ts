import type { Card } from '../../domain/chat/card.ts';
import { readSlot, type Slot } from '../../domain/incident/slots.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actionCard } from './action.ts';
import { itemCard } from './action-items.ts';
import { announcement } from './announcement.ts';
import { approvalCard } from './approval.ts';
import { sectionCard } from './checklist.ts';
import { diagnosisCard } from './diagnosis.ts';
import { checklistCard, foldedCard } from './folded.ts';
import { handoverCard } from './handover.ts';
import { incidentCard } from './incident-card.ts';
import { joinedCard } from './joined.ts';
import { nowTurn } from './now.ts';
import { pageCard } from './page.ts';
import { proposalCard } from './proposal.ts';
import { questionsCard } from './questions.ts';
import { readingsCard } from './readings.ts';
import { recoveryCard } from './recovery.ts';
import { taskCard } from './task.ts';
import { heldUpdateCard } from './update-preview.ts';
import { vacancyCard } from './vacancy.ts';

type Draws = {
  [K in Slot['of']]: (incident: Opened, slot: Extract<Slot, { of: K }>) => Card | undefined;
};

/** What each kept-current message shows. */
const views: Draws = {
  card: incidentCard,
  checklist: checklistCard,
  questions: drawQuestions,
  now: (incident) => nowTurn(incident)?.card,
  diagnosis: diagnosisCard,
  section: drawSection,
  announcement,
  // The sender draws them, from what was said.
  told: () => undefined,
  // The sender draws it, from the heads of all its incidents.
  storm: () => undefined,
  // The sender draws it, against the files as they are then.
  revision: () => undefined,
  page: (incident, { level, person }) => pageCard(incident, level, person),
  action: drawAction,
  approval: drawApproval,
  proposal: proposalCard,
  item: itemCard,
  handover: handoverCard,
  vacancy: vacancyCard,
  task: taskCard,
  recovery: recoveryCard,
  readings: drawReadings,
  joined: joinedCard,
  'held-update': drawHeldUpdate,
};

/**
 * Draws a slot from the present state. No view counts minutes itself, so an unchanged state gives an unchanged message,
 * which is not sent again.
 * @param name `card`, `section:triage`, `page:0:ana`, …
 * @returns undefined when there is no such slot, or nothing to show in it
 */
export function drawSlot(name: string, incident: Opened): Card | undefined {
  const slot = readSlot(name);
  if (slot === undefined) return undefined;
  // Each view takes the slots of its own key; the compiler can't follow that through the lookup.
  const view = views[slot.of] as (incident: Opened, slot: Slot) => Card | undefined;
  return view(incident, slot);
}

function drawSection(incident: Opened, { section: id }: Extract<Slot, { of: 'section' }>): Card | undefined {
  const section = incident.plan.sections.find((candidate) => candidate.id === id);
  const state = incident.sections[id];
  // What nobody has asked for is not posted by a redraw.
  if (section === undefined || state === undefined) return undefined;
  return state === 'shown' ? sectionCard(incident, section) : foldedCard(incident, id);
}

function drawQuestions(incident: Opened): Card | undefined {
  const state = incident.sections.questions;
  if (state === undefined) return undefined;
  return state === 'shown' ? questionsCard(incident) : foldedCard(incident, 'questions');
}

/** The newest readings. */
function drawReadings(incident: Opened): Card | undefined {
  const set = incident.readings.at(-1);
  return set && readingsCard(incident, set);
}

function drawAction(incident: Opened, { action: id }: Extract<Slot, { of: 'action' }>): Card | undefined {
  const action = incident.containments.find((candidate) => candidate.id === id);
  return action && actionCard(incident, action);
}

function drawHeldUpdate(
  incident: Opened,
  { update, person }: Extract<Slot, { of: 'held-update' }>,
): Card | undefined {
  const proposal = incident.heldUpdates?.find(({ id }) => id === update);
  return proposal && heldUpdateCard(incident, proposal, person);
}

function drawApproval(
  incident: Opened,
  { action: id, person }: Extract<Slot, { of: 'approval' }>,
): Card | undefined {
  const action = incident.containments.find((candidate) => candidate.id === id);
  return action && approvalCard(incident, action, person);
}
