import type { ChatAnswer, ChatInput } from '../../../domain/chat/input.ts';
import { DeliveryError } from '../../../errors.ts';
import { stored } from '../../kit/hearing.ts';
import { within } from '../../kit/in-time.ts';
import { stillWorking } from '../../kit/sentences.ts';
import { type Activity, recordOf } from '../api/activity.ts';
import { type Pressed, pressedOf } from '../render/data.ts';
import { foreignButton, give, lineOf, questionCard, spoken } from './answer.ts';
import {
  againOf,
  fetchAnswer,
  questionAnswer,
  type Sent,
  said,
  submitAnswer,
  type TaskAnswer,
} from './dialogs.ts';
import { shortcutInput } from './extension.ts';
import type { Reply } from './gate.ts';
import { pressInput, submitInput } from './press.ts';
import {
  afterWaiting,
  askerOf,
  foreign,
  openingAsker,
  personIdOf,
  platform,
  type Receiving,
} from './taking.ts';

const done = 'Done.';
const below = 'The answer is below.';
const elsewhere = 'The answer is in your chat with airb.';

/** Answers a press or a sent form. Teams waits five seconds for what to show. */
export async function invoked(receiving: Receiving, activity: Activity): Promise<Reply> {
  switch (activity.name) {
    case 'adaptiveCard/action':
      return executed(receiving, activity);
    case 'task/fetch':
      return fetched(receiving, activity);
    case 'task/submit':
    case 'composeExtension/submitAction':
      return submitted(receiving, activity);
    case 'composeExtension/fetchTask':
      return extended(receiving, activity);
    default:
      // Nothing failed here, and after an error of ours Teams would send it again.
      return { status: 404 };
  }
}

/** Stores an input and returns what to answer, in time. When that takes too long, the answer follows by itself. */
async function answered(
  receiving: Receiving,
  activity: Activity,
  input: ChatInput | undefined,
): Promise<ChatAnswer | undefined> {
  if (!input) return foreign;
  const work = stored(receiving, input, platform);
  const answer = await within(work, receiving.patience.invoke);
  if (!answer)
    receiving.beside(
      work.then((late) => give(receiving, openingAsker(receiving, activity, input), afterWaiting(late))),
    );
  return answer;
}

/**
 * Handles a press. The client shows one line to the person; a longer answer goes to a place where only they read it.
 */
async function executed(receiving: Receiving, activity: Activity): Promise<Reply> {
  const data = recordOf(recordOf(activity.value).action).data;
  const pressed = pressedOf(data, personIdOf(receiving));
  if (pressed?.type === 'question') return questioned(receiving, activity, pressed);
  if (pressed?.type !== 'press') return shown(spoken(foreignButton.text));
  const input = pressInput(activity, pressed, receiving);
  const answer = await answered(receiving, activity, input);
  if (!answer) return shown(spoken(stillWorking.text));
  if (answer.type === 'nothing') return shown(done);
  if (answer.type === 'errors') return shown(spoken(Object.values(answer.fields).join(' ')));
  const line = answer.type === 'private' ? lineOf(answer.card) : undefined;
  if (line) return shown(line);
  receiving.beside(give(receiving, openingAsker(receiving, activity, input), answer));
  return shown(activity.conversation.kind === 'personal' ? below : elsewhere);
}

/** Sends the question as a card, for clients that open no dialogs. */
function questioned(
  receiving: Receiving,
  activity: Activity,
  { verb, value, ask }: Extract<Pressed, { type: 'question' }>,
): Reply {
  const card = questionCard({ verb, value }, ask);
  receiving.beside(give(receiving, askerOf(receiving, activity), { type: 'private', card }));
  return shown(activity.conversation.kind === 'personal' ? below : elsewhere);
}

function shown(text: string): Reply {
  return {
    status: 200,
    body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text },
  };
}

/** Opens a dialog: the form, or the question to confirm first. */
async function fetched(receiving: Receiving, activity: Activity): Promise<Reply> {
  const pressed = pressedOf(recordOf(activity.value).data, personIdOf(receiving));
  if (!pressed || pressed.type === 'submit') return dialog(said(foreignButton.text));
  if (pressed.type === 'question') return dialog(questionAnswer(pressed, pressed.ask));
  return opened(receiving, activity, pressInput(activity, pressed, receiving));
}

/** Handles the message extension, opened on a message or from the compose box. */
function extended(receiving: Receiving, activity: Activity): Promise<Reply> {
  return opened(receiving, activity, shortcutInput(activity, receiving));
}

async function opened(
  receiving: Receiving,
  activity: Activity,
  input: ChatInput | undefined,
): Promise<Reply> {
  const answer = await answered(receiving, activity, input);
  if (!answer) return dialog(said(stillWorking.text));
  return drawn(receiving, () => fetchAnswer(answer, receiving.drawing()));
}

/** Handles a sent form, a confirmed question, or a button pressed inside a dialog. */
async function submitted(receiving: Receiving, activity: Activity): Promise<Reply> {
  const { data } = recordOf(activity.value);
  const pressed = pressedOf(data, personIdOf(receiving));
  if (pressed?.type === 'question') return dialog(questionAnswer(pressed, pressed.ask));
  if (pressed?.type === 'press') return agreed(receiving, activity, pressed);
  if (pressed?.type !== 'submit') return dialog(said(foreignButton.text));
  const answer = await answered(receiving, activity, submitInput(activity, pressed, receiving));
  if (!answer) return dialog(said(stillWorking.text));
  const sent: Sent = { ...pressed, again: againOf(data, pressed) };
  return drawn(receiving, () => submitAnswer(answer, sent, receiving.drawing()));
}

async function agreed(
  receiving: Receiving,
  activity: Activity,
  pressed: Extract<Pressed, { type: 'press' }>,
): Promise<Reply> {
  const answer = await answered(receiving, activity, pressInput(activity, pressed, receiving));
  if (!answer) return dialog(said(stillWorking.text));
  return drawn(receiving, () =>
    answer.type === 'nothing' ? undefined : fetchAnswer(answer, receiving.drawing()),
  );
}

/** Draws a dialog. When a form can't be drawn, shows the reason in its place. */
function drawn({ log }: Receiving, draw: () => TaskAnswer | undefined): Reply {
  try {
    return dialog(draw());
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    log.error({ code: error.code, error: error.message }, 'a form could not be drawn for Teams');
    return dialog(said(`The form can't be shown. ${error.message}`));
  }
}

/** The reply for a dialog; without a body Teams closes it. */
function dialog(body: TaskAnswer | undefined): Reply {
  return body === undefined ? { status: 200 } : { status: 200, body };
}
