import type { Opened } from '../../domain/incident/state.ts';
import { inSentence } from '../../domain/plain.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import { move } from '../chat/naming.ts';
import { clip } from '../chat/spans.ts';
import type { Lexicon } from './lexicon.ts';

/** A rollback as chat names it: `prompt v7 → v6`. */
export function actionName(incident: Opened, action: string): string {
  const known = incident.containments.find((containment) => containment.id === action);
  return known ? move(known) : clip(action, 60);
}

/** The subject of a sentence about a request: a rollback, or by its title what was switched and what ends that. */
export function requestName(action: string, words: Lexicon): string {
  const request = words.request(action);
  const known = request && containmentFor(words, request);
  const ended = request && containmentFor(words, { part: request.part, to: request.from });
  if (known) return `“${known.title}” (${request.from} → ${request.to})`;
  if (ended) return `End of “${ended.title}” (${request.from} → ${request.to})`;
  return `Rollback of ${rolled(action, words)}`;
}

/** A rollback as the timeline names it: `system prompt (prompt-v7 → prompt-v6)`. */
export function rolled(action: string, words: Lexicon): string {
  const request = words.request(action);
  if (request === undefined) return action;
  const title = words.part(request.part)?.title ?? request.part;
  return `${inSentence(title)} (${request.from} → ${request.to})`;
}
