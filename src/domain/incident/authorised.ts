import { type Actor, actorName, type MemberRights, type PersonId } from '../people.ts';
import { actWords } from '../response/act-words.ts';
import { approverNames, askerCounts, couldStillApprove, deciders } from '../response/approval.ts';
import { type Act, authority, type Circumstances, type Condition, mayDo } from '../response/authority.ts';
import { allNamed } from '../response/red.ts';
import { heldBy } from '../response/role-asks.ts';
import { standingOf, whosOf } from '../response/standing-of.ts';
import { clockTime } from '../time.ts';
import { actFor, redFor } from './act-of.ts';
import { itemIn } from './action-items.ts';
import { approvalOpenFrom, commandHolders, commandOpenFrom, rota } from './break-glass.ts';
import { answersFor } from './clocks.ts';
import type { Command, Rejection } from './commands.ts';
import { someOf } from './containment-request.ts';
import { handoverIn, pendingFor } from './handover.ts';
import { mayKnowOf } from './part-in.ts';
import type { Opened } from './state.ts';
import { isVacant } from './update-proposals.ts';

type PersonActor = Extract<Actor, { kind: 'person' }>;
type AgentActor = Extract<Actor, { kind: 'agent' }>;

/** Asks the table for a person's command; undefined when it is allowed. Every refusal says who can, or what to try. */
export function refuseUnauthorised(command: Command, incident: Opened): Rejection | undefined {
  const { by } = command;
  if (by.kind === 'agent') return refuseAgent(by, actFor(command, incident));
  if (by.kind !== 'person') return undefined;
  const act = actFor(command, incident);
  if (act === 'airb') {
    return {
      rejected: 'Only airb itself puts that on record.',
      next: '`/airb note` writes down what you have seen.',
    };
  }
  const verdict = mayDo(act, whosOf(by, incident), circumstances(command, incident));
  if (!verdict.allowed) return refusal({ act, by, command, lacking: verdict.lacking }, incident);
  if (!letIn(command, incident) || mayDo('let-in', whosOf(by, incident)).allowed) return undefined;
  return refusal({ act: 'let-in', by, command }, incident);
}

/**
 * Asks the table for what is no command of an incident: to look, to declare, to tell of a change.
 * @param where the incident it is about; outside one, only how the organization treats its members
 */
export function refuseDeed(
  act: Act,
  by: Actor,
  where: Opened | { members: MemberRights },
): Rejection | undefined {
  if (by.kind === 'agent') return refuseAgent(by, act);
  if (by.kind !== 'person') return undefined;
  const members = 'members' in where ? where.members : (where.plan.members ?? 'respond');
  const who = 'members' in where ? [standingOf(by, members)] : whosOf(by, where);
  if (mayDo(act, who).allowed) return undefined;
  const those = authority[act].member === 'yes' && members === 'respond' ? anybody : anyListed;
  const can = act.endsWith('.elsewhere') ? `In an incident’s channel you see that one. ${those}` : those;
  if (who[0] === 'stranger') return unknownTo(by, act, can);
  return { rejected: `${actorName(by)} can't ${actWords[act]}.`, next: can };
}

/** Whom a command would bring into a private incident that they have no part in yet. */
function letIn(command: Command, incident: Opened): boolean {
  const given = personGiven(command);
  const own = command.by.kind === 'person' && command.by.id === given;
  return given !== undefined && !own && !mayKnowOf(incident, given);
}

/** Who is to have something of it: a role, a step, an action item. */
function personGiven(command: Command): PersonId | undefined {
  if (command.type === 'role' || command.type === 'step.assign') return command.person.id;
  if (command.type === 'action-item.add' || command.type === 'action-item.change') return command.owner?.id;
  return undefined;
}

/** An agent has its own column and nothing besides: no role, no condition, no way around. */
function refuseAgent(by: AgentActor, act: Act | 'airb'): Rejection | undefined {
  if (act !== 'airb' && mayDo(act, ['agent']).allowed) return undefined;
  const what = act === 'airb' ? 'put that on record' : actWords[act];
  return {
    rejected: `${actorName(by)} can’t ${what}.`,
    next: 'An agent can propose; a person in the channel asks for it, and those who approve decide.',
  };
}

/**
 * Whether somebody may be told of a command as something they can do: as far as it depends on who they are, and not on
 * what exactly they ask for or when.
 */
export function mayBeOffered(act: Act, by: PersonActor, where: Opened | { members: MemberRights }): boolean {
  const whenever = { named: true, own: true, 'not-alone': true, silence: true };
  if ('members' in where)
    return mayDo(act, [standingOf(by, where.members)], { ...whenever, rota: true }).allowed;
  return mayDo(act, whosOf(by, where), {
    ...whenever,
    paged: isPaged(by.id, where),
    rota: rota(where).some(({ id }) => id === by.id),
    vacant: isVacant(where),
    security: where.plan.security === by.id,
    held: heldBy(where.roles, by.id).length > 0,
    offered: where.handovers.some(({ to, ended }) => ended === undefined && to.id === by.id),
    item: (where.actionItems ?? []).some(({ owner }) => owner.id === by.id),
    answers: (where.clocks ?? []).some(({ id }) => answersFor(where, id).includes(by.id)),
  }).allowed;
}

/** Who may do what this person may not, as a sentence to them. */
export function whoMay(act: Act, by: PersonActor, where: Opened | { members: MemberRights }): string {
  const who = 'members' in where ? '`/airb help who` says who can.' : whoCan(act, where);
  return `${actorName(by)}, you can’t ${actWords[act]}. ${who}`;
}

/** What holds for this command now, of all that the table asks about. */
function circumstances(command: Command, incident: Opened): Circumstances {
  const by = command.by.kind === 'person' ? command.by.id : '';
  const asked = 'action' in command ? waitingOf(command.action, incident) : undefined;
  const offer = 'handover' in command ? handoverIn(incident, command.handover) : undefined;
  const own = (offer?.by ?? asked?.requestedBy)?.id === by;
  const open = asked ? approvalOpenFrom(incident, asked) : commandOpenFrom(incident);
  return {
    paged: isPaged(by, incident),
    own,
    'not-alone': !own || (isListed(command.by) && asked !== undefined && askerCounts(asked)),
    rota: rota(incident).some(({ id }) => id === by),
    silence: command.at >= open,
    vacant: isVacant(incident),
    security: incident.plan.security === by,
    item: 'item' in command && itemIn(incident, command.item)?.owner.id === by,
    held: 'role' in command && incident.roles[command.role]?.id === by,
    offered: (offer ?? offerOf(command, incident))?.to.id === by,
    answers: 'clock' in command && answersFor(incident, command.clock).includes(by),
    named:
      'confirmed' in command &&
      command.type !== 'merge' &&
      allNamed(redFor(command, incident), command.confirmed),
  };
}

/** The offer that somebody accepts by taking the role. */
function offerOf(command: Command, incident: Opened) {
  return command.type === 'role' ? pendingFor(incident, command.role) : undefined;
}

function isPaged(by: PersonId, { paging }: Opened): boolean {
  return paging.people.some(({ id }) => id === by) || paging.sent.some(({ people }) => people.includes(by));
}

function isListed(by: Actor): boolean {
  return by.kind === 'person' && by.standing === 'listed';
}

function waitingOf(action: string | undefined, incident: Opened) {
  return incident.containments.find(({ id }) => id === action);
}

interface Refused {
  act: Act;
  by: PersonActor;
  command: Command;
  lacking?: Condition;
}

function refusal(refused: Refused, incident: Opened): Rejection {
  const { act, by, command, lacking } = refused;
  const can = whoCan(act, incident);
  if (whosOf(by, incident)[0] === 'stranger') return unknownTo(by, act, can);
  if (lacking === 'named') {
    const red = redFor(command, incident).map(({ words }) => words);
    return {
      lacks: 'confirmation',
      rejected: `${red.join('; ')}. ${actorName(by)} can’t ${actWords[act]} without naming that.`,
      next: `${someOf(approverNames(incident))} can; ${authority[act].member === 'no' ? othersListed : 'anybody else'} confirms it in the form, which names it.`,
    };
  }
  return { rejected: `${actorName(by)} can't ${actWords[act]}.`, next: next(refused, incident) ?? can };
}

const organizationFile = 'runbooks/organization.yaml';
const anybody = 'Any full member of the workspace can.';
const othersListed = `anybody else in ${organizationFile}`;
const anyListed = `Anybody in ${organizationFile} can.`;
const addYou = `Whoever keeps ${organizationFile} can add you, with your chat id.`;

/** Told to a stranger beside commands that they can't use. */
export const notKnownYet = `airb does not know you yet, so you can talk and save evidence here. ${addYou}`;

function unknownTo({ name }: PersonActor, act: Act, can: string): Rejection {
  return {
    rejected: `${name}, airb does not know you yet, so you can talk and save evidence here but not ${actWords[act]}.`,
    next: `${can} ${addYou}`,
  };
}

/** Who can, from the table: roles by name, where only roles can. */
function whoCan(act: Act, incident: Opened): string {
  const { member, listed } = authority[act];
  if (member === 'yes' && incident.plan.members !== 'talk') return anybody;
  if (listed === 'yes') return anyListed;
  if (act.startsWith('command.')) return `${someOf(commandHolders(incident).map(({ name }) => name))} can.`;
  const names = approverNames(incident);
  if (listed === 'named') {
    return `${someOf(names)} can; anybody else in runbooks/organization.yaml can in the form that names what is out of range.`;
  }
  const { security, people } = incident.plan;
  const contact = listed === 'security' && security ? people[security]?.name : undefined;
  const owner = authority[act].owner === 'yes' ? incident.roles.owner?.name : undefined;
  return `${someOf([...new Set([owner, ...names, contact].filter((one) => one !== undefined))])} can.`;
}

/** What to try next, where naming who can is not enough. */
function next({ act, lacking, command }: Refused, incident: Opened): string | undefined {
  switch (lacking) {
    case 'held':
    case 'offered':
      return roleNext(command, incident);
    case 'own': {
      if ('handover' in command) return roleNext(command, incident);
      const asked = 'action' in command ? waitingOf(command.action, incident) : undefined;
      return `${someOf([...(asked ? [asked.requestedBy.name] : []), ...approverNames(incident)])} can.`;
    }
    case 'not-alone':
      return `A second person has to approve this, and you asked for it. ${stillApprove(command, incident)}`;
    case 'rota':
      return takeCommand(incident);
    case 'answers': {
      const ids = 'clock' in command ? answersFor(incident, command.clock) : [];
      return `${someOf(ids.map((id) => incident.plan.people[id]?.name ?? id))} can.`;
    }
    case 'silence': {
      const asked = 'action' in command ? waitingOf(command.action, incident) : undefined;
      const from = asked ? approvalOpenFrom(incident, asked) : commandOpenFrom(incident);
      const who = (asked ? couldStillApprove(incident, asked) : commandHolders(incident)).map(
        ({ name }) => name,
      );
      const ask = who.length > 0 ? `Ask ${someOf(who)}.` : 'Nobody is left who may approve it.';
      return `${ask} If none of them is heard of, break-glass is open from ${clockTime(from)} UTC.`;
    }
    case 'vacant':
      return `${incident.roles.commander?.name ?? 'The commander'} commands and can.`;
    case 'paged':
      return `Whoever was paged can, and anybody in ${organizationFile}. ${pagedNames(incident)}`.trim();
    default:
      if (act === 'propose') return '`/airb rollback` asks for it; only an agent proposes.';
      if (act === 'rollback.approve') return stillApprove(command, incident);
      return act === 'command.give' || act === 'command.take' ? takeCommand(incident) : undefined;
  }
}

/** Who has the role, or was offered it. */
function roleNext(command: Command, incident: Opened): string {
  const offer = 'handover' in command ? handoverIn(incident, command.handover) : undefined;
  if (offer !== undefined) {
    const those = command.type === 'role.withdraw' ? [offer.by] : [offer.to];
    return `${someOf(those.map(({ name }) => name))} can: it was offered to ${offer.to.name} by ${offer.by.name}.`;
  }
  const holder = 'role' in command ? incident.roles[command.role] : undefined;
  const commander = command.type === 'role' ? incident.roles.commander : undefined;
  const names = [holder, commander].flatMap((one) => (one ? [one.name] : []));
  return names.length === 0
    ? 'Whoever holds it can; nobody does. `/airb role` shows who holds which role.'
    : `${someOf([...new Set(names)])} can. \`/airb role\` shows who holds which role.`;
}

function pagedNames({ paging }: Opened): string {
  const names = [...new Set(paging.people.map(({ name }) => name))];
  return names.length === 0 ? '' : `Paged now: ${names.join(', ')}.`;
}

/** Who could still approve what a command is about; whoever asked may not count, and who has approved is done. */
function stillApprove(command: Command, incident: Opened): string {
  const asked = 'action' in command ? waitingOf(command.action, incident) : undefined;
  const names = (asked ? couldStillApprove(incident, asked) : deciders(incident)).map(({ name }) => name);
  if (names.length > 0) return `${someOf(names)} can.`;
  return 'Nobody is left who may: `/airb role commander @name` gives command to a second person.';
}

function takeCommand(incident: Opened): string {
  const { commander } = incident.roles;
  const takers = someOf(rota(incident).map(({ name }) => name));
  const giver = commander
    ? `; ${commander.name} holds it and can hand it over with \`/airb role commander @name\``
    : '';
  const from = clockTime(commandOpenFrom(incident));
  return `${takers} can take it${giver}. If none of them is heard of, \`/airb role commander break-glass <reason>\` is open from ${from} UTC.`;
}
