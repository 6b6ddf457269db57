import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { actorName, type Role, roles } from '../../domain/people.ts';
import { inSeries } from '../../domain/plain.ts';
import { eventsOf } from '../events/lexicon.ts';
import { lineOf } from '../events/words.ts';
import { type Account, momentIn } from './account.ts';

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
  return [
    heading('People'),
    { type: 'table', caption: 'Roles', head: ['Role', 'At the end', 'Handed over'], rows },
    ...paging(account),
    ...others(account),
  ];
}

function handovers(account: Account, role: Role): string {
  const changes = eventsOf(account.events, 'role.assigned').filter((it) => it.role === role);
  return changes.length === 0
    ? '–'
    : changes.map((it) => `${it.person.name} at ${momentIn(account, it.at)}`).join(', ');
}

function paging(account: Account): Block[] {
  const { events, words } = account;
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
  const lines: { lead: string; routes: string[]; rest: string }[] = [];
  for (const it of told) {
    const moment = momentIn(account, it.at);
    if (it.type !== 'page.sent') {
      lines.push({ lead: `${moment} ${lineOf(it, words, events)}`, routes: [], rest: '' });
      continue;
    }
    // One page that goes out by two ways is one page.
    const lead = `${moment} ${inSeries(it.people.map(({ name }) => name))} paged by `;
    const same = lines.find((line) => line.lead === lead);
    if (same) same.routes.push(it.route);
    else lines.push({ lead, routes: [it.route], rest: it.unsure ? ', and it may not have arrived' : '' });
  }
  return list(lines.map(({ lead, routes, rest }): Text => [`${lead}${inSeries(routes)}${rest}`]));
}

function others({ events, incident }: Account): Block[] {
  const inRoles = new Set(Object.values(incident.roles).map((it) => it.name));
  const names = events.flatMap(({ by }) => (by.kind === 'person' ? [actorName(by)] : []));
  const unique = [...new Set(names)].filter((name) => !inRoles.has(name));
  return unique.length === 0 ? [] : [paragraph(`Also took part: ${inSeries(unique)}.`)];
}
