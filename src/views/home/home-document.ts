import { type Block, type Document, heading, list, paragraph, type Text } from '../../documents/document.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { whoUpdates } from '../../domain/incident/updates.ts';
import type { PersonId } from '../../domain/people.ts';
import { count } from '../../domain/plain.ts';
import { isOverdue } from '../../domain/response/action-item.ts';
import { betweenWords, clockTime, day, fullTime, type Instant } from '../../domain/time.ts';
import { deedTitle } from '../chat/in-force.ts';
import { callName, severityWord, subject, tag } from '../chat/naming.ts';
import { countsOf, owedAt, type UpdateDue, type Waiting, waitingFor } from '../chat/waiting.ts';
import { statusWords } from '../follow-up/item-words.ts';
import { owedBy } from '../follow-up/owed.ts';

/** The home of a person as a page: what the one in chat says, where a page can only be read. */
export function homeDocument(
  incidents: Opened[],
  {
    person,
    now,
    followUp = [],
  }: { person: { id: PersonId; name: string }; now: Instant; followUp?: Opened[] },
): Document {
  const waiting = waitingFor(incidents, person.id);
  const owed = owedBy(followUp, person.id);
  return {
    title: headline(person.name, countsOf(waiting, owed, now)),
    kicker: 'all times UTC',
    facts: [],
    blocks: [
      ...section(
        'Paged, not answered',
        waiting.pages.map((one): Text => [...named(one), ` ${subject(one)}`]),
      ),
      ...section(
        'Waits for approval',
        waiting.approvals.map(({ incident, action }): Text => {
          const asker = callName(action.requestedBy.name, incident);
          const asked = `asked for by ${asker} at ${clockTime(action.requestedAt)}`;
          return [...named(incident), ` ${deedTitle(incident, action)}, ${asked}`];
        }),
      ),
      ...section(
        'Steps',
        waiting.steps.map(({ incident, step }): Text => [...named(incident), ` ${step.title}`]),
      ),
      ...section(
        'Updates due',
        waiting.updates.map((due): Text => [...named(due.incident), ` ${dueWords(due, now)}`]),
      ),
      ...section(
        'Action items',
        owed.map(({ incident, item }): Text => {
          const status = statusWords(item, now);
          return [
            { here: `/incidents/${incident.number}`, text: `${tag(incident)} · ${item.item}` },
            ` ${item.what} · `,
            isOverdue(item, now) ? { strong: status } : status,
          ];
        }),
      ),
      ...section(
        'Roles',
        waiting.held.map(({ incident, roles }): Text => [...named(incident), ` ${roles.join(', ')}`]),
      ),
      ...openBlocks(waiting, now),
    ],
  };
}

/** Counts all that is listed below, and says how much of it is the person's to do now. */
function headline(name: string, { listed, theirs }: ReturnType<typeof countsOf>): string {
  if (listed === 0) return `Nothing waits for ${name}`;
  const now = listed === theirs ? '' : `, ${theirs === 0 ? 'none' : theirs} to do now`;
  return `${count(listed, 'thing')} for ${name}${now}`;
}

function section(title: string, items: Text[]): Block[] {
  return items.length === 0 ? [] : [heading(title), ...list(items)];
}

function openBlocks({ open }: Waiting, now: Instant): Block[] {
  if (open.length === 0) return [heading('Open incidents'), paragraph('None. Quiet is good.')];
  const rows = open.map((incident): Text[] => [
    [{ here: `/incidents/${incident.number}`, text: tag(incident) }],
    [{ strong: severityWord(incident.severity) }],
    [subject(incident)],
    [incident.phase],
    [moment(incident.openedAt, now)],
    [nextUpdate(incident, now)],
  ]);
  const head = ['No.', 'Severity', 'What', 'Phase', 'Open since', 'Next update'];
  return [heading('Open incidents'), { type: 'table', caption: 'Most severe first', head, rows }];
}

function named(incident: Opened): Text {
  return [
    { here: `/incidents/${incident.number}`, text: tag(incident) },
    ' ',
    { strong: severityWord(incident.severity) },
  ];
}

function dueWords({ incident, at, yours }: UpdateDue, now: Instant): string {
  const writer = yours ? 'this person' : whoUpdates(incident)?.name;
  return `${spanned(at, now)}${writer === undefined ? '' : `, to be written by ${writer}`}`;
}

function nextUpdate(incident: Opened, now: Instant): string {
  const due = owedAt(incident);
  return due === undefined ? 'none owed' : spanned(due, now);
}

function spanned(at: Instant, now: Instant): string {
  return at > now
    ? `by ${moment(at, now)}, in ${betweenWords(now, at)}`
    : `${betweenWords(at, now)} late, was due ${moment(at, now)}`;
}

function moment(at: Instant, now: Instant): string {
  return Math.floor(at / day) === Math.floor(now / day) ? clockTime(at) : fullTime(at).replace(' UTC', '');
}
