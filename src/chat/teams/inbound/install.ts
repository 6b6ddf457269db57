import type { Card } from '../../../domain/chat/card.ts';
import { type Activity, isBot } from '../api/activity.ts';
import type { Receiving } from './taking.ts';

/** Learns what every activity carries: the address of the service, and the ids people have with this bot. */
export async function learn({ known, log }: Receiving, activity: Activity): Promise<void> {
  const { from, conversation, serviceUrl, team } = activity;
  try {
    await known.learnServiceUrl(serviceUrl);
    if (team && !isFarewell(activity)) await known.learnTeam(team);
    if (isBot(from) || !from.aadObjectId) return;
    await known.learnMri(from.aadObjectId, from.id);
    if (conversation.kind === 'personal') await known.learnDirect(from.aadObjectId, conversation.id);
  } catch (error) {
    log.warn({ error: String(error) }, 'what an activity from Teams tells could not be kept');
  }
}

/** Handles an installation: the app was added to a team or for a person, or was removed. Never throws. */
export async function arrived(receiving: Receiving, activity: Activity): Promise<void> {
  const { known, log } = receiving;
  const { team, conversation } = activity;
  try {
    if (isFarewell(activity)) {
      if (team) await known.forgetTeam(team.id);
      return;
    }
    if (!isWelcome(activity)) return;
    // A group chat is usually the room of a private incident, which needs no introduction.
    if (team) await greetOnce(receiving, team.id, conversation.id, teamHello);
    else if (conversation.kind === 'personal')
      await greetOnce(receiving, conversation.id, conversation.id, hello);
  } catch (error) {
    log.warn({ error: String(error) }, 'what Teams told of an installation could not be followed');
  }
}

/**
 * True when the app was removed. An update of the app removes and adds it again; that is `remove-upgrade` and changes
 * nothing.
 */
function isFarewell({ type, action, event }: Activity): boolean {
  return type === 'installationUpdate' ? action === 'remove' : event === 'teamDeleted';
}

/** True when the app was added. Teams reports it in two ways, in no fixed order. */
function isWelcome({ type, action, membersAdded, recipient }: Activity): boolean {
  if (type === 'installationUpdate') return action === 'add';
  return membersAdded.some((member) => member.id === recipient.id);
}

async function greetOnce(
  { memory, voice, greeting }: Receiving,
  place: string,
  conversation: string,
  card: Card,
): Promise<void> {
  const key = `teams:hello:${place}`;
  if (greeting.has(key)) return;
  greeting.add(key);
  try {
    if ((await memory.recall(key)) !== undefined) return;
    await voice.reply(conversation, card);
    await memory.remember(key, 'said');
  } finally {
    greeting.delete(key);
  }
}

const teamHello: Card = {
  text: 'airb is here. @airb declare opens an incident, @airb help lists what else it understands.',
  nodes: [
    {
      type: 'text',
      spans: [
        'airb is here. When an AI system misbehaves, ',
        { code: '@airb declare' },
        ' opens an incident.',
      ],
    },
    { type: 'context', spans: [{ code: '@airb help' }, ' lists what else it understands.'] },
  ],
};

const hello: Card = {
  text: 'airb is here. It pages you in this chat. “my incidents” shows what waits for you, “help” lists the rest.',
  nodes: [
    { type: 'text', spans: ['airb is here. It pages you in this chat when an incident needs you.'] },
    {
      type: 'context',
      spans: [
        { code: 'my incidents' },
        ' shows what waits for you; ',
        { code: 'help' },
        ' lists what else it understands.',
      ],
    },
  ],
};
