import { worthKnowing } from '../../../domain/response/onset.ts';
import { withEnough } from '../../../domain/response/volume.ts';
import { stretchSince } from '../../../domain/signals/history.ts';
import { evidenceRecord } from '../../opening.ts';
import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/** Takes one reading of the requested signals; the first one becomes evidence where the runbook asks for it. */
export function read({ signals, hash }: DeliverDeps): Send {
  return async (effect, { plan }) => {
    const { signals: names, purpose, since } = effect.body as BodyOf<'read'>;
    const wanted = plan.signals.filter((signal) => names.includes(signal.name));
    // The values are those of the moment it was due, so a reading taken late still tells what was true then.
    const sampledAt = effect.dueAt;
    const readings = withEnough(wanted, await signals.read(wanted, sampledAt));
    const history =
      since === undefined
        ? []
        : await signals.history(worthKnowing(plan, readings), stretchSince(since, sampledAt));
    const item = plan.evidence.find((one) => one.id === 'readings' && one.source === 'automatic');
    const content = JSON.stringify(readings, null, 2);
    const evidence =
      item && purpose.for === 'opening'
        ? evidenceRecord(hash, { item: item.id, title: item.title, content })
        : undefined;
    return { command: { type: 'readings', purpose, sampledAt, readings, history, evidence } };
  };
}
