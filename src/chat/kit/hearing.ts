import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import type { OnChatInput } from '../../ports/chat.ts';
import type { Log } from '../../ports/log.ts';
import { notStored } from './sentences.ts';

/** Passes what people do to the listener. */
export interface Ear {
  listen(listener: OnChatInput): void;
  /** Fails before there is a listener. Nothing is then acknowledged, so the platform sends it again. */
  onInput: OnChatInput;
}

/** Makes an ear without a listener; one is set when the chat starts. */
export function createEar(): Ear {
  let heard: OnChatInput = async () => {
    throw new Error('nobody listens yet: the chat has not been started');
  };
  return {
    listen(listener) {
      heard = listener;
    },
    onInput: (input) => heard(input),
  };
}

/**
 * Stores what a person did. A failure becomes a sentence that tells the person.
 * @param platform name for the log: `Slack`
 */
export async function stored(
  { onInput, log }: { onInput: OnChatInput; log: Log },
  input: ChatInput,
  platform: string,
): Promise<ChatAnswer> {
  try {
    return await onInput(input);
  } catch (error) {
    log.error({ key: input.key, error: String(error) }, `an input from ${platform} could not be stored`);
    return { type: 'private', card: notStored };
  }
}
