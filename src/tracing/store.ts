import type { Decided, Writes } from '../ports/records.ts';
import type { Facts, Span, Spans } from '../ports/spans.ts';
import type { Store } from '../ports/store.ts';

/** The store with a span for each write: one transaction, from its place in the queue until the commit. */
export function tracedStore(store: Store, spans: Spans): Store {
  return {
    ...store,
    write: (needs, decide) =>
      spans.within('write', {}, (span) => store.write(needs, (loaded) => noted(decide(loaded), span))),
  };
}

/** Noted before the commit, which wakes whoever delivers. */
function noted<T>(decided: Decided<T>, span: Span): Decided<T> {
  const { writes } = decided;
  span.note(factsOf(writes));
  if (writes.effects) span.asksFor(writes.effects.map(({ key }) => key));
  return decided;
}

function factsOf({ append, effects = [], settle }: Writes): Facts {
  return {
    ...(append && {
      'airb.incident': append.incident,
      // What happens in a private incident is for the people in it.
      ...(!append.head.private && { 'airb.events': append.events.map(({ type }) => type).join(' ') }),
    }),
    'airb.effects': effects.length,
    ...(settle && { 'airb.effect.state': settle.state }),
  };
}
