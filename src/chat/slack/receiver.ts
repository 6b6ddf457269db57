import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Log } from '../../ports.ts';

const tolerance = 300;

/**
 * Bolt acks Events API deliveries before any listener runs. Here the ack waits for the listeners, so that Slack hears
 * 200 only once the event is stored, and delivers it again otherwise. Everything else acks itself.
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

/** An ack can come too late for its connection; what it would confirm is stored, and a redelivery is harmless. */
async function ackQuietly(event: ReceiverEvent, log: Log): Promise<void> {
  try {
    await event.ack();
  } catch (error) {
    log.warn({ error: String(error) }, 'the ack of a Slack event came too late');
  }
}

export type RequestListener = (req: IncomingMessage, res: ServerResponse) => void;

/**
 * Bolt 5.1 refuses requests signed more than five minutes ago but not those dated ahead, which an eavesdropper could
 * keep for later. Source of the rule: docs.slack.dev/authentication/verifying-requests-from-slack.
 * The wall clock is meant here, not the clock of incidents: Slack signs with real time.
 */
export function refusingTheFuture(listener: RequestListener, log: Log): RequestListener {
  return (req, res) => {
    const signedAt = Number(req.headers['x-slack-request-timestamp']);
    if (signedAt > Date.now() / 1000 + tolerance) {
      log.warn({ signedAt }, 'refused a Slack request dated in the future');
      return refuse(res, 401);
    }
    try {
      listener(req, res);
    } catch (error) {
      log.debug({ error: String(error) }, 'a request to the Slack door that is none of Slack’s');
      if (!res.headersSent) refuse(res, 404);
    }
  };
}

export function refuse(res: ServerResponse, status: number): void {
  res.writeHead(status);
  res.end();
}
