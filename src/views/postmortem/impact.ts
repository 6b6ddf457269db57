import { type Block, heading, paragraph, question, type Text } from '../../documents/document.ts';
import type { Milestone } from '../../domain/incident/state.ts';
import { clockTime, inWords } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, startOf } from './account.ts';
import { frequency } from './frequency.ts';

/** What users felt, how often and for how long. */
export function impact(account: Account): Block[] {
  return [
    heading('Impact'),
    ...seen(account),
    ...frequency(account),
    heading('How long', 3),
    milestones(account),
    question(
      'How many people were affected, and did anybody act on a wrong or missing answer? The log holds rates, not people.',
    ),
  ];
}

function seen({ events }: Account): Block[] {
  const updates = eventsOf(events, 'update.posted');
  const internal = updates.filter((it) => it.form === 'internal');
  const last = (internal.length > 0 ? internal : updates).at(-1);
  const first = (internal.length > 0 ? internal : updates)[0];
  if (first === undefined || last === undefined) {
    return [
      question('What did users see, since when, and which users? No person described it in an update.'),
    ];
  }
  const row = (label: string, value: string): Text[] => [[label], [value]];
  const rows = [
    row('Users saw', first.text.users),
    row('Since', last.text.since),
    row('Scope', last.text.scope),
    ...(first === last ? [] : [row('At the end', last.text.users)]),
  ];
  return [
    paragraph('In the words of the updates people sent at the time:'),
    { type: 'table', caption: 'Impact as told to stakeholders', head: ['Line', 'Told'], rows },
  ];
}

const names: [Milestone, string][] = [
  ['detected', 'Detected: the alert fired'],
  ['opened', 'Incident opened'],
  ['acknowledged', 'Acknowledged'],
  ['diagnosed', 'Diagnosed: category chosen'],
  ['contained', 'Contained'],
  ['recovered', 'Recovered: metrics held'],
  ['resolved', 'Resolved'],
];

function milestones(account: Account): Block {
  const { incident } = account;
  const began = startOf(account);
  const started: Text[] = [['Started, as far as is known'], [clockTime(began)], ['–']];
  const rows = names.map(([milestone, title]): Text[] => {
    const at = incident.milestones[milestone];
    return at === undefined
      ? [[title], ['not reached'], ['–']]
      : [[title], [clockTime(at)], [at === began ? 'at once' : inWords(at - began)]];
  });
  const head = ['Milestone', 'UTC', 'After the start'];
  return { type: 'table', caption: 'Milestones', head, rows: [started, ...rows] };
}
