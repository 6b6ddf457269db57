import type { Opened } from '../../domain/incident/state.ts';
import { DeliveryError, LeaseLostError } from '../../errors.ts';
import type { Masking } from '../../ports/masking.ts';
import type { StoredEffect } from '../../ports/outbox.ts';
import { inDrill, refuseOutside } from './in-drill.ts';
import { type Lease, leaseOver } from './leases.ts';
import { senders } from './senders/senders.ts';
import type { DeliverDeps, Send, Sent } from './sending.ts';

/** The outcome of an effect that was given to its port. */
export type Outcome = Delivered | Undelivered;

export interface Delivered {
  effect: StoredEffect;
  incident: Opened;
  sent: Sent;
}

export interface Undelivered {
  effect: StoredEffect;
  /** Undefined when its incident is not in the records; then there is nothing to try again for. */
  incident: Opened | undefined;
  error: DeliveryError;
}

/** Gives an effect to its port, and returns the result or the error as an outcome. */
export function createSend(deps: DeliverDeps): (effect: StoredEffect, lease: Lease) => Promise<Outcome> {
  const sendBy = senders(deps);
  return async (effect, lease) => {
    const incident = await deps.writer.incident(effect.incident);
    if (incident === undefined) return { effect, incident, error: nowhere() };
    const refused = incident.drill && refuseOutside(effect, incident);
    if (refused) return { effect, incident, error: refused };
    const by: Record<string, Send> = incident.drill ? senders(inDrill(deps, incident)) : sendBy;
    try {
      const sendIt = by[effect.body.kind];
      if (sendIt === undefined) throw new Error(`nothing sends ${effect.body.kind}`);
      return { effect, incident, sent: await sendIt(effect, incident, lease) };
    } catch (error) {
      return { effect, incident, error: plain(asDeliveryError(error), deps.masking) };
    }
  };
}

function nowhere(): DeliveryError {
  return new DeliveryError('no such incident', { retry: false, code: 'no_incident' });
}

function asDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  // How far it got is not known any more; where nobody has taken it over, it is looked at before it is repeated.
  if (error instanceof LeaseLostError)
    return new DeliveryError(error.message, {
      retry: true,
      uncertain: true,
      code: leaseOver,
      cause: error,
    });
  const message = error instanceof Error ? error.message : String(error);
  return new DeliveryError(message, { retry: true, code: 'unexpected', cause: error });
}

/** A peer may quote in its error what it was sent or signed in with. */
function plain(error: DeliveryError, masking: Masking): DeliveryError {
  const message = masking.text(error.message);
  const code = masking.text(error.code);
  if (message === error.message && code === error.code) return error;
  const { retry, afterMs, uncertain, throttled, gone } = error;
  return new DeliveryError(message, { retry, code, afterMs, uncertain, throttled, gone });
}
