import type { PersonSpec } from '../../domain/runbooks/runbook.ts';
import type { ChatSettings, Check, Files } from './check.ts';

/** An Entra object id; an address or a user name in its place matches nobody. */
const objectId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const mostNamed = 8;

/** Can everybody in the organization file be paged, and told from a stranger, in a chat that is set up? */
export function checkPeople({ slack, teams }: ChatSettings, library: Files): Check[] {
  if (!teams?.app || library === undefined) return [];
  const { people } = library.organization;
  const elsewhere = (person: PersonSpec) => slack !== undefined && person.slack !== undefined;
  const without = people.filter((person) => person.teams === undefined);
  const garbled = people.filter((person) => person.teams !== undefined && !objectId.test(person.teams));
  return [
    ...unreachable(without.filter((person) => !elsewhere(person))),
    ...inSlackAlone(without.filter(elsewhere)),
    ...misnamed(garbled),
  ];
}

function unreachable(people: PersonSpec[]): Check[] {
  if (people.length === 0) return [];
  return [
    {
      check: 'chat',
      state: 'missing',
      what: `${names(people)} ${people.length === 1 ? 'has' : 'have'} no \`teams\` id in organization.yaml`,
      cost: 'airb can not page or mention them in Teams, and takes them for strangers, who decide nothing',
      fix: 'Add the object id of their Entra user (Entra admin center → Users)',
    },
  ];
}

function inSlackAlone(people: PersonSpec[]): Check[] {
  if (people.length === 0) return [];
  return [{ check: 'chat', state: 'ok', what: `${names(people)}: in Slack alone, without a \`teams\` id` }];
}

function misnamed(people: PersonSpec[]): Check[] {
  return people.map(({ name, teams }) => ({
    check: 'chat',
    state: 'broken',
    what: `${teams}, the \`teams\` id of ${name}, is no Entra object id`,
    cost: 'airb takes them for a stranger in Teams',
    fix: 'Give the object id, 8-4-4-4-12 hexadecimal digits, not an address',
  }));
}

function names(people: PersonSpec[]): string {
  const shown = people.slice(0, mostNamed).map(({ name }) => name);
  const more = people.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
