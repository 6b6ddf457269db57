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

/** A form as a message, where no dialog opens; with what was typed and why it came back. */
export interface FormMessage {
  form: Modal;
  refusal?: Refusal;
}

/** How something is said outside the effects: once, to whoever asked. Each throws DeliveryError. */
export interface Voice {
  /** Into a conversation: for everybody there, `only` for one member's eyes, or `to` somebody by name. */
  reply(
    conversation: string,
    said: Card | FormMessage,
    seenBy?: { only: Account } | { to: Account },
  ): Promise<void>;
  /** In the 1:1 chat with somebody. */
  direct(person: Account, said: Card | FormMessage): Promise<void>;
}

/** The one person who asked, and where. */
export interface Asker {
  who: Account;
  conversation: string;
  kind: ConversationKind;
  /** Asked so that nobody else saw it: a slash command. */
  targeted: boolean;
  /** The question named an incident other than the conversation's own, which may be private. */
  elsewhere: boolean;
  /** What opens the form, where the answer is one: a button can open a dialog, a message can't. */
  opener?: Pick<Button, 'verb' | 'value'>;
  /** Whether their client opens dialogs. */
  dialogs: boolean;
  /** The same form again, when they sent one as a message and it is refused. */
  again?(errors: Record<string, string>): FormMessage | undefined;
}

export interface Answering extends Telling {
  voice: Voice;
}

export const storedNow: Card = sentence('Done: that is stored now.');
export const foreignButton: Card = sentence(
  'That button is from another version of airb. Use the newest card.',
);

/** Carries out an answer that no open request can take. Never throws: what can't be shown is told as trouble. */
export async function give(answering: Answering, asker: Asker, answer: ChatAnswer): Promise<void> {
  async function say(): Promise<void> {
    const content = contentOf(answer, asker);
    if (content) await inTurn(() => whisper(answering, asker, content));
  }
  await orTell(answering, say, tellable);
}

/** Milliseconds an answer waits for its turn in all: whoever asked is still looking. */
const longestWait = 15_000;
const shortestWait = 50;

/** No effect repeats an answer, so where Teams takes no more right now its turn is waited for. */
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

/** An answer as a message; undefined when there is nothing to say. */
function contentOf(answer: ChatAnswer, { opener, dialogs, again }: Asker): Card | FormMessage | undefined {
  switch (answer.type) {
    case 'nothing':
      return undefined;
    case 'private':
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

/** A question that must be agreed to first, for clients that show no dialogs. */
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
 * For the asker's eyes alone: where they stand when nobody else sees that, else in their 1:1 chat. When airb can't
 * reach them there, a thread may hear it, unless it could concern an incident the thread must not know of: then only
 * that the answer waits.
 */
async function whisper({ voice, log }: Answering, asker: Asker, said: Card | FormMessage): Promise<void> {
  const { who, conversation, kind, targeted } = asker;
  if (kind === 'personal') return voice.reply(conversation, said);
  if (targeted) return voice.reply(conversation, said, { only: who });
  try {
    await voice.direct(who, said);
  } catch (error) {
    // Busy is not out of reach: nothing is said in public for that.
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

/** What an answer to a press says in the client itself, where only text fits; undefined when it needs a card. */
export function lineOf(card: Card): string | undefined {
  const plain = card.nodes.every((node: Node) => node.type === 'text' || node.type === 'context');
  return plain ? spoken(card.text) : undefined;
}

/** Text outside a card. In Teams airb is called by mention. */
export function spoken(text: string): string {
  return asMention(visible(text));
}
