import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/**
 * Puts a change that airb made on the timeline of the system's other open incidents. The change feed has it already:
 * it was written with the outcome.
 */
export function share({ store, writer }: DeliverDeps): Send {
  return async (effect) => {
    const { change } = effect.body as BodyOf<'share'>;
    const open = await store.heads({ open: true, drill: false });
    const others = open.filter(
      ({ number, system }) => number !== effect.incident && system === change.system,
    );
    const by = { kind: 'source', name: change.by ?? 'airb' } as const;
    for (const { number } of others) await writer.handle(number, { type: 'change.note', change }, by);
    return {};
  };
}
