import type { Spans } from '../../domain/chat/card.ts';
import { audiencesOf } from '../../domain/incident/audiences.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { calledFor, firstPaged, gaveIt, pagedFor } from '../../domain/incident/severity.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Severity, severities } from '../../domain/people.ts';
import { inSeries } from '../../domain/plain.ts';
import { updateInterval } from '../../domain/response/cadence.ts';
import { type Audience, wayInWords } from '../../domain/runbooks/audience.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import { callActor, callName, severityWord } from '../chat/naming.ts';
import { clip, phrase, sentence, timeOf } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

export const words: EventWords<'severity.changed'> = {
  'severity.changed': {
    kind: 'decision',
    weight: 'important',
    line: (event) => `Severity ${event.from} → ${event.to}: ${event.reason}`,
    chat: (event, incident) => {
      const { from, to, reason, by } = event;
      const why = reason ? `: ${phrase(reason, 240)}` : '';
      return sentence([
        `Severity ${from} → ${to} (${callActor(by, incident)}${why}). `,
        ...cadenceSpans(incident, event),
        ...pagedSpans(incident, event),
        ` ${approvalSentence(incident, from)}`,
        audienceSentence(incident, event),
      ]);
    },
  },
};

/** `Updates every 30 min, next 14:40, sooner than promised (15:10).` What was promised at the severity before is taken back. */
function cadenceSpans(incident: Opened, { to, at, promised }: EventOf<'severity.changed'>): Spans {
  const every = updateInterval(incident.plan.cadence[to], at - incident.openedAt);
  const { dueAt } = incident.cadence;
  if (every === undefined || dueAt === undefined) {
    const none = `No updates are owed at ${severityWord(to)}`;
    return promised === undefined
      ? [`${none}.`]
      : [`${none}: the one promised for `, timeOf(promised), ' will not come.'];
  }
  return [`Updates every ${inWords(every)}, next `, timeOf(dueAt), ...insteadOf(promised, dueAt), '.'];
}

/** How the new time stands to the one that readers were promised. */
function insteadOf(promised: Instant | undefined, dueAt: Instant): Spans {
  if (promised === undefined || promised === dueAt) return [];
  return dueAt < promised
    ? [', sooner than promised (', timeOf(promised), ')']
    : [', later than promised (', timeOf(promised), ')'];
}

/** ` Also told from now on: support-leadership.` Whom the new severity adds to those who are kept informed, and whom it drops. */
function audienceSentence(incident: Opened, { from, to }: EventOf<'severity.changed'>): string {
  const [before, now] = [audiencesOf(incident, from), audiencesOf(incident, to)];
  const names = (those: Audience[]) =>
    inSeries(those.map((one) => clip('channel' in one ? wayInWords(one) : one.title, 60)));
  const more = now.filter((one) => !before.includes(one));
  const less = before.filter((one) => !now.includes(one));
  return [
    more.length > 0 ? ` Also told from now on: ${names(more)}.` : '',
    less.length > 0 ? ` No more updates for ${names(less)}, until the end.` : '',
  ].join('');
}

/** `Ben paged as commander.` Who is paged when an incident is raised to SEV1 or SEV2. */
function pagedSpans(incident: Opened, event: EventOf<'severity.changed'>): Spans {
  const { from, to } = event;
  const { commander } = incident.roles;
  const raised = severities.indexOf(to) < severities.indexOf(from);
  if (!raised) return [];
  const first = firstPaged(event, incident);
  const severe = to === 'sev1' || to === 'sev2';
  const others = [...first, ...(severe ? pagedFor(event, incident) : [])].filter(
    (id) => first.includes(id) || id !== commander?.id,
  );
  const names = others.map((id) => callName(incident.plan.people[id]?.name ?? id, incident));
  return [
    !severe
      ? ''
      : commander === undefined
        ? ' Nobody holds the role of commander.'
        : gaveIt(event, commander.id)
          ? ''
          : ` ${callName(commander.name, incident)} paged as commander.`,
    names.length > 0 ? ` ${inSeries(names)} paged as first on call.` : '',
    invitedSentence(incident, event),
  ];
}

/** Membership of a channel is the chat's to know, so it says whom airb asks in. */
function invitedSentence(incident: Opened, event: EventOf<'severity.changed'>): string {
  const names = calledFor(event, incident).map((id) =>
    callName(incident.plan.people[id]?.name ?? id, incident),
  );
  return names.length === 0 ? '' : ` Invited where not here yet: ${inSeries(names)}.`;
}

/** Approvals follow the highest severity reached, so a lower one makes nothing easier. */
function approvalSentence(incident: Opened, from: Severity): string {
  const { approvals } = incident.plan;
  const [before, now] = [approvals[incident.worstBefore ?? from], approvals[incident.worst]];
  const word = before === now ? 'still' : 'now';
  if (now === 0) return `Rollbacks ${word} need no approval.`;
  return `Rollbacks ${word} need ${now === 1 ? 'an approver' : `${now === 2 ? 'two' : now} approvers`}.`;
}
