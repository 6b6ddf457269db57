import type { Config } from '../config.ts';
import type { RequestListener } from '../http/listen.ts';
import type { OnChatInput } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import { noSpans, type Spans } from '../ports/spans.ts';
import type { Store } from '../ports/store.ts';
import type { OnStop } from './app.ts';
import { allPaths } from './contracts.ts';

/** Where the traces of this program begin; nothing is different where nobody asked for them. */
export interface Traced {
  spans: Spans;
  store(store: Store): Store;
  requests(listener: RequestListener): Promise<RequestListener>;
}

/** Loaded only where it is used: it costs start-up time and memory. */
export async function openTraces({ tracing }: Config, log: Log, onStop: OnStop): Promise<Traced> {
  if (tracing === undefined)
    return { spans: noSpans, store: (store) => store, requests: async (same) => same };
  const [{ openTracing }, { tracedStore }] = await Promise.all([
    import('../tracing/open.ts'),
    import('../tracing/store.ts'),
  ]);
  const { spans, requests, stop } = openTracing(tracing, log);
  onStop('the traces', stop);
  return {
    spans,
    store: (store) => tracedStore(store, spans),
    requests: async (listener) => requests(listener, await allPaths()),
  };
}

/** What people do in a chat, whatever way it came. What they wrote and who they are is not told. */
export function heard(chat: string, listener: OnChatInput, spans: Spans): OnChatInput {
  return (input) =>
    spans.within(`chat ${input.type}`, { 'airb.chat': chat }, async (span) => {
      const answer = await listener(input);
      span.note({ 'airb.outcome': answer.type });
      return answer;
    });
}
