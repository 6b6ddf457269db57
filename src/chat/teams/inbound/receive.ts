import type { ChatInput } from '../../../domain/chat/input.ts';
import { stored } from '../../kit/hearing.ts';
import { within } from '../../kit/in-time.ts';
import { stillWorking } from '../../kit/sentences.ts';
import { type Activity, isBot, recordOf } from '../api/activity.ts';
import { type Pressed, pressedOf } from '../render/data.ts';
import { type Asker, foreignButton, give, questionCard } from './answer.ts';
import { againOf, type Sent, sentAgain } from './dialogs.ts';
import type { Reply } from './gate.ts';
import { arrived, learn } from './install.ts';
import { invoked } from './invoke.ts';
import { isAddressed, messageInput } from './message.ts';
import { pressInput, submitInput } from './press.ts';
import { reactionInputs } from './reaction.ts';
import {
  afterWaiting,
  askerOf,
  foreign,
  openingAsker,
  personIdOf,
  platform,
  type Receiving,
} from './taking.ts';

/** Milliseconds the answer waits for the facts an activity carries to be stored. */
const learningMs = 1000;

const taken: Reply = { status: 200 };

/** Asks Teams to send it again: it is not stored yet, and once it is, a second delivery changes nothing. */
const notYet: Reply = {
  status: 503,
  body: { type: 'about:blank', title: 'Service Unavailable', status: 503 },
};

/** Handles everything Teams sends, once its sender is verified. It stores first and answers after that. */
export async function receive(receiving: Receiving, activity: Activity): Promise<Reply> {
  const meeting = hasPerson(activity) ? receiving.meet(activity) : undefined;
  await Promise.all([within(learn(receiving, activity), learningMs), meeting]);
  switch (activity.type) {
    case 'message':
      return isBot(activity.from) ? taken : onMessage(receiving, activity);
    case 'invoke':
      return invoked(receiving, activity);
    case 'messageReaction':
      return isBot(activity.from) ? taken : onReaction(receiving, activity);
    case 'installationUpdate':
    case 'conversationUpdate':
      receiving.beside(arrived(receiving, activity));
      return taken;
    default:
      return taken;
  }
}

/** True for what a person did, which depends on who they are. */
function hasPerson({ type, from }: Activity): boolean {
  return ['message', 'invoke', 'messageReaction'].includes(type) && !isBot(from);
}

function onMessage(receiving: Receiving, activity: Activity): Promise<Reply> {
  const pressed = pressedOf(activity.value, personIdOf(receiving));
  if (pressed) return onSubmitMessage(receiving, activity, pressed);
  if (Object.keys(recordOf(activity.value)).length > 0 && activity.text === '') {
    receiving.beside(give(receiving, askerOf(receiving, activity), { type: 'private', card: foreignButton }));
    return Promise.resolve(taken);
  }
  return isAddressed(activity)
    ? onCommand(receiving, activity, messageInput(activity, receiving))
    : onTalk(
        receiving,
        [messageInput(activity, receiving)].filter((input) => input !== undefined),
      );
}

function onReaction(receiving: Receiving, activity: Activity): Promise<Reply> {
  return onTalk(receiving, reactionInputs(activity, receiving));
}

/**
 * Stores talk. Nobody waits for an answer, but Teams sends again what did not get 200. So a failure or a delay is
 * reported to Teams; the same message twice makes one entry.
 */
async function onTalk(receiving: Receiving, inputs: ChatInput[]): Promise<Reply> {
  const work = storedAll(receiving, inputs).then(() => taken);
  const reply = await within(work, receiving.patience.message);
  if (reply) return reply;
  receiving.beside(
    work.catch((error: unknown) => {
      receiving.log.error({ error: String(error) }, 'an input from Teams could not be stored');
    }),
  );
  return notYet;
}

async function storedAll({ onInput }: Receiving, inputs: ChatInput[]): Promise<void> {
  for (const input of inputs) await onInput(input);
}

/**
 * Answers a command, for which a person waits. When storing takes too long they are told so, and the answer follows.
 */
async function onCommand(
  receiving: Receiving,
  activity: Activity,
  input: ChatInput | undefined,
  more: Pick<Asker, 'again'> = {},
): Promise<Reply> {
  const storing = input ? stored(receiving, input, platform) : Promise.resolve(foreign);
  const work = storing.then((answer) => ({
    asker: { ...openingAsker(receiving, activity, input), ...more },
    answer: input?.type === 'submit' ? afterWaiting(answer) : answer,
  }));
  const known = await within(work, receiving.patience.message);
  if (known) receiving.beside(give(receiving, known.asker, known.answer));
  else {
    const waiting = give(receiving, askerOf(receiving, activity), { type: 'private', card: stillWorking });
    receiving.beside(
      waiting.then(() => work).then(({ asker, answer }) => give(receiving, asker, afterWaiting(answer))),
    );
  }
  return taken;
}

/** Handles a press that came as a message, from a client that knows no Action.Execute or opens no dialogs. */
function onSubmitMessage(receiving: Receiving, activity: Activity, pressed: Pressed): Promise<Reply> {
  if (pressed.type === 'question') {
    const card = questionCard({ verb: pressed.verb, value: pressed.value }, pressed.ask);
    receiving.beside(give(receiving, askerOf(receiving, activity), { type: 'private', card }));
    return Promise.resolve(taken);
  }
  if (pressed.type === 'press')
    return onCommand(receiving, activity, pressInput(activity, pressed, receiving));
  const sent: Sent = { ...pressed, again: againOf(activity.value, pressed) };
  return onCommand(receiving, activity, submitInput(activity, pressed, receiving), {
    again: (errors) => sentAgain(sent, errors),
  });
}
