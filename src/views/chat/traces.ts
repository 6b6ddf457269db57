import type { Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { readsTraces, traceLink } from '../../domain/response/trace-link.ts';

/** The link to the traces of the bad minutes, behind a step or a question that sends people to read traces. */
export function tracesFor(incident: Opened, words: { title?: string; ask?: string; look: string }): Spans {
  const link = readsTraces(words) ? traceLink(incident) : undefined;
  return link === undefined ? [] : [' → ', { link: link.url, text: link.text }];
}
