import { nextUpdateDue } from '../response/cadence.ts';
import { dueBy, type Promises, promisedTo } from '../response/promises.ts';
import type { Instant } from '../time.ts';
import { audiencesOf } from './audiences.ts';
import type { Form } from './events.ts';
import type { Facts, Opened } from './state.ts';

/**
 * Whether the readers of a form are there to hear it. Where nobody reads the other form either, the room alone is told, and
 * that is all that can be owed.
 */
function isHeard(incident: Facts, form: Form): boolean {
  const { severity } = incident;
  return audiencesOf(incident, severity, form).length > 0 || audiencesOf(incident, severity).length === 0;
}

/** True where readers of both forms hear of the incident, so that each has a promise of its own. */
function bothRead(incident: Facts): boolean {
  const { severity } = incident;
  return (['internal', 'customer'] as const).every(
    (form) => audiencesOf(incident, severity, form).length > 0,
  );
}

/** The form that is owed next: the one with the earlier promise, or the only one that anybody reads. */
export function formDue(incident: Facts): Form {
  const { dueAt, promised = {} } = incident.cadence;
  const [first] = dueAt === undefined ? [] : dueBy(promised, dueAt);
  return first ?? (isHeard(incident, 'internal') ? 'internal' : 'customer');
}

/** When an update of this form is owed, as its readers were told. */
function owedAt({ cadence }: Facts, form: Form): Instant | undefined {
  return cadence.promised?.[form] ?? cadence.overdueFrom ?? cadence.dueAt;
}

/** When the next update comes, as one that is sent now says it. */
export function nextPromised(incident: Opened, form: Form, at: Instant): Instant | undefined {
  const { severity, plan, openedAt, cadence } = incident;
  if (!isHeard(incident, form)) return cadence.dueAt;
  return nextUpdateDue(plan.cadence[severity], { openedAt, lastHumanAt: at });
}

/** What an update promises, whom it reaches and what it answers. */
export function sending(incident: Opened, form: Form, at: Instant) {
  const audiences = audiencesOf(incident, incident.severity, form).map(({ id }) => id);
  const nextDueAt = nextPromised(incident, form, at);
  if (!isHeard(incident, form)) return { audiences, nextDueAt, unheard: true as const };
  const owed = owedAt(incident, form);
  return {
    audiences,
    nextDueAt,
    ...(owed !== undefined && { owedAt: owed }),
    ...(bothRead(incident) && { promised: promisedTo(incident.cadence.promised ?? {}, [form], nextDueAt) }),
  };
}

/** Whom the automatic status goes to: those who were promised a word by now, and everybody where nobody was yet. */
export function missing(incident: Opened, nextDueAt: Instant | undefined) {
  const { promised, dueAt = 0 } = incident.cadence;
  if (!bothRead(incident)) return {};
  const all: Form[] = ['internal', 'customer'];
  const forms = promised === undefined ? all : dueBy(promised, dueAt);
  return { forms, promised: promisedTo(promised ?? {}, forms, nextDueAt) };
}

/** The promises once the deadline has moved: whoever was promised a time hears of the new one. */
export function promisedAnew(promised: Promises | undefined, dueAt: Instant | undefined) {
  if (promised === undefined) return {};
  return { promised: promisedTo({}, Object.keys(promised) as Form[], dueAt) };
}
