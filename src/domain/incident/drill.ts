import { personOf } from '../people.ts';
import type { Command, CommandBody, CommandOf, Decision, Rejection } from './commands.ts';
import { calledOffAtTheEnd } from './containment-approval.ts';
import type { Drill, DrillFacts } from './drill-facts.ts';
import { peopleIn } from './drill-plan.ts';
import { scoreOf } from './drill-score.ts';
import type { IncidentEvent } from './events.ts';
import { handoversAtTheEnd } from './handover.ts';
import { pageOut, pageTimer } from './paging-out.ts';
import { firstCall, pagesPeople } from './paging-steps.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { draw, invite, tell } from './wishes.ts';

/** Rules for exercises. Everything else of a drill is the incident's own: see `drill-gate.ts` for what it may reach. */
export const rules: Rules<'drill.join' | 'drill.stop' | 'drill.real'> = {
  'drill.join': ({ at, by }, incident) => {
    if (incident.drill === undefined) return noDrill(incident);
    const person = personOf(by);
    if (incident.drill.joined.some(({ id }) => id === person.id))
      return { events: [], note: `You are in the drill INC-${incident.number} already.` };
    return { events: [{ at, by, type: 'drill.joined', person }] };
  },

  'drill.stop': ({ at, by, reason }, incident) => {
    if (incident.drill === undefined) return noDrill(incident);
    if (reason.trim() === '')
      return {
        rejected: 'Say why the drill stops; it ends for everybody in it.',
        next: '`/airb drill stop a real one began`',
      };
    return {
      events: [
        ...calledOffAtTheEnd({ at, by }, incident, 'cancelled'),
        ...handoversAtTheEnd({ at, by }, incident),
        { at, by, type: 'cancelled', reason: reason.trim() },
      ],
    };
  },

  'drill.real': ({ at, by, number, severity, title }, { drill }) =>
    drill === undefined || drill.real.includes(number)
      ? { events: [] }
      : { events: [{ at, by, type: 'drill.real', number, severity, title }] },
};

export const folds: Folds<'drill.joined' | 'drill.real' | 'drill.scored'> = {
  'drill.joined': (incident, { at, person }) => {
    const { drill } = incident;
    if (drill === undefined) return incident;
    const joined = [...drill.joined, person];
    const { plan } = incident;
    const people = { ...plan.people, [person.id]: plan.people[person.id] ?? { name: person.name } };
    const with_ = {
      ...incident,
      drill: { ...drill, joined },
      plan: { ...plan, people, ...peopleIn(drill, joined) },
    };
    if (!isFirst(incident)) return with_;
    const { level, people: paged } = firstCall(with_.plan, at);
    return { ...with_, paging: { ...with_.paging, level, levelAt: at, roundAt: at, people: paged } };
  },
  'drill.real': (incident, { number }) =>
    incident.drill === undefined
      ? incident
      : { ...incident, drill: { ...incident.drill, real: [...incident.drill.real, number] } },
  'drill.scored': (incident, { score }) =>
    incident.drill === undefined ? incident : { ...incident, drill: { ...incident.drill, score } },
};

export const reactions: Reactions<'drill.joined' | 'drill.real' | 'drill.scored'> = {
  'drill.joined': (event, incident) => {
    const { at, person } = event;
    const { paging, drill } = incident;
    const first = drill?.joined.length === 1 && isOpen(incident) && paging.acknowledged === undefined;
    return [
      invite(at, [person.id]),
      ...(first ? [...pageOut(at, incident), ...pageTimer(at, incident)] : []),
      draw(at, { of: 'card' }),
      tell(event),
    ];
  },
  'drill.real': (event) => [draw(event.at, { of: 'card' }), tell(event)],
  'drill.scored': (event) => [draw(event.at, { of: 'card' }), tell(event)],
};

/** Nobody was there to be paged until now. */
function isFirst(incident: Opened): boolean {
  return (
    isOpen(incident) &&
    incident.drill?.joined.length === 0 &&
    incident.paging.acknowledged === undefined &&
    pagesPeople(incident)
  );
}

function noDrill({ number }: Opened): Rejection {
  return { rejected: `INC-${number} is no drill.`, next: '`/airb drill` starts one.' };
}

/** The drill an incident begins as. */
export function beginDrill({ people, ...facts }: DrillFacts, startedAt: number): Drill {
  return { ...facts, joined: people, real: [], acts: { at: [], last: '' }, startedAt };
}

/** What joins incidents to each other, or binds the organization, is no part of a drill. */
const notExercised: Partial<Record<CommandBody['type'], string>> = {
  merge: 'A drill is merged into nothing, and nothing into it.',
  absorb: 'A drill takes over nothing.',
  'split.off': 'Nothing is split out of a drill.',
  'runbook.switch': 'A drill keeps the runbook it began with.',
  'alert.arrive': 'A real alert never joins a drill.',
  'clock.start': 'A deadline of a law is not set running in a drill.',
  'audience.join': 'Nobody outside hears of a drill.',
  reopen: 'A drill that has ended stays so.',
  rename: 'A drill keeps its title, which says that it is one.',
};

/** The refusal of what is not exercised; undefined for all else, and outside of drills. */
export function refuseInDrill({ type, by }: Command, { drill }: Opened): Decision | undefined {
  const rejected = drill && notExercised[type];
  if (rejected === undefined) return undefined;
  if (by.kind !== 'person' && by.kind !== 'agent') return { events: [] };
  return { rejected, next: '`/airb drill stop` ends it; real work goes on in its own incident.' };
}

/** The end of a drill brings its score, from what is on record by then. */
export function scored(
  { at }: Pick<CommandOf<'resolve'>, 'at'>,
  decision: Decision,
  after: (events: IncidentEvent[]) => Opened,
): Decision {
  if (!('events' in decision)) return decision;
  const end = decision.events.find(({ type }) => type === 'resolved' || type === 'cancelled');
  if (end === undefined) return decision;
  const incident = after(decision.events);
  const { drill } = incident;
  if (drill === undefined || drill.score !== undefined) return decision;
  const score = scoreOf({ ...incident, drill }, at, end.type === 'resolved' ? 'resolved' : 'stopped');
  const event: IncidentEvent = { at, by: { kind: 'airb' }, type: 'drill.scored', score };
  return { ...decision, events: [...decision.events, event] };
}

/** Talk is no press, and joining is not yet part of it. */
const notCounted: ReadonlySet<string> = new Set(['message.said', 'message.marked', 'drill.joined']);

/** Notes what people did; several entries of one press count once. */
export function counted(incident: Opened, { by, at, type }: IncidentEvent): Opened {
  const { drill } = incident;
  if (drill === undefined || drill.score !== undefined) return incident;
  if (by.kind !== 'person' || notCounted.has(type)) return incident;
  const press = `${by.id} ${at}`;
  if (press === drill.acts.last) return incident;
  return { ...incident, drill: { ...drill, acts: { at: [...drill.acts.at, at], last: press } } };
}
