import type { OutgoingBody } from '../../domain/chat/outgoing.ts';
import { airb } from '../../domain/people.ts';
import type { StoredEffect } from '../../ports/outbox.ts';
import type { DeliverDeps } from './sending.ts';

export type TimerEffect = StoredEffect & { body: Extract<OutgoingBody, { kind: 'timer' }> };

/** True for a timer, which is handled here and goes through no port. */
export function isTimer(effect: StoredEffect): effect is TimerEffect {
  return effect.body.kind === 'timer';
}

/** Fires a timer. It needs no port: the transaction that handles its command also settles the timer. */
export function createFire({ writer, metrics }: DeliverDeps): (effect: TimerEffect) => Promise<boolean> {
  return async ({ key, incident, body }) => {
    const settle = { key, state: 'done' as const };
    const result = await writer.handle(incident, body.command, airb, { also: { settle } });
    const missed = result.ok && result.events.some((event) => event.type === 'update.missed');
    if (missed && result.incident.drill === undefined) metrics.updateMissed();
    return true;
  };
}
