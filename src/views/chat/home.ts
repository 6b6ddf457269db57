import type { Button, Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { formDue } from '../../domain/incident/update-promises.ts';
import type { PersonId } from '../../domain/people.ts';
import { count } from '../../domain/plain.ts';
import { isOverdue } from '../../domain/response/action-item.ts';
import type { Step } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import { dayWords, issueSpans } from '../follow-up/item-words.ts';
import { type Owed, owedBy } from '../follow-up/owed.ts';
import { actionButtons } from './action.ts';
import { press } from './controls.ts';
import { deedTitle } from './in-force.ts';
import { callName, subject, tag } from './naming.ts';
import { incidentLine, moment, named, roomOf as room } from './open-line.ts';
import { clip, timeOf } from './spans.ts';
import { countsOf, type UpdateDue, waitingFor } from './waiting.ts';

/** So many lines a list has at most; what is left out is counted. */
const most = { items: 15, pages: 10, approvals: 10, steps: 20, updates: 10, held: 20, open: 20 };

/**
 * What waits for one person, and what is open (requirement I14). It says times and no spans of time, because a page that
 * stands for an hour must not say “in 5 min” for an hour.
 * @param page the address of the same as a web page
 * @param followUp incidents with action items of the person, open or over
 */
export function homeCard(
  incidents: Opened[],
  person: PersonId,
  { now, page, followUp = [] }: { now: Instant; page?: string; followUp?: Opened[] },
): Card {
  const waiting = waitingFor(incidents, person);
  const { pages, approvals, steps, updates, held, open } = waiting;
  const owed = owedBy(followUp, person);
  const first = headline(countsOf(waiting, owed, now));
  const declare = press('declare.open', {}, { label: 'Declare an incident…' });
  const asPage: Button[] =
    page === undefined ? [] : [{ verb: 'page.open', value: '', label: 'Open as a page', url: page }];
  return {
    text: `${first} ${count(open.length, 'incident')} open.`,
    nodes: [
      { type: 'text', spans: [{ bold: first }] },
      ...listed(pages, { title: 'You are paged', most: most.pages, draw: pageRow }),
      ...listed(approvals, { title: 'Waits for your approval', most: most.approvals, draw: approvalRow }),
      ...listed(steps, { title: 'Your steps', most: most.steps, draw: stepRow }),
      ...listed(updates, {
        title: 'Updates due',
        most: most.updates,
        draw: (due) => updateRow(due, now),
      }),
      ...listed(owed, { title: 'Your action items', most: most.items, draw: (one) => itemRow(one, now) }),
      ...lines(held.map(roleLine), { title: 'Your roles', most: most.held }),
      ...(open.length === 0
        ? [{ type: 'heading', text: 'No incident is open' } as const]
        : lines(
            open.map((incident) => incidentLine(incident, now)),
            { title: 'Open incidents', most: most.open },
          )),
      { type: 'actions', controls: [declare, ...asPage] },
    ],
  };
}

/** Counts all that is listed below, and says how much of it is the person's to do now. */
function headline({ listed, theirs }: ReturnType<typeof countsOf>): string {
  if (listed === 0) return 'Nothing waits for you.';
  if (listed === theirs) return `${count(listed, 'thing')} ${listed === 1 ? 'waits' : 'wait'} for you.`;
  const now = theirs === 0 ? 'none waits' : `${theirs} ${theirs === 1 ? 'waits' : 'wait'}`;
  return `${count(listed, 'thing')} to know of; ${now} for you now.`;
}

function pageRow(incident: Opened): Node {
  const control = press(
    'page.ack',
    { incident: incident.number },
    { label: 'Acknowledge', style: 'primary' },
  );
  return {
    type: 'row',
    spans: [...named(incident), ` ${clip(subject(incident), 110)} `, ...room(incident)],
    control,
  };
}

function approvalRow({ incident, action }: { incident: Opened; action: Containment }): Node {
  const asker = callName(action.requestedBy.name, incident);
  const [approve] = actionButtons(incident, action);
  const spans: Spans = [
    { bold: tag(incident) },
    ` ${deedTitle(incident, action)}, asked for by ${asker} at `,
    timeOf(action.requestedAt),
    ' ',
    ...room(incident),
  ];
  return approve === undefined ? { type: 'text', spans } : { type: 'row', spans, control: approve };
}

function stepRow({ incident, step }: { incident: Opened; step: Step }): Node {
  const control = press('step.done', { incident: incident.number, step: step.id }, { label: 'Done' });
  const spans: Spans = [{ bold: tag(incident) }, ` ${clip(step.title, 120)} `, ...room(incident)];
  return { type: 'row', spans, control };
}

function updateRow({ incident, at, yours }: UpdateDue, now: Instant): Node {
  const control = press(
    'update.open',
    { incident: incident.number, form: formDue(incident) },
    { label: 'Post update…' },
  );
  const when: Spans =
    at > now ? [' by ', moment(at, now)] : [{ bold: ' late' }, ', was due ', moment(at, now)];
  const whose = yours ? ', yours to write' : '';
  return { type: 'row', spans: [{ bold: tag(incident) }, ...when, `${whose} `, ...room(incident)], control };
}

function itemRow({ incident, item }: Owed, now: Instant): Node {
  const on = { incident: incident.number, item: item.item };
  const control = press('action-item.done', on, { label: 'Done…' });
  const due = `due ${dayWords(item.due)}`;
  const words: Spans = isOverdue(item, now) ? [{ bold: 'late' }, `, was ${due}`] : [due];
  if (item.status === 'waiting') words.push(', waits for a passing run');
  return {
    type: 'row',
    spans: [
      { bold: `${tag(incident)} · ${item.item}` },
      ` ${clip(item.what, 120)} · `,
      ...words,
      ...issueSpans(item),
    ],
    control,
  };
}

function roleLine({ incident, roles }: { incident: Opened; roles: string[] }): Spans {
  return [{ bold: tag(incident) }, ` ${roles.join(', ')} `, ...room(incident)];
}

function listed<T>(
  all: T[],
  { title, most, draw }: { title: string; most: number; draw: (one: T) => Node },
): Node[] {
  if (all.length === 0) return [];
  return [{ type: 'heading', text: title }, ...all.slice(0, most).map(draw), ...more(all.length - most)];
}

function lines(all: Spans[], { title, most }: { title: string; most: number }): Node[] {
  if (all.length === 0) return [];
  return [
    { type: 'heading', text: title },
    { type: 'list', items: all.slice(0, most) },
    ...more(all.length - most),
  ];
}

function more(left: number): Node[] {
  return left > 0 ? [{ type: 'context', spans: [`${left} more are not listed.`] }] : [];
}
