import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Person, type Severity, severities } from '../../domain/people.ts';
import { updateInterval } from '../../domain/response/cadence.ts';
import { inWords } from '../../domain/time.ts';
import { press } from './controls.ts';
import { callActor, callName, type duties, mention, severityWord } from './naming.ts';
import { namesOf, nextPage, theyAre } from './people-lines.ts';
import type { Says } from './said.ts';
import { asText, clip, joined, phrase, sentence, timeOf } from './spans.ts';

/** Paging, severity, roles and category: who is on it, and what follows. */
export const saidOfPeople: Says<
  | 'page.failed'
  | 'page.climbed'
  | 'page.exhausted'
  | 'page.declined'
  | 'acknowledged'
  | 'severity.changed'
  | 'role.assigned'
  | 'category.chosen'
> = {
  'page.failed': ({ people, route, why }, incident) =>
    sentence([
      `The page to ${namesOf(incident, people)} by ${clip(route, 30)} failed: ${phrase(why, 300)}. ${others(incident, route)}`,
    ]),
  'page.climbed': ({ unanswered, people }, incident) => {
    const missing = unanswered.length > 0 ? `${namesOf(incident, unanswered)} did not acknowledge. ` : '';
    return sentence([missing, ...mentions(people), ' paged now.', ...nextSpans(incident)]);
  },
  'page.exhausted': ({ levels }, incident) => {
    const spans: Spans = [
      { bold: 'Nobody acknowledged.' },
      ` All ${levels} levels of the escalation policy were paged. Whoever reads this: take it, or call somebody.`,
    ];
    const control = press(
      'page.ack',
      { incident: incident.number },
      { label: 'Acknowledge', style: 'primary' },
    );
    return { text: asText(spans), nodes: [{ type: 'row', spans, control }] };
  },
  'page.declined': ({ by, why }, incident) => {
    const reason = why ? `: ${phrase(why, 200)}` : '';
    return sentence([`${callActor(by, incident)} can’t take the page${reason}.`, ...nextSpans(incident)]);
  },
  acknowledged: ({ by, via, at }, incident) =>
    sentence([
      `${callActor(by, incident)} acknowledged after ${inWords(at - incident.openedAt)} (via ${via}). Nobody else is paged.`,
    ]),
  'severity.changed': (event, incident) => {
    const { from, to, reason, by } = event;
    const why = reason ? `: ${phrase(reason, 240)}` : '';
    return sentence([
      `Severity ${from} → ${to} (${callActor(by, incident)}${why}). `,
      ...cadenceSpans(incident, to, event.at - incident.openedAt),
      ...pagedSpans(incident, event),
      ` ${approvalSentence(incident.plan.approvals[from], incident.plan.approvals[to])}`,
    ]);
  },
  'role.assigned': ({ role, person, before }) => {
    const handed = before && before.id !== person.id ? `, taking over from ${clip(before.name, 60)}` : '';
    return sentence([mention(person), ` is ${role} now${handed}: ${duty[role]}`]);
  },
  'category.chosen': ({ category, because, by, cause }, incident) => {
    // The cause it follows from was told with it.
    if (cause !== undefined) return undefined;
    return sentence([
      `Category: ${category} (${callActor(by, incident)}${because ? `: ${phrase(because, 240)}` : ''}).`,
    ]);
  },
};

const duty: Record<keyof typeof duties, string> = {
  commander: 'decides, and may approve rollbacks.',
  owner: 'owns the follow-up.',
  communications: 'posts the updates to stakeholders.',
  scribe: 'keeps the notes.',
};

function mentions(people: Person[]): Spans {
  return joined(
    people.slice(0, 5).map((person) => [mention(person)]),
    ', ',
  );
}

function nextSpans(incident: Opened): Spans {
  if (incident.paging.acknowledged) return [];
  const next = nextPage(incident);
  if (!next) return [' Nobody is left to page after that.'];
  return [` If nobody acknowledges by `, timeOf(next.at), `, ${theyAre(incident, next.people)} paged.`];
}

function others(incident: Opened, route: string): string {
  const rest = incident.plan.pagers.filter((pager) => pager !== route);
  return rest.length > 0
    ? `Other routes are not affected: ${rest.join(', ')}.`
    : 'There is no other route: reach them yourself.';
}

/** `Updates every 30 min, next 14:40.` */
function cadenceSpans(incident: Opened, severity: Severity, age: number): Spans {
  const every = updateInterval(incident.plan.cadence[severity], age);
  const { dueAt } = incident.cadence;
  if (every === undefined || dueAt === undefined)
    return [`No updates are owed at ${severityWord(severity)}.`];
  return [`Updates every ${inWords(every)}, next `, timeOf(dueAt), '.'];
}

/** `Ben paged as commander.` — raised to SEV1 or SEV2, an incident calls its commander. */
function pagedSpans(incident: Opened, { from, to }: EventOf<'severity.changed'>): Spans {
  const { commander } = incident.roles;
  const raised = severities.indexOf(to) < severities.indexOf(from);
  if (!raised || (to !== 'sev1' && to !== 'sev2')) return [];
  return commander
    ? [` ${callName(commander.name, incident)} paged as commander.`]
    : [' Nobody holds the role of commander.'];
}

function approvalSentence(before: number, now: number): string {
  const word = before === now ? 'still' : 'now';
  if (now === 0) return `Rollbacks ${word} need no approval.`;
  return `Rollbacks ${word} need ${now === 1 ? 'an approver' : `${now === 2 ? 'two' : now} approvers`}.`;
}
