import { SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../../ports/log.ts';
import { webClientOptions } from '../api/client.ts';
import { boltLogger } from '../api/log.ts';
import { guardEnvelopes } from './envelopes.ts';

const firstPause = 1000;
const longestPause = 30_000;

export interface Socket {
  receiver: SocketModeReceiver;
  /** Resolves after the first attempt, also when it failed; goes on trying until `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Why there is no connection; undefined while there is one. */
  failure(): string | undefined;
}

/**
 * Socket Mode with airb's own reconnecting. After an HTTP error the SDK gives up for good, with an unhandled rejection
 * that ends the process. Here every lost connection is tried again, and each pause is twice the one before.
 * @param pauseMs milliseconds of the first pause
 */
export function createSocket(
  options: { appToken: string; apiUrl?: string; log: Log; onHeldBack?: () => void },
  pauseMs = firstPause,
): Socket {
  const { log } = options;
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    autoReconnectEnabled: false,
    logger: boltLogger(log),
    installerOptions: { clientOptions: webClientOptions(options) },
  });
  guardEnvelopes(receiver.client, { log, onHeldBack: options.onHeldBack ?? (() => undefined) });
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failures = 0;
  let failure: string | undefined = 'not connected yet';

  async function connect(): Promise<void> {
    timer = undefined;
    try {
      await receiver.client.start();
      // Told to stop while it connected: nobody else would end this connection.
      if (stopped) return await receiver.client.disconnect();
      failures = 0;
      failure = undefined;
      log.info({}, 'connected to Slack by Socket Mode');
    } catch (error) {
      failure = error instanceof Error ? error.message : 'the connection was closed';
      again();
    }
  }

  function again(): void {
    if (stopped || timer) return;
    const pause = Math.min(longestPause, pauseMs * 2 ** Math.min(failures, 10));
    failures += 1;
    log.warn({ failure, pause }, 'no Socket Mode connection; trying again');
    timer = setTimeout(() => void connect(), pause);
  }

  receiver.client.on('disconnected', () => {
    failure ??= 'the connection was closed';
    again();
  });

  return {
    receiver,
    failure: () => failure,
    start: connect,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      if (failure === undefined) await receiver.client.disconnect();
    },
  };
}
