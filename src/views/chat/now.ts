import type { Card, Node } from '../../domain/chat/card.ts';
import { type NextStep, nextStep } from '../../domain/incident/next-step.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Due, dueOf, formShows } from './due.ts';
import { callNodes } from './phones.ts';
import { lower } from './spans.ts';

/** The one thing that is due, with its buttons, as it stands below the head of the card. Nothing once it is over. */
export function nowNodes(incident: Opened): Node[] {
  const due = dueOf(incident, nextStep(incident));
  return due === undefined ? [] : nodesOf(due);
}

/**
 * The same where the channel ends, so that nobody searches for what to press.
 * @returns undefined when nothing is to be pressed, or when a message that has just been posted carries the buttons: the
 *   card at the opening, the first diagnosis, a request that waits
 */
export function nowTurn(incident: Opened): { title: string; card: Card } | undefined {
  const step = nextStep(incident);
  const due = dueOf(incident, step);
  if (due === undefined || due.controls.length === 0 || standsAlready(incident, step)) return undefined;
  const { more, ...bare } = due;
  const shown =
    more && isToldAbove(incident, step)
      ? { ...bare, ...(step.do === 'resolve' && { more: [formShows] }) }
      : due;
  const nodes = [...nodesOf(shown), ...callNodes(incident)];
  return { title: due.title, card: { text: `Now: ${lower(due.title)}.`, nodes } };
}

/** The message just above says why: the diagnosis that was concluded, the verdict with its next suspect, the watch that held. */
function isToldAbove({ diagnosis, containments }: Opened, step: NextStep): boolean {
  if (step.do === 'mitigate')
    return step.cause.mitigation.kind === 'rollback' && diagnosis.found.at(-1)?.cause === step.cause.id;
  if (step.do === 'resolve') return true;
  return step.do === 'roll-back' && containments.at(-1)?.status === 'judged';
}

/**
 * What stays of such a message when something else is due: which step it was, and no button.
 * @param follows true when what is due now is said below
 */
export function overCard(title: string, follows: boolean): Card {
  const words = `Was due: ${lower(title)}.${follows ? ' What is due now stands below.' : ''}`;
  return { text: words, nodes: [{ type: 'context', spans: [words] }] };
}

function standsAlready(incident: Opened, step: NextStep): boolean {
  switch (step.do) {
    case 'acknowledge':
      return !incident.paging.exhausted;
    case 'approve':
      return true;
    case 'by-hand':
      return step.action.approvalsNeeded === 0;
    case 'answer':
      return incident.containments.length === 0 && incident.diagnosis.found.length === 0;
    default:
      return false;
  }
}

function nodesOf({ title, more, controls }: Due): Node[] {
  return [
    { type: 'text', spans: [{ bold: `Now: ${lower(title)}.` }, ...(more ? [' ', ...more] : [])] },
    ...(controls.length > 0 ? [{ type: 'actions', controls } satisfies Node] : []),
  ];
}
