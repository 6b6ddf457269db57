import { isKnown } from '../../domain/incident/decide.ts';
import { readSlot } from '../../domain/incident/slots.ts';
import type { Knows } from '../../ports/outbox.ts';
import type { DeliverDeps } from './sending.ts';

/**
 * Tells what this airb can send or decide from what only a newer one asked for while replicas are replaced one by one. That is
 * left as it stands: whoever took it and gave it back would be in the way of the newer one, and whoever settled it would lose it.
 * @param kinds what there are senders for
 */
export function knowsOf(kinds: object, { log }: Pick<DeliverDeps, 'log'>): Knows {
  const told = new Set<string>();
  return ({ body }) => {
    const strange = strangeIn(body, kinds);
    if (strange === undefined) return true;
    if (!told.has(strange))
      log.info(
        { asked: strange },
        'a newer airb asked for what this one does not know; it is left to that one',
      );
    told.add(strange);
    return false;
  };
}

function strangeIn(body: Parameters<Knows>[0]['body'], kinds: object): string | undefined {
  if (body.kind === 'timer') return isKnown(body.command) ? undefined : `the timer ${body.command.type}`;
  if (!Object.hasOwn(kinds, body.kind)) return body.kind;
  // A redraw of what can't be drawn here would count as drawn.
  if (body.kind === 'draw' && readSlot(body.slot) === undefined) return `a drawing of ${body.slot}`;
  return undefined;
}
