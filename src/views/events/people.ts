import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { beginsPaging, pagedFor } from '../../domain/incident/people.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Severity, severities } from '../../domain/people.ts';
import { inSeries } from '../../domain/plain.ts';
import { updateInterval } from '../../domain/response/cadence.ts';
import { inWords } from '../../domain/time.ts';
import { callActor, callName, type duties, mention, severityWord } from '../chat/naming.ts';
import { clip, phrase, sentence, timeOf } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

export const words: EventWords<'severity.changed' | 'role.assigned'> = {
  'severity.changed': {
    kind: 'decision',
    weight: 'important',
    line: (event) => `Severity ${event.from} → ${event.to}: ${event.reason}`,
    chat: (event, incident) => {
      const { from, to, reason, by } = event;
      const why = reason ? `: ${phrase(reason, 240)}` : '';
      return sentence([
        `Severity ${from} → ${to} (${callActor(by, incident)}${why}). `,
        ...cadenceSpans(incident, to, event.at - incident.openedAt),
        ...pagedSpans(incident, event),
        ` ${approvalSentence(incident, from)}`,
      ]);
    },
  },
  'role.assigned': {
    kind: 'people',
    weight: 'detail',
    line: (event) =>
      `${event.person.name} is now ${event.role}${event.before ? `, taking over from ${event.before.name}` : ''}`,
    chat: ({ role, person, before }) => {
      const handed = before && before.id !== person.id ? `, taking over from ${clip(before.name, 60)}` : '';
      return sentence([mention(person), ` is ${role} now${handed}: ${duty[role]}`]);
    },
  },
};

const duty: Record<keyof typeof duties, string> = {
  commander: 'decides, and may approve rollbacks.',
  owner: 'owns the follow-up.',
  communications: 'posts the updates to stakeholders.',
  scribe: 'keeps the notes.',
};

/** `Updates every 30 min, next 14:40.` */
function cadenceSpans(incident: Opened, severity: Severity, age: number): Spans {
  const every = updateInterval(incident.plan.cadence[severity], age);
  const { dueAt } = incident.cadence;
  if (every === undefined || dueAt === undefined)
    return [`No updates are owed at ${severityWord(severity)}.`];
  return [`Updates every ${inWords(every)}, next `, timeOf(dueAt), '.'];
}

/** `Ben paged as commander.` Who is paged when an incident is raised to SEV1 or SEV2. */
function pagedSpans(incident: Opened, event: EventOf<'severity.changed'>): Spans {
  const { from, to } = event;
  const { commander } = incident.roles;
  const raised = severities.indexOf(to) < severities.indexOf(from);
  if (!raised) return [];
  const first = beginsPaging(event, incident) ? incident.paging.people.map(({ id }) => id) : [];
  const severe = to === 'sev1' || to === 'sev2';
  const others = [...first, ...(severe ? pagedFor(event, incident) : [])].filter(
    (id) => first.includes(id) || id !== commander?.id,
  );
  const names = others.map((id) => callName(incident.plan.people[id]?.name ?? id, incident));
  return [
    !severe
      ? ''
      : commander
        ? ` ${callName(commander.name, incident)} paged as commander.`
        : ' Nobody holds the role of commander.',
    names.length > 0 ? ` ${inSeries(names)} paged as first on call.` : '',
  ];
}

/** Approvals follow the highest severity reached, so a lower one makes nothing easier. */
function approvalSentence(incident: Opened, from: Severity): string {
  const { approvals } = incident.plan;
  const [before, now] = [approvals[from], approvals[incident.worst]];
  const word = before === now ? 'still' : 'now';
  if (now === 0) return `Rollbacks ${word} need no approval.`;
  return `Rollbacks ${word} need ${now === 1 ? 'an approver' : `${now === 2 ? 'two' : now} approvers`}.`;
}
