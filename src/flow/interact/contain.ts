import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { deedOf, inForce } from '../../domain/response/stops.ts';
import type { ContainmentSpec } from '../../domain/runbooks/runbook.ts';
import { containmentChoiceCard } from '../../views/chat/in-force.ts';
import { containmentModal } from '../../views/chat/modals.ts';
import { answerOf, handled, refuse, type Talk, type Turn } from './context.ts';
import { previewAnswer } from './preview.ts';

type Asked = Extract<Intent, { command: 'fallback' | 'freeze' }>;

/**
 * `/airb fallback` and `/airb freeze`: what their button does, by the same rule. Without a reason the same form opens; of
 * several somebody chooses.
 */
export async function askContainment(
  talk: Talk,
  turn: Turn,
  intent: Asked,
  incident: Opened,
): Promise<ChatAnswer> {
  const { command, name, off } = intent;
  const all = incident.plan.containment?.filter(({ kind }) => kind === command) ?? [];
  if (all.length === 0) return lacking(command, incident);
  const named = all.filter(({ id, part }) => name === undefined || [id, part].includes(name.toLowerCase()));
  const standing = inForce(incident).filter((one) => named.includes(one));
  const [only, ...more] = off ? standing : named;
  if (named.length === 0)
    return refuse(
      `${incident.plan.system.id} has no ${command} called \`${name}\`.`,
      `It has: ${idsOf(all)}. A reason comes after “because”.`,
    );
  if (only === undefined)
    return refuse(`No ${command} is in force here.`, 'The first line of the card says what is.');
  if (more.length > 0) {
    const titles = [only, ...more];
    return off
      ? refuse(`Several are in force: say which.`, `\`/airb ${command} off <${idsOf(titles, '|')}>\`.`)
      : { type: 'private', card: containmentChoiceCard(incident, titles) };
  }
  const to = off ? deedOf(incident, only)?.from : only.to;
  if (to === undefined)
    return refuse(
      `airb did not begin “${only.title}”, so it does not know what was live before.`,
      `\`/airb rollback ${only.part} to <version> because <reason>\`.`,
    );
  return ask(talk, turn, { ...intent, part: only.part, to }, incident);
}

async function ask(
  talk: Talk,
  turn: Turn,
  { part, to, reason, preview }: Asked & { part: string; to: string },
  incident: Opened,
): Promise<ChatAnswer> {
  if (preview) return previewAnswer(incident, { part, to, by: turn.by });
  if (reason === undefined) return { type: 'modal', modal: containmentModal(incident, { part, to }) };
  const result = await handled(talk, turn, incident.number, { type: 'rollback.request', part, to, reason });
  // Only the form has a field for the reason to go on without evidence.
  if (!result.ok && result.lacks === 'evidence')
    return { type: 'modal', modal: containmentModal(incident, { part, to, reason }) };
  return answerOf(result);
}

/** What to do by hand, and where the button would come from. */
function lacking(kind: Asked['command'], { plan }: Opened): ChatAnswer {
  const byHand =
    kind === 'fallback'
      ? `By hand: ${sentenceEnd(plan.fallback)}`
      : 'Ask for it in the channel, and keep who agreed with `/airb note <what is frozen>`.';
  return refuse(
    `The file of ${plan.system.id} names no ${kind} under \`containment\`, so airb can’t do it.`,
    byHand,
  );
}

function idsOf(all: ContainmentSpec[], between = ', '): string {
  return all.map(({ id }) => id).join(between);
}
