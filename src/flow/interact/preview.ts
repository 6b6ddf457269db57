import type { Node } from '../../domain/chat/card.ts';
import type { ChatAnswer } from '../../domain/chat/input.ts';
import { needed } from '../../domain/incident/containment-approval.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { type Actor, personOf } from '../../domain/people.ts';
import { couldStillApprove } from '../../domain/response/approval.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import type { PlanPart } from '../../domain/runbooks/plan.ts';
import { press } from '../../views/chat/controls.ts';
import { reliefButton } from '../../views/chat/in-force.ts';
import { rollbackChooserCard } from '../../views/chat/rollback-chooser.ts';
import { refuse } from './context.ts';

/** A rollback that somebody thinks of: without a version, to the last known good one. */
interface Thought {
  part: string;
  to?: string | undefined;
  by: Actor;
}

/** Shows what a rollback of a part would do and need, without requesting it. */
export function previewAnswer(incident: Opened, thought: Thought): ChatAnswer {
  const part = incident.plan.parts.find((known) => known.id === thought.part);
  if (part === undefined) return { type: 'private', card: rollbackChooserCard(incident) };
  const live = incident.versions[part.id] ?? part.live;
  const to = thought.to ?? part.lastKnownGood;
  const known = to === undefined ? undefined : containmentFor(incident, { part: part.id, to });
  if (to === live && !known?.once)
    return refuse(`${part.title} is ${to} already.`, 'Name another version, or another part.');
  const { have, of } = completeness(incident);
  const how = part.action
    ? `${part.action.method} ${withoutQuery(part.action.url)}`
    : (part.manual ?? 'by hand; nobody wrote down how');
  const facts: Node = {
    type: 'facts',
    items: [
      { label: 'From', value: [live] },
      { label: 'To', value: [to ?? 'no last known good version'] },
      { label: 'How', value: [how] },
      { label: 'Evidence', value: [`${have} of ${of}`] },
      { label: 'Approvals', value: [approvals(incident, part, { ...thought, to })] },
    ],
  };
  const text = `${known ? `“${known.title}”` : `Rolling back ${part.title}`} would take ${known ? part.title : 'it'} from ${live} to ${to ?? 'nothing known'}. Nothing was called.`;
  const nodes: Node[] = [{ type: 'text', spans: [text] }, facts, ...wayOn(incident, part, to)];
  return { type: 'private', card: { text, nodes } };
}

/** The request for a part that waits for approval, when there is one. */
export function waitingFor(part: string, incident: Opened): Containment | undefined {
  return incident.containments.find((known) => known.part === part && known.status === 'waiting');
}

/** How many a request by this person would need, whose, and why there is one more. */
function approvals(incident: Opened, part: PlanPart, { to, by }: Thought): string {
  const { approvalsNeeded, unknownVersion } = needed({ to, by }, part, incident);
  if (approvalsNeeded === 0) return 'none needed';
  const asked = { requestedBy: personOf(by), approvals: [], approvalsNeeded, unknownVersion };
  const names = couldStillApprove(incident, asked).map(({ name }) => name);
  const why = unknownVersion && to ? `; one more, because airb has never seen ${to}` : '';
  return `${approvalsNeeded}: ${names.join(', ')}${why}`;
}

/** How to ask for it, where nobody has asked already. */
function wayOn(incident: Opened, part: PlanPart, to: string | undefined): Node[] {
  if (waitingFor(part.id, incident)) return [];
  const known = to === undefined ? undefined : containmentFor(incident, { part: part.id, to });
  if (known) return [{ type: 'actions', controls: [reliefButton(incident, known, '')] }];
  if (to !== part.lastKnownGood) {
    const command = `/airb rollback ${part.id} to ${to} because <reason>`;
    return [{ type: 'context', spans: ['Ask for it: ', { code: command }] }];
  }
  const values = { incident: incident.number, part: part.id };
  return [{ type: 'actions', controls: [press('rollback.open', values, { label: 'Roll back…' })] }];
}

function withoutQuery(url: string): string {
  return url.split('?')[0] ?? url;
}
