import type { RequestListener } from '../../http/listen.ts';
import type { Chat, OnChatInput } from '../../ports/chat.ts';

/** A problem with a chat, as `doctor` and the start print it. */
export interface Problem {
  code: string;
  /** What is missing, and what does not work without it. */
  text: string;
}

/** A chat, with what the program around it needs: a listener for requests, a start, a stop, and its problems. */
export interface ChatConnection<Identity> extends Chat {
  /** Handles the requests that the platform signs and sends. */
  requestListener: RequestListener;
  /**
   * From this call on, the listener gets what people do; before it, airb accepts nothing. Also learns who airb is on
   * the platform. Resolves even when the platform is down, and goes on trying.
   */
  start(listener: OnChatInput): Promise<void>;
  /** Waits for the answers under way, then stops. */
  stop(): Promise<void>;
  /** @throws DeliveryError when the platform gives no answer */
  identity(): Promise<Identity>;
  problems(): Problem[];
}
