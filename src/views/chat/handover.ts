import type { Button, Card, Spans } from '../../domain/chat/card.ts';
import { handoverIn } from '../../domain/incident/handover.ts';
import type { Slot } from '../../domain/incident/slots.ts';
import { type Handover, isOpen, type Opened } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import { roleNames } from '../../domain/response/role-asks.ts';
import { systemShown } from '../../domain/runbooks/system-name.ts';
import { press } from './controls.ts';
import { symptomSince } from './measures.ts';
import { callName, mention, severityWord, tag } from './naming.ts';
import { duty, ends, whoHas, yourDuty } from './role-words.ts';
import { asText, clip, timeOf } from './spans.ts';

type HandoverSlot = Extract<Slot, { of: 'handover' }>;

/**
 * An offer of a role, kept current: in the room, and with the answers as buttons to whoever is asked. The buttons are
 * gone as soon as it is over.
 */
export function handoverCard(incident: Opened, { handover, person }: HandoverSlot): Card | undefined {
  const offer = handoverIn(incident, handover);
  if (offer === undefined) return undefined;
  return person === undefined ? inRoom(incident, offer) : toPerson(incident, offer);
}

function inRoom(incident: Opened, offer: Handover): Card {
  const spans: Spans = [
    `${callName(offer.by.name, incident)} offers `,
    mention(offer.to),
    ` ${roleNames[offer.role]}. `,
    ...stateSpans(incident, offer),
  ];
  return card(spans, waits(incident, offer) ? [withdraw(incident, offer)] : []);
}

function toPerson(incident: Opened, offer: Handover): Card {
  const by = callName(offer.by.name, incident);
  const role = `${roleNames[offer.role]} in ${tag(incident)}`;
  if (!waits(incident, offer))
    return card([`${by} offered you ${role}. `, ...stateSpans(incident, offer), ...where(incident, offer)]);
  return card(
    [
      { bold: `${by} asks you to take ${role}` },
      `. With it you ${yourDuty[offer.role]}. `,
      ...about(incident),
      ...stateSpans(incident, offer),
      ...where(incident, offer),
    ],
    answers(incident, offer),
  );
}

function waits(incident: Opened, { ended }: Handover): boolean {
  return isOpen(incident) && ended === undefined;
}

/** Until somebody says yes to a private incident, they hear no more than its number. */
function about(incident: Opened): Spans {
  if (incident.private) return ['The incident is private: accepting brings you into its channel. '];
  const head = `${severityWord(incident.severity)} ${clip(systemShown(incident.plan.system), 60)}: `;
  return [head, ...symptomSince(incident), '. '];
}

function where(incident: Opened, { ended }: Handover): Spans {
  if (incident.private && ended?.how !== 'accepted') return [];
  return incident.room ? [' ', { room: incident.room, name: incident.roomName }] : [];
}

function stateSpans(incident: Opened, { role, to, until, ended }: Handover): Spans {
  if (ended === undefined)
    return isOpen(incident)
      ? [`${capital(whoHas(role, incident))}. Open until `, timeOf(until), '.']
      : ['The incident is over.'];
  if (ended.how === 'accepted')
    return [`Accepted `, timeOf(ended.at), `: ${callName(to.name, incident)} ${duty[role]}`];
  return [`Over since `, timeOf(ended.at), `: ${ends[ended.how]}.`];
}

function answers({ number: incident }: Opened, { id: handover }: Handover): Button[] {
  const value = { incident, handover };
  return [
    press('role.accept', value, { label: 'Accept', style: 'primary' }),
    press('role.decline', value, { label: 'Decline' }),
  ];
}

function withdraw({ number: incident }: Opened, { id: handover }: Handover): Button {
  return press('role.withdraw', { incident, handover }, { label: 'Take the offer back' });
}

function card(spans: Spans, controls: Button[] = []): Card {
  return {
    text: asText(spans),
    nodes: [
      { type: 'text', spans },
      ...(controls.length > 0 ? [{ type: 'actions' as const, controls }] : []),
    ],
  };
}
