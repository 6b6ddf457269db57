import type { Audience } from '../runbooks/audience.ts';
import type { Instant } from '../time.ts';
import { audiencesHearing, audiencesTold, hear } from './audiences.ts';
import { escalationTimers } from './escalation.ts';
import type { EventOf } from './events.ts';
import { wentOn } from './merging.ts';
import { pageOut, pageTimer } from './paging-out.ts';
import { firstCall, pagesPeople } from './paging-steps.ts';
import { factsOf } from './phases.ts';
import { redrawProposals } from './proposals.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { staleTimer } from './stale.ts';
import { isOpen, type Opened } from './state.ts';
import { promisedAnew } from './update-promises.ts';
import { cadenceTimers, dueAfresh } from './updates.ts';
import { askingAfresh, askTimers, redrawAskings } from './vacancies.ts';
import { announce, draw, read, say, tell, type Wish } from './wishes.ts';

/** What opens an incident again: the signals after its end, or a person. */
type Again = EventOf<'relapsed' | 'reopened'>;

export const rules: Rules<'reopen'> = {
  reopen: ({ at, by, reason }, incident) => {
    if (isOpen(incident)) {
      return {
        rejected: `INC-${incident.number} is open: it is ${incident.phase}.`,
        next: '`/airb status` says where it stands.',
      };
    }
    if (incident.phase === 'merged') return wentOn(incident);
    if (reason.trim() === '')
      return { rejected: 'Say what came back.', next: '`/airb reopen refusals rise again since 15:10`' };
    return { events: [{ at, by, type: 'reopened', reason: reason.trim(), from: incident.phase }] };
  },
};

export const folds: Folds<'relapsed' | 'reopened'> = { relapsed: openAgain, reopened: openAgain };

export const reactions: Reactions<'relapsed' | 'reopened'> = {
  relapsed: again,
  // A person's word is no measurement, so the signals are read at once.
  reopened: (event, incident) => [...again(event, incident), read(event.at, { for: 'demand' }, incident)],
};

/**
 * The update may have fallen due while the incident counted as over, so its writer gets new time. Whoever answered the
 * first page may be asleep, so it is answered anew.
 */
function openAgain(incident: Opened, { at }: Again): Opened {
  const dueAt = dueAfresh(incident, incident.severity, at);
  const treated = incident.containments.length > 0 || incident.phase === 'resolved';
  return {
    ...factsOf(incident),
    phase: treated ? 'mitigating' : 'triage',
    normalSince: undefined,
    againAt: at,
    asking: askingAfresh(incident, incident.severity, at),
    paging: pagedAnew(incident, at),
    cadence: {
      ...incident.cadence,
      ...promisedAnew(incident.cadence.promised, dueAt),
      dueAt,
      overdueFrom: undefined,
    },
  };
}

function again(event: Again, incident: Opened): Wish[] {
  const { at } = event;
  return [
    ...pageAgain(event, incident),
    ...hearers(event, incident).flatMap((audience) =>
      hear(at, audience, { as: 'relapsed', event, form: audience.form }),
    ),
    draw(at, { of: 'card' }),
    ...announce(at, incident),
    ...cadenceTimers(at, incident),
    ...askTimers(incident),
    ...redrawAskings(at, incident),
    ...redrawProposals(at, incident),
    ...escalationTimers(at, incident),
    ...staleTimer(at, incident),
    tell(event),
  ];
}

/** Whoever was told that it is over. Of a cancelled incident only those heard who had heard of it before. */
function hearers(event: Again, incident: Opened): Audience[] {
  const cancelled = event.type === 'reopened' && event.from === 'cancelled';
  return cancelled ? audiencesTold(incident) : audiencesHearing(incident);
}

/** The first rung is paged again: by its pagers, and by a new direct message, because an edited one wakes nobody. */
function pageAgain(event: Again, incident: Opened): Wish[] {
  const { at } = event;
  const people = incident.paging.people.map(({ id }) => id);
  return [
    ...pageOut(at, incident),
    ...pageTimer(at, incident),
    ...(incident.plan.pagers.includes('chat')
      ? people.map((person) => say(at, { to: 'person', person }, { as: 'event', event }))
      : []),
  ];
}

function pagedAnew(incident: Opened, at: Instant): Opened['paging'] {
  const { acknowledged: _, before: __, again: ___, ...paging } = incident.paging;
  const reopened = (paging.reopened ?? 0) + 1;
  const anew = {
    ...paging,
    reopened,
    levelAt: at,
    roundAt: at,
    declined: [],
    answered: [],
    exhausted: false,
  };
  return pagesPeople(incident)
    ? { ...anew, ...firstCall(incident.plan, at) }
    : { ...anew, level: 0, people: [] };
}
