import { type Actor, actorName } from '../people.ts';
import { clockTime, type Duration, hour, type Instant, minute } from '../time.ts';
import type { Decision, Rejection } from './commands.ts';
import { isKnown } from './containment-approval.ts';
import { refuseChange, unknownPart } from './containment-request.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { nothing } from './slice.ts';
import type { Opened, Proposal } from './state.ts';
import { draw, type Wish } from './wishes.ts';

/** An agent polls; of what it reads and of what it is refused, each kind is noted once within so long. */
const notedFor: Duration = 10 * minute;
/** So many proposals of one agent wait at once, and so many are made within an hour: the room is for people. */
const mostWaiting = 3;
const mostInAnHour = 6;
/** What somebody declined is not proposed again for so long. */
const declinedFor: Duration = hour;

/** What agents do. They read and propose; every deed is asked for by a person. */
export const rules: Rules<'propose' | 'proposal.decline' | 'agent.read' | 'agent.refused'> = {
  propose: (command, incident) => {
    const { at, by, to, reason } = command;
    const part = incident.plan.parts.find(({ id }) => id === command.part);
    if (by.kind !== 'agent') return { rejected: 'Only an agent proposes.', next: '`/airb rollback` asks.' };
    if (part === undefined) return unknownPart(command.part, incident);
    const refused = refuseChange(command, part, incident);
    if (refused) return refused;
    const version = to ?? part.lastKnownGood ?? '';
    if (!isKnown(version, part, incident)) return unknownVersion(version, part.id, incident);
    const known = similar({ part: part.id, to: version, at }, incident);
    if (known) return known;
    const many = tooMany(by.name, at, incident);
    if (many) return many;
    const from = incident.versions[part.id] ?? part.live;
    const proposal = `p${(incident.proposals?.length ?? 0) + 1}`;
    const facts = { proposal, part: part.id, from, to: version, reason: reason.trim() };
    return { events: [{ at, by, type: 'containment.proposed', ...facts }] };
  },

  'proposal.decline': ({ at, by, proposal }, incident) => {
    const known = proposalIn(incident, proposal);
    if (known === undefined)
      return { rejected: 'There is no such proposal.', next: '`/airb timeline` shows what was proposed.' };
    if (known.ended) return { events: [], note: `${known.ended.by} was faster: it was ${known.ended.how}.` };
    return { events: [{ at, by, type: 'proposal.declined', proposal }] };
  },

  'agent.read': ({ at, by, what }, incident) => {
    if (isNoted(readKey(by, what), at, incident)) return { events: [] };
    return { events: [{ at, by, type: 'agent.read', what }] };
  },

  'agent.refused': ({ at, by, what, why }, incident) => {
    if (by.kind !== 'agent')
      return { rejected: 'Only an agent is refused here.', next: '`/airb timeline` shows what was.' };
    if (isNoted(refusedKey(by, what), at, incident)) return { events: [] };
    return { events: [{ at, by, type: 'agent.refused', what, why }] };
  },
};

function unknownVersion(version: string, part: string, { plan }: Opened): Rejection {
  const contains = (plan.containment ?? []).filter((one) => one.part === part).map(({ to }) => to);
  const good = plan.parts.find(({ id }) => id === part)?.lastKnownGood;
  const known = [...new Set([...(good === undefined ? [] : [good]), ...contains])];
  return {
    rejected: `airb has never seen ${part} ${version}, so an agent can’t propose it.`,
    next: `The system file knows: ${known.join(', ') || 'no version of this part'}. A person can ask for another one.`,
  };
}

/** The same was proposed before: it waits, or somebody has just said no. */
function similar(
  { part, to, at }: { part: string; to: string; at: Instant },
  { proposals = [] }: Opened,
): Decision | undefined {
  const same = proposals.findLast((one) => one.part === part && one.to === to);
  if (same === undefined) return undefined;
  if (same.ended === undefined)
    return { events: [], note: `${same.id} of ${same.agent} proposes the same and waits for a person.` };
  if (same.ended.how !== 'declined' || at - same.ended.at >= declinedFor) return undefined;
  return {
    rejected: `${same.ended.by} declined the same at ${clockTime(same.ended.at)} UTC.`,
    next: 'Hand over new evidence; a person can ask for it at any time.',
  };
}

function tooMany(agent: string, at: Instant, { proposals = [] }: Opened): Rejection | undefined {
  const own = proposals.filter((one) => one.agent === agent);
  const waiting = own.filter(({ ended }) => ended === undefined).length;
  if (waiting >= mostWaiting)
    return {
      rejected: `${waiting} proposals of ${agent} wait for a person.`,
      next: 'Once they are asked for or declined in the channel, another one can be made.',
    };
  const recent = own.filter((one) => at - one.at < hour).length;
  if (recent < mostInAnHour) return undefined;
  return {
    rejected: `${agent} has made ${recent} proposals here within an hour.`,
    next: 'A person in the channel can ask for whatever is missing.',
  };
}

/** The proposal of that id, when the incident has one. */
export function proposalIn({ proposals = [] }: Opened, id: string): Proposal | undefined {
  return proposals.find((one) => one.id === id);
}

/** The proposals that somebody who asks for the same change takes up. */
export function takenUp(
  { proposals }: Opened,
  { part, to, by, at, action }: EventOf<'rollback.requested'>,
): Pick<Opened, 'proposals'> {
  if (proposals === undefined) return {};
  const ended = { how: 'asked' as const, by: actorName(by), at, action };
  return {
    proposals: proposals.map((one) =>
      one.ended === undefined && one.part === part && one.to === to ? { ...one, ended } : one,
    ),
  };
}

/** Those that wait, at the end of the incident and when it is opened again: buttons belong to an open one. */
export function redrawProposals(at: Instant, { proposals = [] }: Opened): Wish[] {
  const waiting = proposals.filter(({ ended }) => ended === undefined);
  return waiting.map(({ id }) => draw(at, { of: 'proposal', proposal: id }));
}

/** Their buttons go. */
export function redrawTakenUp(
  { at, action }: EventOf<'rollback.requested'>,
  { proposals = [] }: Opened,
): Wish[] {
  const taken = proposals.filter(({ ended }) => ended?.action === action);
  return taken.map(({ id }) => draw(at, { of: 'proposal', proposal: id }));
}

function readKey(by: Actor, what: string): string {
  return `${actorName(by)} ${what}`;
}

function refusedKey(by: Actor, what: string): string {
  return readKey(by, `refused ${what}`);
}

function isNoted(key: string, at: Instant, { agentReads }: Opened): boolean {
  const before = agentReads?.[key];
  return before !== undefined && at - before < notedFor;
}

type Happens = 'containment.proposed' | 'proposal.declined' | 'agent.read' | 'agent.refused';

export const folds: Folds<Happens> = {
  'containment.proposed': (incident, event) => ({
    ...incident,
    proposals: [...(incident.proposals ?? []), proposed(event)],
  }),
  'proposal.declined': (incident, { proposal, by, at }) => ({
    ...incident,
    proposals: (incident.proposals ?? []).map((one) =>
      one.id === proposal ? { ...one, ended: { how: 'declined', by: actorName(by), at } } : one,
    ),
  }),
  'agent.read': (incident, { by, what, at }) => ({
    ...incident,
    agentReads: { ...incident.agentReads, [readKey(by, what)]: at },
  }),
  'agent.refused': (incident, { by, what, at }) => ({
    ...incident,
    agentReads: { ...incident.agentReads, [refusedKey(by, what)]: at },
  }),
};

function proposed({ proposal, part, from, to, reason, by, at }: EventOf<'containment.proposed'>): Proposal {
  return { id: proposal, part, from, to, reason, agent: agentName(by), at };
}

function agentName(by: IncidentEvent['by']): string {
  return by.kind === 'agent' ? by.name : actorName(by);
}

export const reactions: Reactions<Happens> = {
  'containment.proposed': ({ at, proposal }) => [draw(at, { of: 'proposal', proposal })],
  'proposal.declined': ({ at, proposal }) => [draw(at, { of: 'proposal', proposal })],
  'agent.read': nothing,
  'agent.refused': nothing,
};
