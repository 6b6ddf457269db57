import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/** Asks which version of the parts is live, all at once. */
export function look({ actions }: DeliverDeps): Send {
  return async (effect) => {
    const { parts, action } = effect.body as BodyOf<'look'>;
    const seen = await Promise.all(
      parts.map(async ({ part, current }) => ({ part, ...(await actions.current(current)) })),
    );
    const [first] = seen;
    if (action === undefined) return { command: { type: 'versions', seen } };
    return first ? { command: { type: 'rollback.looked', action, seen: first } } : {};
  };
}
