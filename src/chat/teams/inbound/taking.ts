import type { ChatAnswer, ChatInput } from '../../../domain/chat/input.ts';
import type { Seal } from '../../../domain/chat/seal.ts';
import type { OnChatInput } from '../../../ports/chat.ts';
import type { Memory } from '../../../ports/memory.ts';
import type { Activity } from '../api/activity.ts';
import type { Patience } from '../api/options.ts';
import type { Known } from '../directory/known.ts';
import type { DialogDrawing } from '../render/dialog.ts';
import { type Answering, type Asker, foreignButton, storedNow } from './answer.ts';
import type { InputContext } from './context.ts';
import { openerOf } from './press.ts';

/** What handling an activity needs from outside. */
export interface Receiving extends Answering, InputContext {
  onInput: OnChatInput;
  known: Known;
  memory: Memory;
  seal: Seal;
  /** What drawing a dialog needs. */
  drawing(): DialogDrawing;
  /** Lets work go on after the answer; `stop` waits for it. */
  beside(work: Promise<unknown>): void;
  patience: Patience;
  /** Where airb introduces itself right now; Teams tells of an installation more than once. */
  greeting: Set<string>;
}

/** The platform's name in the log. */
export const platform = 'Teams';

/**
 * The answer after "still working". It says something even when the answer itself is empty, because the person waits.
 */
export function afterWaiting(answer: ChatAnswer): ChatAnswer {
  return answer.type === 'nothing' ? { type: 'private', card: storedNow } : answer;
}

/** Finds the person chosen in a form, where Teams' own picker gives an Entra id. */
export function personIdOf({ personOf }: InputContext): (teamsId: string) => string | undefined {
  return (id) => personOf({ id, aadObjectId: id })?.id;
}

/** The answer to a button that airb did not make. */
export const foreign: ChatAnswer = { type: 'private', card: foreignButton };

/** The person an answer goes to. */
export function askerOf({ drawing }: Receiving, { from, conversation, recipient }: Activity): Asker {
  const { id, kind } = conversation;
  const dialogs = drawing().dialogs !== false;
  return { who: from, conversation: id, kind, targeted: recipient.targeted, elsewhere: false, dialogs };
}

/** The same for an answer that may be a form: then a button opens it. */
export function openingAsker(receiving: Receiving, activity: Activity, input: ChatInput | undefined): Asker {
  const asker = askerOf(receiving, activity);
  if (!input) return asker;
  const opener = openerOf(input, receiving.seal);
  return { ...asker, elsewhere: namesAnother(input), ...(opener ? { opener } : {}) };
}

/** True when a command begins with an incident number: it is about that incident, wherever it is written. */
function namesAnother(input: ChatInput): boolean {
  return input.type === 'command' && /(?:^|\s)(?:#|inc-?)\d/i.test(input.text);
}
