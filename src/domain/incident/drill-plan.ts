import type { Person, PersonId } from '../people.ts';
import type { Plan, PlanPart, PlanRung } from '../runbooks/plan.ts';
import type { HttpAction, ReadBack } from '../runbooks/runbook.ts';
import { type Duration, minute } from '../time.ts';
import type { Drill, DrillFacts } from './drill-facts.ts';

/** Every message of a drill begins with it, and so does its title, wherever that is shown. */
export const drillMark = 'EXERCISE';

/** The title of a drill: pages, lists, files and other programs show titles, so none of them can leave the mark out. */
export function drillTitle(title: string): string {
  return title.startsWith(`${drillMark}: `) ? title : `${drillMark}: ${title}`;
}

/** The mark as people or senders write it before their own words. */
const worn = new RegExp(`^[^\\p{L}\\p{N}]*${drillMark}[^\\p{L}\\p{N}]*[:·–—|\\])-][^\\p{L}\\p{N}]*`, 'iu');

/** The title of what is no drill: without the mark, so that nothing real is ever taken for an exercise. */
export function realTitle(title: string): string {
  const bare = title.replace(worn, '');
  return bare === title ? title : realTitle(bare);
}

/** Where the played world answers. No adapter of a real target knows the scheme, so a call gone astray goes nowhere. */
const scheme = 'drill:';

/** The address of a part of the played world. */
export function playedAddress(incident: number, part: string): string {
  return `${scheme}//${incident}.drill/${encodeURIComponent(part)}`;
}

/** Which part of which drill an address means; undefined for every other address. */
export function playedAt(url: string): { incident: number; part: string } | undefined {
  const [, incident, part] = /^drill:\/\/(\d+)\.drill\/([^/?#]+)$/.exec(url) ?? [];
  return incident === undefined || part === undefined
    ? undefined
    : { incident: Number(incident), part: decodeURIComponent(part) };
}

/** What the opening keeps of the plan that it takes the people out of. */
export function drillFacts(plan: Plan, drill: Omit<DrillFacts, 'policy' | 'deciders'>): DrillFacts {
  const { approvers, systemApprovers = [], commanders = [], escalation } = plan;
  return { ...drill, policy: escalation, deciders: { approvers, systemApprovers, commanders } };
}

/**
 * The plan as it is exercised. It holds no address that leads anywhere, no pager, no channel of incidents and no traces; what
 * is not in the plan of an incident, nothing later can call.
 */
export function drillPlan(plan: Plan, drill: DrillFacts, incident: number): Plan {
  const { rotations: _r, regulatory: _c, traces: _t, security: _s, links, system, ...rest } = plan;
  const { dashboard: _d, ...pages } = links;
  const { dashboard: _shown, ...known } = system;
  return {
    ...rest,
    ...peopleIn(drill, drill.people),
    system: known,
    links: pages,
    pagers: ['chat'],
    incidentsChannels: {},
    parts: plan.parts.map((part) => playedPart(part, incident)),
    signals: plan.signals.map(({ headers: _, ...signal }) => signal),
    ...(plan.observed && { observed: plan.observed.map(({ headers: _, ...spec }) => spec) }),
  };
}

function playedPart({ action, current, ...part }: PlanPart, incident: number): PlanPart {
  const url = playedAddress(incident, part.id);
  return {
    ...part,
    ...(action && { action: playedAction(url) }),
    ...(current && { current: playedCurrent(url) }),
  };
}

function playedAction(url: string): HttpAction {
  const body = { version: '{{version}}', reason: '{{reason}}', key: '{{key}}' };
  return { method: 'POST', url, body, headers: {}, dryRun: { dryRun: true }, idempotent: true };
}

function playedCurrent(url: string): ReadBack {
  return { url, path: 'live', headers: {} };
}

type InDrill = Pick<
  Plan,
  'escalation' | 'approvers' | 'systemApprovers' | 'commanders' | 'communications' | 'invited'
>;

/** Those of the plan's people who are in the drill. */
export function peopleIn(
  { policy, deciders }: Pick<Drill, 'policy' | 'deciders'>,
  joined: Person[],
): InDrill {
  const ids = joined.map(({ id }) => id);
  const here = (people: PersonId[]) => people.filter((id) => ids.includes(id));
  const systemApprovers = here(deciders.systemApprovers);
  const approvers = here(deciders.approvers);
  const commanders = here(deciders.commanders);
  return {
    escalation: rungsFor(policy, ids),
    approvers: approvers.length + systemApprovers.length > 0 ? approvers : ids,
    systemApprovers,
    commanders: commanders.length > 0 ? commanders : ids,
    communications: ids,
    invited: ids,
  };
}

/** For whom the policy has no step of their own. */
const lastWait: Duration = 5 * minute;

/** The policy with those who joined. Who joined and is on no step comes last. */
function rungsFor(policy: PlanRung[], joined: PersonId[]): PlanRung[] {
  const walked = policy
    .map(({ after, people }) => ({ after, people: people.filter((id) => joined.includes(id)) }))
    .filter(({ people }) => people.length > 0);
  const others = joined.filter((id) => !walked.some(({ people }) => people.includes(id)));
  return others.length === 0 ? walked : [...walked, { after: lastWait, people: others }];
}
