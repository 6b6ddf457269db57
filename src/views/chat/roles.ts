import type { Button, Card, Menu, Node, Spans } from '../../domain/chat/card.ts';
import { mayBeOffered } from '../../domain/incident/authorised.ts';
import { pendingFor } from '../../domain/incident/handover.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { type Actor, type Role, roles } from '../../domain/people.ts';
import type { Act } from '../../domain/response/authority.ts';
import { press } from './controls.ts';
import { callName, duties, tag } from './naming.ts';
import { asText, timeOf } from './spans.ts';

/** Who has which role, with what this person can do about each; shown to them alone. */
export function rolesCard(incident: Opened, by: Actor, first: Spans = []): Card {
  const lines = roles.map((role) => ({ role, spans: lineOf(incident, role) }));
  const heading = `Roles in ${tag(incident)}`;
  return {
    text: `${asText(first)}${first.length > 0 ? ' ' : ''}${heading}: ${lines.map(({ spans }) => asText(spans)).join('; ')}.`,
    nodes: [
      ...(first.length > 0 ? [{ type: 'text' as const, spans: first }] : []),
      { type: 'heading', text: heading },
      ...lines.map(({ role, spans }) => row(spans, isOpen(incident) ? optionsFor(incident, role, by) : [])),
      {
        type: 'context',
        spans: [
          'The menu beside a role takes it, hands it over or gives it up. Whoever is asked has it once they accept; until then nothing changes.',
        ],
      },
    ],
  };
}

function lineOf(incident: Opened, role: Role): Spans {
  const holder = incident.roles[role];
  const since = incident.heldSince[role];
  const offer = pendingFor(incident, role);
  return [
    { bold: duties[role] },
    ` (${role}): `,
    holder ? callName(holder.name, incident) : 'nobody yet',
    ...(holder && since !== undefined ? [' since ', timeOf(since)] : []),
    ...(offer ? [`, offered to ${callName(offer.to.name, incident)} until `, timeOf(offer.until)] : []),
  ];
}

function row(spans: Spans, options: Button[]): Node {
  const [only] = options;
  if (only === undefined) return { type: 'text', spans };
  const control: Button | Menu = options.length === 1 ? only : { menu: 'Change', options };
  return { type: 'row', spans, control };
}

/** At most five: a menu has room for no more. */
function optionsFor(incident: Opened, role: Role, by: Actor): Button[] {
  if (by.kind !== 'person') return [];
  const may = (act: Act) => mayBeOffered(act, by, incident);
  const value = { incident: incident.number, role };
  const take = may(role === 'commander' ? 'command.take' : 'role');
  const holder = incident.roles[role];
  const hand = press('role.hand', value, { label: holder ? 'Hand over…' : 'Offer it to somebody…' });
  const answers = offerButtons(incident, role, by.id);
  if (holder?.id === by.id) return [...answers, hand, press('role.release', value, { label: 'Release it' })];
  if (holder === undefined) {
    const own = take ? [press('role.take', value, { label: 'Take it' })] : [];
    return [...answers, ...own, ...(role !== 'commander' && take ? [hand] : [])];
  }
  const label = `Take over from ${callName(holder.name, incident)}`;
  const over = take ? [press('role.take-over', { ...value, from: holder.id }, { label })] : [];
  const commands = role !== 'commander' && incident.roles.commander?.id === by.id;
  return [...answers, ...over, ...(commands ? [hand] : [])];
}

function offerButtons(incident: Opened, role: Role, person: string): Button[] {
  const offer = pendingFor(incident, role);
  if (offer === undefined) return [];
  const value = { incident: incident.number, handover: offer.id };
  if (offer.to.id === person)
    return [
      press('role.accept', value, { label: 'Accept' }),
      press('role.decline', value, { label: 'Decline' }),
    ];
  const own = offer.by.id === person || incident.roles.commander?.id === person;
  return own ? [press('role.withdraw', value, { label: 'Take the offer back' })] : [];
}
