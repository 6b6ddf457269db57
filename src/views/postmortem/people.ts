import { type Block, heading, list, paragraph, question, type Text } from '../../documents/document.ts';
import { actorName, type Role, roles } from '../../domain/people.ts';
import { inSeries } from '../../domain/plain.ts';
import { clockTime } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import { lineOf } from '../events/words.ts';
import type { Account } from './account.ts';

const duties: Record<Role, string> = {
  commander: 'Commander, decides',
  owner: 'Owner, accountable for the fix',
  communications: 'Communications',
  scribe: 'Scribe',
};

/** Who held which role, who was paged, who else took part. */
export function people(account: Account): Block[] {
  const { incident } = account;
  const held = roles.filter((role) => role !== 'scribe' || incident.roles.scribe !== undefined);
  const rows = held.map((role): Text[] => [
    [duties[role]],
    [incident.roles[role]?.name ?? 'nobody'],
    [handovers(account, role)],
  ]);
  const empty = held.filter((role) => incident.roles[role] === undefined);
  return [
    heading('People'),
    { type: 'table', caption: 'Roles', head: ['Role', 'At the end', 'Handed over'], rows },
    ...paging(account),
    ...others(account),
    ...empty.map((role) => question(`Who acted as ${role}? Nobody took the role.`)),
  ];
}

function handovers({ events }: Account, role: Role): string {
  const changes = eventsOf(events, 'role.assigned').filter((it) => it.role === role);
  return changes.length === 0
    ? '–'
    : changes.map((it) => `${it.person.name} at ${clockTime(it.at)}`).join(', ');
}

function paging({ events, words }: Account): Block[] {
  const told = events.filter(
    (it) =>
      it.type === 'page.sent' ||
      it.type === 'page.failed' ||
      it.type === 'page.stop-failed' ||
      it.type === 'page.climbed' ||
      it.type === 'page.exhausted' ||
      it.type === 'page.declined' ||
      it.type === 'acknowledged',
  );
  return list(told.map((it): Text => [`${clockTime(it.at)} ${lineOf(it, words, events)}`]));
}

function others({ events, incident }: Account): Block[] {
  const inRoles = new Set(Object.values(incident.roles).map((it) => it.name));
  const names = events.flatMap(({ by }) => (by.kind === 'person' ? [actorName(by)] : []));
  const unique = [...new Set(names)].filter((name) => !inRoles.has(name));
  return unique.length === 0 ? [] : [paragraph(`Also took part: ${inSeries(unique)}.`)];
}
