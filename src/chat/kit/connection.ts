import type { RequestListener } from '../../http/listen.ts';
import type { Chat, OnChatInput } from '../../ports/chat.ts';

/** Something that is missing or does not work, as `doctor` and the start say it. */
export interface Problem {
  code: string;
  /** What is missing and what that costs. */
  text: string;
}

/** A chat with what the program around it needs: a listener of requests, a beginning, an end, and what is wrong with it. */
export interface ChatConnection<Identity> extends Chat {
  /** Takes what the platform sends, signed by it. */
  requestListener: RequestListener;
  /**
   * From the call on what people do goes to the listener; before it nothing is taken. Learns who airb is there.
   * Resolves even when the platform is down: it goes on trying.
   */
  start(listener: OnChatInput): Promise<void>;
  /** Lets answers under way finish. */
  stop(): Promise<void>;
  /** @throws DeliveryError when the platform can't be asked */
  identity(): Promise<Identity>;
  problems(): Problem[];
}
