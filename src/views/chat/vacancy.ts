import type { Card, Spans } from '../../domain/chat/card.ts';
import { rota } from '../../domain/incident/break-glass.ts';
import type { Slot } from '../../domain/incident/slots.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import type { Person, Role } from '../../domain/people.ts';
import { press } from './controls.ts';
import { callName, mention } from './naming.ts';
import { peopleOf } from './people-lines.ts';
import { missing } from './role-words.ts';
import { asText, joined } from './spans.ts';

type VacancySlot = Extract<Slot, { of: 'vacancy' }>;

/** The room is asked for a role that nobody holds; the newest asking has the button, and loses it when somebody has it. */
export function vacancyCard(incident: Opened, { role, times }: VacancySlot): Card {
  const holder = incident.roles[role];
  const asked = incident.asking[role]?.times ?? 0;
  const open = isOpen(incident) && holder === undefined && asked <= times;
  const spans: Spans = open
    ? asking(incident, role)
    : [`The role of ${role} was asked for. `, now(incident, role)];
  const take = press('role.take', { incident: incident.number, role }, { label: 'Take it' });
  return {
    text: asText(spans),
    nodes: [{ type: 'text', spans }, ...(open ? [{ type: 'actions' as const, controls: [take] }] : [])],
  };
}

function asking(incident: Opened, role: Role): Spans {
  const those = usual(incident, role).slice(0, 5);
  const names = joined(
    those.map((person) => [mention(person)]),
    ', ',
  );
  return [
    { bold: `Nobody ${missing[role]} yet` },
    `: who takes the role of ${role}?`,
    ...(those.length > 0 ? [' Usually: ', ...names, '.'] : []),
  ];
}

/** Those whom the organization lists for it. */
function usual(incident: Opened, role: Role): Person[] {
  if (role === 'commander') return rota(incident);
  return role === 'communications' ? peopleOf(incident, incident.plan.communications ?? []) : [];
}

function now(incident: Opened, role: Role): string {
  const holder = incident.roles[role];
  if (holder) return `${callName(holder.name, incident)} has the role.`;
  return isOpen(incident) ? 'It is asked for again below.' : 'The incident is over.';
}
