import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import { mayKnowOf } from '../../domain/incident/part-in.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { formDue } from '../../domain/incident/update-promises.ts';
import { type PersonId, roles } from '../../domain/people.ts';
import { couldStillApprove } from '../../domain/response/approval.ts';
import type { Step } from '../../domain/runbooks/runbook.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import { actionButtons } from './action.ts';
import { press } from './controls.ts';
import { deedTitle } from './in-force.ts';
import { callName, severityWord, tag } from './naming.ts';
import { stepState } from './progress.ts';
import { clip, timeOf } from './spans.ts';

/**
 * What waits for one person, and what is open (requirement I14). A private incident shows only to people who have a
 * role, a page or a step in it.
 */
export function homeCard(incidents: Opened[], person: PersonId, now: Instant): Card {
  const open = incidents.filter(isOpen).filter((incident) => mayKnowOf(incident, person));
  const steps = open.flatMap((incident) => mySteps(incident, person).map((step) => ({ incident, step })));
  const declare = press('declare.open', {}, { label: 'Declare an incident…' });
  return {
    text: `${open.length} open incidents, ${steps.length} steps for you.`,
    nodes: [
      ...approvalNodes(open, person),
      { type: 'heading', text: 'Your steps' },
      ...listOr(
        steps.slice(0, 20).map(({ incident, step }) => stepRow(incident, step)),
        'No step waits for you.',
      ),
      { type: 'heading', text: 'Updates due' },
      ...listOr(
        updatesDue(open).map((incident) => updateRow(incident, now)),
        'No update is owed.',
      ),
      { type: 'heading', text: 'Your roles' },
      ...lines(
        open.flatMap((incident) => roleLine(incident, person)),
        'You hold no role in an open incident.',
      ),
      { type: 'heading', text: 'Open incidents' },
      ...lines(
        open.slice(0, 20).map((incident) => incidentLine(incident, now)),
        'No incident is open.',
      ),
      { type: 'actions', controls: [declare] },
    ],
  };
}

/** What only waits for an approval that this person can give; nothing where there is none. */
function approvalNodes(open: Opened[], person: PersonId): Node[] {
  const rows = open.flatMap((incident) =>
    incident.containments
      .filter(
        (one) => one.status === 'waiting' && couldStillApprove(incident, one).some(({ id }) => id === person),
      )
      .map((one) => approvalRow(incident, one)),
  );
  return rows.length === 0
    ? []
    : [{ type: 'heading', text: 'Waits for your approval' }, ...rows.slice(0, 10)];
}

function approvalRow(incident: Opened, action: Containment): Node {
  const asker = callName(action.requestedBy.name, incident);
  const [approve] = actionButtons(incident, action);
  const spans: Spans = [
    { bold: tag(incident) },
    ` ${deedTitle(incident, action)}, asked for by ${asker} at `,
    timeOf(action.requestedAt),
    ' ',
    ...roomSpans(incident),
  ];
  return approve === undefined ? { type: 'text', spans } : { type: 'row', spans, control: approve };
}

/** Open steps given to the person. */
function mySteps(incident: Opened, person: PersonId): Step[] {
  return incident.plan.sections
    .flatMap((section) => section.steps)
    .filter((step) => {
      const state = stepState(incident, step.id);
      return state.status === 'open' && state.assignee?.id === person;
    });
}

function stepRow(incident: Opened, step: Step): Node {
  const control = press('step.done', { incident: incident.number, step: step.id }, { label: 'Done' });
  return {
    type: 'row',
    spans: [{ bold: tag(incident) }, ` ${clip(step.title, 120)} `, ...roomSpans(incident)],
    control,
  };
}

/** Open incidents whose next update has a due time, the soonest first. */
function updatesDue(open: Opened[]): Opened[] {
  return open
    .filter((incident) => incident.cadence.dueAt !== undefined)
    .sort((a, b) => owedAt(a) - owedAt(b))
    .slice(0, 10);
}

/**
 * When the person's update was or is due. After a missed one the next automatic status has a time too, but the person
 * still owes the missed one.
 */
function owedAt({ cadence }: Opened): Instant {
  return cadence.overdueFrom ?? cadence.dueAt ?? 0;
}

function updateRow(incident: Opened, now: Instant): Node {
  const due = owedAt(incident);
  const words = due > now ? `in ${inWords(due - now)}` : `${inWords(now - due)} late`;
  const control = press(
    'update.open',
    { incident: incident.number, form: formDue(incident) },
    { label: 'Post update…' },
  );
  return { type: 'row', spans: [{ bold: tag(incident) }, ' at ', timeOf(due), `, ${words}`], control };
}

function roleLine(incident: Opened, person: PersonId): Spans[] {
  const held = roles.filter((role) => incident.roles[role]?.id === person);
  return held.length === 0 ? [] : [[{ bold: tag(incident) }, ` ${held.join(', ')} `, ...roomSpans(incident)]];
}

function incidentLine(incident: Opened, now: Instant): Spans {
  const title = `${tag(incident)} · ${severityWord(incident.severity)} · ${clip(incident.title, 90)}`;
  return [
    { bold: title },
    ` — ${incident.phase}, open for ${inWords(now - incident.openedAt)} `,
    ...roomSpans(incident),
  ];
}

function roomSpans(incident: Opened): Spans {
  return incident.room ? [{ room: incident.room, name: incident.roomName }] : [];
}

function lines(items: Spans[], none: string): Node[] {
  return items.length === 0 ? [{ type: 'text', spans: [none] }] : [{ type: 'list', items }];
}

function listOr(rows: Node[], none: string): Node[] {
  return rows.length === 0 ? [{ type: 'text', spans: [none] }] : rows;
}
