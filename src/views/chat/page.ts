import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import { answersOf } from '../../domain/incident/paging-reach.ts';
import { isRaise, roundOf, rungAt } from '../../domain/incident/paging-steps.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import type { PersonId } from '../../domain/people.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { checkOf } from '../../domain/response/diagnosis.ts';
import { systemShown } from '../../domain/runbooks/system-name.ts';
import { press } from './controls.ts';
import { symptomSince } from './measures.ts';
import { callName, severityWord, tag } from './naming.ts';
import { againSpans, namesOf, nextPage, pageFates, peopleOf, theyAre } from './people-lines.ts';
import { asText, clip, timeOf } from './spans.ts';

/** `SEV2 support-bot — refusals 19 % (normal 4 %) since 14:02 UTC`: the first line of every page, on every route. */
export function pageSummary(incident: Opened): string {
  return asText(summarySpans(incident));
}

/** The same of a private incident where others read along. */
export function privateSummary(incident: Opened): string {
  return `${severityWord(incident.severity)} — a private incident, ${tag(incident)}. Its channel and its page say what it is.`;
}

function summarySpans(incident: Opened): Spans {
  const system = clip(systemShown(incident.plan.system), 60);
  return [{ bold: `${severityWord(incident.severity)} ${system}` }, ' — ', ...symptomSince(incident), '.'];
}

/**
 * The direct message of a page. Drawn again when somebody acknowledges or the page climbs.
 * @param level step of the escalation policy, from 0; beyond its end a page for a raised severity
 */
export function pageCard(incident: Opened, level: number, person: PersonId): Card {
  const summary = summarySpans(incident);
  const state = stateSpans(incident, level, person);
  const room: Spans = incident.room
    ? [{ room: incident.room, name: incident.roomName }]
    : [withoutRoom(incident)];
  const nodes: Node[] = [
    { type: 'text', spans: summary },
    { type: 'text', spans: state },
    ...firstNodes(incident),
    { type: 'context', spans: [`${tag(incident)} ${clip(incident.title, 100)} · Open channel: `, ...room] },
  ];
  return {
    text: asText([...summary, ' ', ...state]),
    nodes: waiting(incident, level, person)
      ? [...nodes, { type: 'actions', controls: answers(incident, level) }]
      : nodes,
  };
}

/** What to look at first, for somebody who has not opened the channel yet, and the runbook it is from. */
function firstNodes(incident: Opened): Node[] {
  if (!isOpen(incident)) return [];
  const { diagnosis, sections, links, runbook } = incident.plan;
  const check = diagnosis && checkOf(diagnosis, diagnosis.start);
  const first = check?.ask ?? sections.find(({ id }) => id === 'triage')?.steps[0]?.title;
  const title = clip(runbook.title, 60);
  const link: Spans = links.runbook
    ? [{ link: links.runbook, text: `Runbook: ${title}` }]
    : [`Runbook: ${title}`];
  return [
    {
      type: 'text',
      spans: [...(first ? [{ bold: 'First: ' }, `${sentenceEnd(clip(first, 160))} `] : []), ...link],
    },
  ];
}

/** Tells the paged person that there is no room to go to, and why. */
function withoutRoom({ roomName, roomTroubles: [trouble] }: Opened): string {
  return trouble ? `none yet. ${clip(trouble.text, 300)}` : `#${roomName} (opening)`;
}

function answers(incident: Opened, level: number) {
  return [
    press('page.ack', { incident: incident.number }, { label: 'Acknowledge', style: 'primary' }),
    press('page.decline', { incident: incident.number, level }, { label: 'Can’t take it' }),
  ];
}

/**
 * True while the page still waits for an answer. One acknowledgement stops the escalation. A page for a raised severity
 * waits for its own, because its provider would otherwise go on ringing.
 */
function waiting(incident: Opened, level: number, person: PersonId): boolean {
  if (!isOpen(incident)) return false;
  const { acknowledged, answered } = incident.paging;
  if (isRaise(incident.plan, level)) return !answered.includes(person);
  return acknowledged === undefined && !answered.includes(person);
}

function stateSpans(incident: Opened, level: number, person: PersonId): Spans {
  const { acknowledged, level: present } = incident.paging;
  const raised = isRaise(incident.plan, level);
  if (raised && waiting(incident, level, person))
    return [`Raised to ${severityWord(incident.severity)}. ${dutyOf(incident, level, person)}`];
  if (raised && isOpen(incident)) return ['You acknowledged.'];
  if (acknowledged) {
    const who = acknowledged.by === person ? 'You' : callName(acknowledged.name, incident);
    const now = isOpen(incident) ? ' Nobody else is paged.' : ` ${overText(incident)}`;
    return [`${who} acknowledged at `, timeOf(acknowledged.at), `.${now}`];
  }
  if (incident.paging.answered.includes(person)) {
    const others = answersOf(incident).unanswered;
    return [`You acknowledged. ${namesOf(incident, others) || 'The others'} must as well.`];
  }
  if (!isOpen(incident)) return [overText(incident)];
  if (level < present) {
    const people = namesOf(incident, incident.paging.people);
    return [
      `Not acknowledged in time; ${people} paged at `,
      timeOf(incident.paging.levelAt),
      '. You can still take it.',
    ];
  }
  const next = nextPage(incident, level);
  if (!next)
    return [`${dutyOf(incident, level, person)} Nobody is left to page after you.`, ...againSpans(incident)];
  const names = theyAre(incident, next.people);
  return [
    `${dutyOf(incident, level, person)} If nobody acknowledges by `,
    timeOf(next.at),
    `, ${names} paged.`,
  ];
}

/** A postmortem that is published later changes nothing for whoever was paged, so no page is drawn again for it. */
function overText({ phase }: Opened): string {
  return `The incident is ${phase === 'cancelled' || phase === 'merged' ? phase : 'resolved'}. Nothing is left to do here.`;
}

function dutyOf(incident: Opened, level: number, person: PersonId): string {
  // A raise pages people of its own; nobody before them has failed to answer it.
  const first = level === 0 || isRaise(incident.plan, level);
  const missed = !first ? peopleOf(incident, rungAt(incident.plan, level - 1)?.people ?? []) : [];
  const told = level === incident.paging.level ? incident.paging.before : undefined;
  const repeated =
    roundOf(incident.plan, level) > 0 ? 'Nobody has answered yet, so the paging begins again. ' : '';
  const fates = pageFates(told ?? { unanswered: missed }, (people) => namesOf(incident, people));
  const all =
    rungAt(incident.plan, level)?.acknowledge === 'all' ? ' Everybody paged here must acknowledge.' : '';
  const before = `${repeated}${fates.replace(/; $/, '. ')}`;
  if (incident.roles.owner?.id === person) return `${before}You are the owner on call.${all}`;
  if (incident.roles.commander?.id === person) return `${before}You are the incident commander.${all}`;
  return `${before}You are ${level > 0 ? 'next ' : ''}on call.${all}`;
}
