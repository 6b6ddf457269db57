import type { SocketModeReceiver } from '@slack/bolt';
import { isObject, jsonIn } from '../../../http/json.ts';
import type { Log } from '../../../ports/log.ts';
import { cut, visible } from '../../kit/literal.ts';

/** What Slack sends through a socket. Source: docs.slack.dev/apis/events-api/using-socket-mode. */
const control = new Set(['hello', 'disconnect']);
const carrying = new Set(['events_api', 'slash_commands', 'interactive']);

/**
 * Stands before the SDK's reading of the socket and lets through only what it can hold. The SDK (socket-mode 3.1)
 * takes apart what it got without looking: an envelope of `null`, or `app_rate_limited`, which has no inner event, is a
 * rejection nobody catches and ends the process, and an event named like one of its own (`disconnected`) is taken for it.
 */
export function guardEnvelopes(
  client: SocketModeReceiver['client'],
  { log, onHeldBack }: { log: Log; onHeldBack: () => void },
): void {
  const read = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: unknown) => {
    const trouble = isBinary === true ? 'it is binary' : troubleWith(String(data), client);
    if (trouble === heldBack) onHeldBack();
    if (trouble) return log.warn({ trouble }, 'left out what came through the Socket Mode connection');
    for (const one of read) {
      Promise.resolve(one.call(client, data, isBinary)).catch((error: unknown) =>
        log.error({ error: String(error) }, 'what came through the Socket Mode connection could not be read'),
      );
    }
  });
}

const heldBack = 'Slack holds events back: more than 30,000 in an hour';

/** @returns why the SDK may not have it */
function troubleWith(text: string, client: SocketModeReceiver['client']): string | undefined {
  const envelope = objectIn(text);
  if (!envelope) return 'it is no JSON object';
  const { type, payload } = envelope;
  if (typeof type !== 'string') return 'it has no type';
  if (control.has(type)) return undefined;
  if (!carrying.has(type)) return `nobody knows its type, ${cut(visible(type), 100)}`;
  if (!isObject(payload)) return `${type} without a payload`;
  if (type !== 'events_api') return undefined;
  if (payload.type === 'app_rate_limited') return heldBack;
  const { event } = payload;
  if (!isObject(event) || typeof event.type !== 'string') return 'an event without its content';
  return client.listenerCount(event.type) > 0 ? 'an event that is none of Slack’s' : undefined;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  const value = jsonIn(text);
  return isObject(value) ? value : undefined;
}
