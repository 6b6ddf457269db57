import { milestoneMeant, takeMilestoneTime } from '../../domain/chat/grammar-postmortem.ts';
import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { type MilestoneTime, momentMeant } from '../../domain/chat/milestone-time.ts';
import { sealedPass } from '../../domain/chat/pass.ts';
import { mayBeOffered, whoMay } from '../../domain/incident/authorised.ts';
import type { CommandBody } from '../../domain/incident/commands.ts';
import type { Correctable } from '../../domain/incident/events.ts';
import { timeOf } from '../../domain/incident/milestones.ts';
import { mayKnowOf } from '../../domain/incident/part-in.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Duration, minute } from '../../domain/time.ts';
import { linkCard, noteCard } from '../../views/chat/answers.ts';
import { publishModal, timeModal } from '../../views/chat/modal-postmortem.ts';
import { answerOf, handled, refuse, run, type Talk, type Turn } from './context.ts';
import { refusedAct } from './permitted.ts';

/** A link of one's own opens for so long. */
const linkLasts: Duration = 15 * minute;

/** Drafts the postmortem, corrects a time, opens its page, or publishes it. */
export function askPostmortem(
  talk: Talk,
  turn: Turn,
  { deed, milestone, when, why }: Extract<Intent, { command: 'postmortem' }>,
  incident: Opened,
): ChatAnswer | Promise<ChatAnswer> {
  switch (deed) {
    case undefined:
      return draftIn(talk, turn, incident.number);
    case 'time':
      if (milestone === undefined) return { type: 'modal', modal: timeModal(incident) };
      if (when === undefined || !why) return { type: 'modal', modal: timeModal(incident, { milestone }) };
      return run(talk, turn, incident.number, correction(talk, incident, { milestone, when, why }));
    case 'edit':
      return openPage(talk, turn, incident);
    case 'publish':
      return askPublish(talk, turn, incident);
  }
}

async function draftIn(talk: Talk, turn: Turn, number: number): Promise<ChatAnswer> {
  const result = await handled(talk, turn, number, { type: 'postmortem' });
  return result.ok
    ? { type: 'private', card: noteCard('The draft is being written; it comes to the channel as two files.') }
    : answerOf(result);
}

function correction(
  talk: Talk,
  incident: Opened,
  { milestone, when, why }: { milestone: Correctable; when: MilestoneTime; why: string },
): CommandBody {
  const stands = timeOf(incident, milestone) ?? incident.openedAt;
  return {
    type: 'milestone.correct',
    milestone,
    to: momentMeant(when, { stands, now: talk.clock.now() }),
    why,
  };
}

/** The command of the form, or what is wrong with a field. */
export async function timeCommand(
  talk: Talk,
  number: number,
  values: Record<string, string>,
): Promise<CommandBody | { field: string; problem: string }> {
  const milestone = milestoneMeant(values.milestone ?? '');
  if (typeof milestone === 'object') return { field: 'milestone', problem: milestone.misuse };
  const time = takeMilestoneTime((values.time ?? '').trim());
  if ('misuse' in time || time.rest !== '')
    return { field: 'time', problem: 'A time in UTC: 14:02, 2026-03-01 14:02, or 20 min earlier.' };
  const incident = await talk.writer.incident(number);
  if (incident === undefined) return { field: 'milestone', problem: 'There is no such incident.' };
  return correction(talk, incident, { milestone, when: time.when, why: values.reason ?? '' });
}

/** A link that opens the page as whoever asked, once: airb knows them by the chat, and the page by this. */
function openPage(talk: Talk, turn: Turn, incident: Opened): ChatAnswer {
  const refused = refusedAct(talk, turn, 'postmortem.write', incident);
  if (refused) return refused;
  const { page } = incident.plan.links;
  if (page === undefined || turn.by.kind !== 'person')
    return refuse('This incident has no page.', 'AIRB_PUBLIC_URL says where airb’s pages are reached.');
  if (!mayKnowOf(incident, turn.by.id))
    return refuse(
      `INC-${incident.number} is private: its page opens for those with a role, a page or a step in it.`,
      '`/airb assign <step> @name` gives somebody a part in it.',
    );
  const { id, name, standing } = turn.by;
  const until = talk.clock.now() + linkLasts;
  const nonce = talk.hash(`pass ${turn.input.key}`).slice(0, 24);
  const pass = sealedPass(talk.seal, { kind: 'link', person: { id, name, standing }, until, nonce });
  const url = `${page}/postmortem/sign-in?pass=${encodeURIComponent(pass)}`;
  return {
    type: 'private',
    card: linkCard('Your own link to the postmortem, for 15 minutes and one browser: ', {
      link: url,
      text: `write in INC-${incident.number}’s postmortem`,
    }),
  };
}

async function askPublish(talk: Talk, turn: Turn, incident: Opened): Promise<ChatAnswer> {
  const { by } = turn;
  // Only roles may, and who has them is said by name.
  const refused = refusedAct(talk, turn, 'postmortem.write', incident);
  if (refused) return refused;
  if (by.kind === 'person' && !mayBeOffered('postmortem.publish', by, incident))
    return refuse(whoMay('postmortem.publish', by, incident));
  const open = await talk.postmortems.open(incident.number);
  if (open.length > 0) return { type: 'modal', modal: publishModal(incident, open) };
  return answerOf(await publish(talk, turn, incident.number, []));
}

/** Publishes as the form asks; what was open when it was shown is confirmed by it. */
export async function submitPublish(
  talk: Talk,
  turn: Turn,
  { incident, open: shown }: { incident: number; open: number },
  values: Record<string, string>,
): Promise<ChatAnswer> {
  const open = await talk.postmortems.open(incident);
  if (open.length !== shown)
    return wrong(`It has ${open.length} open questions now and had ${shown}: open the form again.`);
  if (open.length > 0 && values.confirm !== 'yes') return wrong('Nothing was published.');
  const result = await publish(talk, turn, incident, open);
  if (!result.ok) return wrong([result.rejected, result.next].filter(Boolean).join(' '));
  return result.note === undefined ? { type: 'nothing' } : wrong(result.note);
}

function publish(talk: Talk, turn: Turn, number: number, confirmed: string[]) {
  return talk.postmortems.publish(number, { by: turn.by, confirmed, inputKey: turn.input.key });
}

function wrong(problem: string): ChatAnswer {
  return { type: 'errors', fields: { confirm: problem } };
}
