import type { Button, Menu, Node, Spans } from '../../domain/chat/card.ts';
import { pendingFor } from '../../domain/incident/handover.ts';
import { type Answers, answersOf } from '../../domain/incident/paging-reach.ts';
import { nextCall, pagesPeople, waitAt } from '../../domain/incident/paging-steps.ts';
import { mayKnowOf } from '../../domain/incident/part-in.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { type Person, type PersonId, type Role, roles } from '../../domain/people.ts';
import { count, inSeries } from '../../domain/plain.ts';
import { approvalsNow, deciders } from '../../domain/response/approval.ts';
import type { Instant } from '../../domain/time.ts';
import { emptyWords } from '../oncall-words.ts';
import { press } from './controls.ts';
import { callName, duties, mention, move, severityWord } from './naming.ts';
import { joined, phrase, timeOf } from './spans.ts';

/**
 * Who is paged, decides, approves, communicates and owns the follow-up (requirement I5); empty roles have a button to
 * take them.
 */
export function peopleNodes(incident: Opened): Node[] {
  const held = roles.flatMap((role) => {
    const person = incident.roles[role];
    const value: Spans = person ? [mention(person), ` (${role}${offeredTo(incident, role)})`] : [];
    return person ? [{ label: duties[role], value }] : [];
  });
  const items = [
    { label: 'Paged', value: pagedLine(incident) },
    ...(isOpen(incident) ? [{ label: 'Approves', value: [approvalLine(incident)] }] : []),
    ...held,
  ];
  const empty = roles.filter((role) => incident.roles[role] === undefined);
  return [{ type: 'facts', items }, ...(isOpen(incident) ? emptyRoles(incident, empty) : [])];
}

function offeredTo(incident: Opened, role: Role): string {
  const offer = pendingFor(incident, role);
  return offer ? `, offered to ${callName(offer.to.name, incident)}` : '';
}

/** All of them in one row: a card has room for what is wrong, not for a row per empty chair. */
function emptyRoles(incident: Opened, empty: Role[]): Node[] {
  const { number } = incident;
  const [only] = empty;
  if (only === undefined) return [];
  const take = (role: Role, label: string) => press('role.take', { incident: number, role }, { label });
  const control: Button | Menu =
    empty.length === 1
      ? take(only, 'Take it')
      : { menu: 'Take it', options: empty.map((role) => take(role, `Take it: ${role}`)) };
  return [
    {
      type: 'row',
      spans: [
        { bold: 'Nobody yet' },
        `: ${inSeries(empty.map((role) => `${duties[role].toLowerCase()} (${role}${offeredTo(incident, role)})`))}`,
      ],
      control,
    },
  ];
}

/** `Ana Lima, acknowledged 14:12`; otherwise who has been paged and who is next. */
export function pagedLine(incident: Opened): Spans {
  const { acknowledged, people, exhausted } = incident.paging;
  if (acknowledged) {
    return [
      mention({ id: acknowledged.by, name: acknowledged.name }),
      ', acknowledged ',
      timeOf(acknowledged.at),
    ];
  }
  const empty = emptyWords(incident.paging.empty ?? [], incident.plan.rotations);
  if (people.length === 0 && !pagesPeople(incident))
    return [`nobody: a ${severityWord(incident.severity)} incident is watched, and pages nobody`];
  if (people.length === 0)
    return [empty === '' ? 'nobody: the plan names no one to page' : `nobody: ${empty}`];
  const who = joined(
    people.slice(0, 5).map((person) => [mention(person)]),
    ', ',
  );
  if (exhausted) return [...who, ', no answer; nobody is left to page', ...againSpans(incident)];
  if (!isOpen(incident)) return [...who, ', not acknowledged'];
  const { unanswered, unreached } = answersOf(incident);
  const answered = people.filter(({ id }) => incident.paging.answered.includes(id));
  if (answered.length > 0 && unanswered.length > 0)
    return [`${namesOf(incident, answered)} acknowledged; ${namesOf(incident, unanswered)} must as well`];
  if (unanswered.length === 0 && unreached.length > 0) return [...who, ', could not be reached'];
  const next = nextPage(incident);
  const because = empty === '' ? '' : ` (${empty})`;
  if (!next) return [...who, `, not acknowledged yet${because}`];
  return [
    ...who,
    `, not acknowledged${because}; ${namesOf(incident, next.people)} next at `,
    timeOf(next.at),
  ];
}

/** ` It begins again at 14:30.` */
export function againSpans({ paging: { again } }: Opened): Spans {
  return again === undefined ? [] : [' The paging begins again at ', timeOf(again), '.'];
}

/** Who is paged after the present level, and when; undefined for the last level. */
export function nextPage(
  incident: Opened,
  level = incident.paging.level,
): { people: Person[]; at: Instant } | undefined {
  const wait = waitAt(incident.plan, level);
  if (wait === undefined || level !== incident.paging.level || incident.paging.exhausted) return undefined;
  const at = incident.paging.levelAt + wait;
  const { people } = nextCall(incident.plan, level, at);
  return people.length === 0 ? undefined : { people, at };
}

/** People of the plan by id. */
export function peopleOf(incident: Opened, ids: PersonId[]): Person[] {
  return ids.map((id) => ({ id, name: incident.plan.people[id]?.name ?? id }));
}

/** Names of at most five people in a series, as people call them: `Ben and Finn`. */
export function namesOf(incident: Opened, people: Person[]): string {
  return inSeries(people.slice(0, 5).map((person) => callName(person.name, incident)));
}

/** `Dev is`, `Ben and Finn are`. */
export function theyAre(incident: Opened, people: Person[]): string {
  return `${namesOf(incident, people)} ${people.length === 1 ? 'is' : 'are'}`;
}

/** Who went on without those who decide, and why. */
export function brokenGlassNodes(incident: Opened): Node[] {
  return incident.brokenGlass.slice(-3).map(({ for: what, by, at, reason, action }) => {
    const it = incident.containments.find(({ id }) => id === action);
    const deed = what === 'command' ? 'took command' : `let ${it ? move(it) : 'a rollback'} go on`;
    return {
      type: 'text',
      spans: [
        { bold: 'Break-glass' },
        `: ${callName(by, incident)} ${deed} at `,
        timeOf(at),
        `: ${phrase(reason, 200)}.`,
      ],
    };
  });
}

/** Who was brought in beyond those on call, the newest of each kind. */
export function escalationNodes(incident: Opened): Node[] {
  const newest = [...new Map(incident.escalations.map((one) => [one.kind, one])).values()];
  return newest.length === 0
    ? []
    : [
        {
          type: 'context',
          spans: [
            'Escalated: ',
            ...joined(
              newest.map(
                ({ kind, people, at }): Spans => [
                  `${kind} at `,
                  timeOf(at),
                  people.length === 0 ? ' to nobody' : ` to ${namesOf(incident, people)}`,
                ],
              ),
              ' · ',
            ),
          ],
        },
      ];
}

/**
 * `Ben or Finn, 1 approval for each rollback at SEV2`.
 * @param what is approved; where it is left out, all that can be asked for
 */
export function approvalLine(incident: Opened, what = approvable(incident)): string {
  const needed = approvalsNow(incident);
  const was = incident.worst === incident.severity ? '' : ', the highest it reached';
  const at = `${severityWord(incident.worst)}${was}`;
  if (needed === 0) return `${what.replace(/^each /, 'a ')} needs no approval at ${at}`;
  const all = deciders(incident);
  const inside = all.filter(({ id }) => mayKnowOf(incident, id));
  // Of a private incident whoever is in it, unless those are too few.
  const names = (inside.length < needed ? all : inside)
    .slice(0, 5)
    .map(({ name }) => callName(name, incident));
  const who =
    names.length === 0
      ? 'nobody yet, a commander is missing'
      : inSeries(names, names.length > needed ? 'or' : 'and');
  return `${who}, ${count(needed, 'approval')} for ${what} at ${at}`;
}

function approvable({ plan }: Opened): string {
  return (plan.containment ?? []).length === 0 ? 'each rollback' : 'each rollback, stop or fallback';
}

/** `Ana could not be reached; Ben can’t take it; Dev did not acknowledge; `. */
export function pageFates(
  { unanswered = [], declined = [], unreached = [] }: Partial<Answers>,
  names: (people: Person[]) => string,
): string {
  return [
    unreached.length > 0 ? `${names(unreached)} could not be reached; ` : '',
    declined.length > 0 ? `${names(declined)} can’t take it; ` : '',
    unanswered.length > 0 ? `${names(unanswered)} did not acknowledge; ` : '',
  ].join('');
}
