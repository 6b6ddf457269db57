import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Log } from '../../../ports/log.ts';

/**
 * Holds the ack of an event until the listeners have run. Bolt alone acks Events API deliveries before any listener
 * runs. With this, Slack gets 200 only once the event is stored, and otherwise delivers it again. Everything else sends
 * its own ack.
 */
export function ackAfterStore(inner: Receiver, log: Log): Receiver {
  return {
    init: (app) => inner.init(patient(app, log)),
    start: (...args) => inner.start(...args),
    stop: (...args) => inner.stop(...args),
  };
}

function patient(app: App, log: Log): App {
  const process = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    if (event.body.event === undefined) return process(event);
    await process({ ...event, ack: async () => undefined });
    await ackQuietly(event, log);
  };
  return app;
}

/**
 * Sends the ack, and only logs when the connection is gone by then. The event is stored, and a redelivery is harmless.
 */
async function ackQuietly(event: ReceiverEvent, log: Log): Promise<void> {
  try {
    await event.ack();
  } catch (error) {
    log.warn({ error: String(error) }, 'the ack of a Slack event came too late');
  }
}
