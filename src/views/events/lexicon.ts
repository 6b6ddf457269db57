import type { EventOf, EventType, IncidentEvent } from '../../domain/incident/events.ts';
import type { Plan, PlanPart } from '../../domain/runbooks/plan.ts';
import type { SignalSpec, Step } from '../../domain/runbooks/runbook.ts';
import type { Reading } from '../../domain/signals/reading.ts';
import { show } from '../../domain/signals/reading.ts';

/** All events of one type, in order. */
export function eventsOf<T extends EventType>(events: IncidentEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

/** What the ids in a log mean, looked up in the plan that its first event carries. */
export interface Lexicon {
  plan: Plan;
  signal(name: string): SignalSpec | undefined;
  /** `Refusal rate`, or the name as written when the plan does not know it. */
  signalTitle(name: string): string;
  step(id: string): Step | undefined;
  part(id: string): PlanPart | undefined;
  /** The request behind a rollback's id. */
  request(action: string): EventOf<'rollback.requested'> | undefined;
  /** `Refusal rate 19 % (normal 4 %)`. */
  reading(reading: Reading): string;
  value(signal: string, value: number): string;
}

/**
 * @param events the whole log of an incident
 * @throws Error when the log does not begin with its opening
 */
export function lexicon(events: IncidentEvent[]): Lexicon {
  const opened = openingOf(events);
  const plan = opened.plan;
  const signals = new Map(plan.signals.map((it) => [it.name, it]));
  const steps = new Map(plan.sections.flatMap((section) => section.steps.map((it) => [it.id, it])));
  const parts = new Map(plan.parts.map((it) => [it.id, it]));
  const requests = new Map(eventsOf(events, 'rollback.requested').map((it) => [it.action, it]));
  const signalTitle = (name: string) => signals.get(name)?.title ?? name;
  const value = (name: string, it: number) => show(it, signals.get(name)?.unit ?? 'count');
  return {
    plan,
    signal: (name) => signals.get(name),
    signalTitle,
    step: (id) => steps.get(id),
    part: (id) => parts.get(id),
    request: (action) => requests.get(action),
    value,
    reading: (reading) => {
      const baseline = signals.get(reading.signal)?.baseline;
      if (reading.value === undefined)
        return `${signalTitle(reading.signal)} not measured (${reading.problem ?? 'no data'})`;
      const normal = baseline === undefined ? '' : ` (normal ${value(reading.signal, baseline)})`;
      return `${signalTitle(reading.signal)} ${value(reading.signal, reading.value)}${normal}`;
    },
  };
}

/** Whether the log is that of an exercise, of which nobody outside it hears. */
export function isDrill([first]: IncidentEvent[]): boolean {
  return first?.type === 'incident.opened' && first.drill !== undefined;
}

export function isPrivate([first]: IncidentEvent[]): boolean {
  return first?.type === 'incident.opened' && first.private;
}

/** The first event, which carries the plan. */
export function openingOf(events: IncidentEvent[]): EventOf<'incident.opened'> {
  const first = events[0];
  if (first?.type !== 'incident.opened') throw new Error('The log of an incident begins with its opening.');
  return first;
}
