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

/** Milliseconds the answer waits for what is kept in passing. */
const learningMs = 1000;

const taken: Reply = { status: 200 };

/** Told to come again: what was sent is not stored yet, and sending it again changes nothing once it is. */
const notYet: Reply = {
  status: 503,
  body: { type: 'about:blank', title: 'Service Unavailable', status: 503 },
};

/** Everything Teams sends, once it is known to come from Teams: stored first, answered after. */
export async function receive(receiving: Receiving, activity: Activity): Promise<Reply> {
  await within(learn(receiving, activity), learningMs);
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
        messageInput(activity, receiving).then((input) => (input ? [input] : [])),
      );
}

function onReaction(receiving: Receiving, activity: Activity): Promise<Reply> {
  return onTalk(receiving, Promise.resolve(reactionInputs(activity, receiving)));
}

/**
 * Nobody waits for an answer, but Teams asks again for what it got no 200 for, so a failure and a delay are said: the
 * same message twice is one entry.
 */
async function onTalk(receiving: Receiving, reading: Promise<ChatInput[]>): Promise<Reply> {
  const work = reading.then(async (inputs) => {
    for (const input of inputs) await receiving.onInput(input);
    return taken;
  });
  const reply = await within(work, receiving.patience.message);
  if (reply) return reply;
  receiving.beside(
    work.catch((error: unknown) => {
      receiving.log.error({ error: String(error) }, 'an input from Teams could not be stored');
    }),
  );
  return notYet;
}

/** Somebody waits: when storing takes too long they are told, and the answer follows. */
async function onCommand(
  receiving: Receiving,
  activity: Activity,
  reading: Promise<ChatInput | undefined>,
  more: Pick<Asker, 'again'> = {},
): Promise<Reply> {
  const work = reading.then(async (input) => {
    const answer = input ? await stored(receiving, input, platform) : foreign;
    const sent = input?.type === 'submit' ? afterWaiting(answer) : answer;
    return { asker: { ...openingAsker(receiving, activity, input), ...more }, answer: sent };
  });
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

/** A client that knows no Action.Execute or opens no dialog sends what was pressed as a message. */
function onSubmitMessage(receiving: Receiving, activity: Activity, pressed: Pressed): Promise<Reply> {
  if (pressed.type === 'question') {
    const card = questionCard({ verb: pressed.verb, value: pressed.value }, pressed.ask);
    receiving.beside(give(receiving, askerOf(receiving, activity), { type: 'private', card }));
    return Promise.resolve(taken);
  }
  if (pressed.type === 'press')
    return onCommand(receiving, activity, Promise.resolve(pressInput(activity, pressed, receiving)));
  const sent: Sent = { ...pressed, again: againOf(activity.value, pressed) };
  return onCommand(receiving, activity, Promise.resolve(submitInput(activity, pressed, receiving)), {
    again: (errors) => sentAgain(sent, errors),
  });
}
