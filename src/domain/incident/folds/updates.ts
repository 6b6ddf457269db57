import { actorName } from '../../people.ts';
import { rederivedDue, updateInterval } from '../../response/cadence.ts';
import type { Instant } from '../../time.ts';
import type { EventOf } from '../events.ts';
import type { Facts, Incident, Opened } from '../state.ts';
import { factsOf } from './facts.ts';

/** A person spoke: the clock of updates starts again. */
export function updated(incident: Opened, event: EventOf<'update.posted'>): Incident {
  const update = {
    form: event.form,
    text: event.text,
    by: actorName(event.by),
    at: event.at,
    automatic: false,
  };
  return {
    ...incident,
    updates: [...incident.updates, update],
    cadence: { lastHumanAt: event.at, dueAt: event.nextDueAt, missed: incident.cadence.missed },
  };
}

/** Nobody spoke in time. The automatic word does not restart the human clock. */
export function missed(incident: Opened, event: EventOf<'update.missed'>): Incident {
  const update = { form: 'internal' as const, text: event.text, by: 'airb', at: event.at, automatic: true };
  return {
    ...incident,
    updates: [...incident.updates, update],
    cadence: {
      ...incident.cadence,
      dueAt: event.nextDueAt,
      overdueFrom: incident.cadence.overdueFrom ?? event.dueAt,
      rungs: incident.cadence.overdueFrom === undefined ? [] : incident.cadence.rungs,
      missed: incident.cadence.missed + 1,
    },
  };
}

/** The deadline may have passed while it counted as resolved: whoever owes the update gets time to write it. */
export function relapsed(incident: Opened, now: Instant): Incident {
  const { openedAt, cadence, plan, severity } = incident;
  const dueAt = rederivedDue(plan.cadence[severity], { openedAt, lastHumanAt: cadence.lastHumanAt }, now);
  return {
    ...factsOf(incident),
    phase: 'mitigating',
    cadence: { ...cadence, dueAt, overdueFrom: undefined },
  };
}

/** The update interval in force at a moment. */
export function intervalAt(incident: Facts, now: Instant): number | undefined {
  return updateInterval(incident.plan.cadence[incident.severity], now - incident.openedAt);
}
