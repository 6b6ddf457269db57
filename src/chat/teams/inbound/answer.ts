import { setTimeout as pause } from 'node:timers/promises';
import type { Button, Card, Modal, Node, Spans } from '../../../domain/chat/card.ts';
import type { ChatAnswer } from '../../../domain/chat/input.ts';
import { DeliveryError } from '../../../errors.ts';
import { visible } from '../../kit/literal.ts';
import { listOf, sentence } from '../../kit/sentences.ts';
import { orTell, type Telling } from '../../kit/telling.ts';
import { unexpected } from '../../kit/unexpected.ts';
import type { Account, ConversationKind } from '../api/activity.ts';
import type { Refusal } from '../render/dialog.ts';
import { asMention } from '../render/literal.ts';

/** A form as a message, for clients that open no dialogs; with what was typed and why it was refused. */
export interface FormMessage {
  form: Modal;
  refusal?: Refusal;
}

/** Says something outside the effects: once, to the person who asked. Each method throws DeliveryError. */
export interface Voice {
  /**
   * Posts into a conversation: for everybody there, for the eyes of one member (`only`), or addressed to one (`to`).
   */
  reply(
    conversation: string,
    said: Card | FormMessage,
    seenBy?: { only: Account } | { to: Account },
  ): Promise<void>;
  /** Posts somebody's home into their 1:1 chat; it is the one that is kept current from then on. */
  home(conversation: string, card: Card): Promise<void>;
  /** Writes in the 1:1 chat with a person. */
  direct(person: Account, said: Card | FormMessage): Promise<void>;
}

/** The person who asked, and where. */
export interface Asker {
  who: Account;
  conversation: string;
  kind: ConversationKind;
  /** True when nobody else saw the question: a slash command. */
  targeted: boolean;
  /** True when the question named an incident other than the conversation's own. That incident may be private. */
  elsewhere: boolean;
  /** What opens the form, when the answer is a form: a button can open a dialog, a message can't. */
  opener?: Pick<Button, 'verb' | 'value'>;
  /** True when their client opens dialogs. */
  dialogs: boolean;
  /** The same form again, after they sent it as a message and it was refused. */
  again?(errors: Record<string, string>): FormMessage | undefined;
}

export interface Answering extends Telling {
  voice: Voice;
}

export const storedNow: Card = sentence('Done: that is stored now.');
export const foreignButton: Card = sentence(
  'This button is of an older airb or was changed; use the newest message.',
);

/**
 * Gives an answer when no open request can carry it. Never throws: an answer that can't be shown is reported as
 * trouble.
 */
export async function give(answering: Answering, asker: Asker, answer: ChatAnswer): Promise<void> {
  async function say(): Promise<void> {
    if (answer.type === 'home' && asker.kind === 'personal')
      return inTurn(() => answering.voice.home(asker.conversation, answer.card));
    if (answer.type === 'shared') return inTurn(() => answering.voice.reply(asker.conversation, answer.card));
    const content = contentOf(answer, asker);
    if (content) await inTurn(() => whisper(answering, asker, content));
  }
  await orTell(answering, say, tellable);
}

/** Milliseconds an answer may wait for its turn in all, because the person is still looking. */
const longestWait = 15_000;
const shortestWait = 50;

/** Waits when Teams takes no more calls right now, because no effect repeats an answer. */
async function inTurn(say: () => Promise<void>, left = longestWait): Promise<void> {
  try {
    await say();
  } catch (error) {
    const wait = Math.max(shortestWait, pauseOf(error) ?? left);
    if (wait >= left) throw error;
    await pause(wait);
    await inTurn(say, left - wait);
  }
}

function pauseOf(error: unknown): number | undefined {
  return error instanceof DeliveryError && error.throttled ? error.afterMs : undefined;
}

function tellable(error: unknown): { code: string; message: string } {
  if (error instanceof DeliveryError) return error;
  return { code: 'teams_answer', message: error instanceof Error ? error.message : String(error) };
}

/** An answer as a message; undefined when it says nothing. */
function contentOf(answer: ChatAnswer, { opener, dialogs, again }: Asker): Card | FormMessage | undefined {
  switch (answer.type) {
    case 'nothing':
      return undefined;
    case 'private':
    case 'shared':
    case 'home':
      return answer.card;
    case 'errors':
      return again?.(answer.fields) ?? listOf(Object.values(answer.fields));
    case 'modal':
      if (!dialogs) return { form: answer.modal };
      return opener
        ? formOffer(answer.modal.title, opener)
        : sentence('That needs a form. Use the button on its card.');
    default:
      return unexpected('No way to give', answer);
  }
}

/** The question a person must confirm first, for clients that show no dialogs. */
export function questionCard(
  press: Pick<Button, 'verb' | 'value'>,
  ask: { title: string; text: string; yes: string },
): Card {
  return withButton(`${ask.title} ${ask.text}`, [{ bold: ask.title }, ' ', ask.text], {
    ...press,
    label: ask.yes,
  });
}

function formOffer(title: string, opener: Pick<Button, 'verb' | 'value'>): Card {
  const text = `${title}: this needs a form.`;
  return withButton(text, [text], { ...opener, label: 'Open the form…', form: true });
}

function withButton(text: string, spans: Spans, button: Button): Card {
  return {
    text,
    nodes: [
      { type: 'text', spans },
      { type: 'actions', controls: [{ ...button, style: 'primary' }] },
    ],
  };
}

/**
 * Tells the asker alone: in the same place when nobody else sees it, else in their 1:1 chat. When airb can't reach them
 * there, it answers in the thread. But if the answer may concern an incident that the thread must not know of, the
 * thread is told only that an answer waits.
 */
async function whisper({ voice, log }: Answering, asker: Asker, said: Card | FormMessage): Promise<void> {
  const { who, conversation, kind, targeted } = asker;
  if (kind === 'personal') return voice.reply(conversation, said);
  if (targeted) return voice.reply(conversation, said, { only: who });
  try {
    await voice.direct(who, said);
  } catch (error) {
    // A busy platform is no reason to answer in public: the person can be reached later.
    if (pauseOf(error) !== undefined) throw error;
    const { code, message } = tellable(error);
    log.info({ code, error: message }, 'somebody can not be reached in a 1:1 chat');
    const heard = kind === 'channel' && !asker.elsewhere ? said : unreachable;
    await voice.reply(conversation, heard, { to: who });
  }
}

const unreachable = sentence(
  'airb has an answer for your eyes only and no 1:1 chat with you. Open one: search for airb in Teams, add it, and ask there.',
);

/** What a press shows as one line of text in the client; undefined when the answer needs a card. */
export function lineOf(card: Card): string | undefined {
  const plain = card.nodes.every((node: Node) => node.type === 'text' || node.type === 'context');
  return plain ? spoken(card.text) : undefined;
}

/** Text outside a card. In Teams people call airb by mention, so `/airb` is replaced. */
export function spoken(text: string): string {
  return asMention(visible(text));
}
