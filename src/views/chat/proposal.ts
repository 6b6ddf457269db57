import type { Button, Card, Node, Spans } from '../../domain/chat/card.ts';
import { proposalIn } from '../../domain/incident/proposals.ts';
import type { Slot } from '../../domain/incident/slots.ts';
import { isOpen, type Opened, type Proposal } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import { press } from './controls.ts';
import { callName, move } from './naming.ts';
import { asText, clip, timeOf } from './spans.ts';

/** Characters of an agent's reason in the room, and in the button that fills the form. */
const shown = 600;
const carried = 300;

/**
 * What an agent would change, under its name. Nothing happens by it: the button opens the form of any other request,
 * which a person sends in their own name.
 */
export function proposalCard(
  incident: Opened,
  { proposal }: Extract<Slot, { of: 'proposal' }>,
): Card | undefined {
  const one = proposalIn(incident, proposal);
  if (one === undefined) return undefined;
  const known = containmentFor(incident, one);
  const head: Spans = [
    { bold: `${clip(one.agent, 30)} (agent) proposes: ` },
    known ? `${clip(known.title, 80)} (${move(one)}).` : `${move(one)}.`,
  ];
  return {
    text: `${asText(head)} ${asText(standing(incident, one))}`,
    nodes: [
      { type: 'text', spans: head },
      { type: 'context', spans: ['Its reason, which is untrusted text of a program:'] },
      { type: 'quote', text: clip(one.reason, shown) },
      ...(known
        ? [
            {
              type: 'text',
              spans: [{ bold: 'Users lose: ' }, sentenceEnd(clip(known.loses, 300))],
            } satisfies Node,
          ]
        : []),
      { type: 'context', spans: standing(incident, one) },
      ...(waits(incident, one) ? [{ type: 'actions', controls: buttons(incident, one) } satisfies Node] : []),
    ],
  };
}

function waits(incident: Opened, { ended }: Proposal): boolean {
  return isOpen(incident) && ended === undefined;
}

function standing(incident: Opened, { ended }: Proposal): Spans {
  if (ended?.how === 'asked')
    return [`${callName(ended.by, incident)} asked for it `, timeOf(ended.at), '; its message has the rest.'];
  if (ended)
    return [`${callName(ended.by, incident)} declined it `, timeOf(ended.at), '. Nothing was changed.'];
  return isOpen(incident)
    ? ['Nothing happens by itself: somebody asks for it in their own name, then it is approved as any other.']
    : ['The incident is over; nothing was changed by this.'];
}

function buttons({ number: incident }: Opened, { id, part, to, agent, reason }: Proposal): Button[] {
  const said = clip(`${agent} (agent) proposed: ${reason}`, carried);
  return [
    press('rollback.to', { incident, part, to, reason: said }, { label: 'Ask for it…', style: 'primary' }),
    press('rollback.preview', { incident, part, to }, { label: 'What would it do?' }),
    press('proposal.decline', { incident, proposal: id }, { label: 'Decline' }),
  ];
}
