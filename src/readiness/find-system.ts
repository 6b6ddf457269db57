import type { Rejection } from '../domain/incident/commands.ts';
import { suggest } from '../domain/suggest.ts';

/** Longer words are cut before they are shown. */
const longest = 60;

/**
 * Finds the system that a person means, by its id in any case. Without a match it says so, with the nearest id or all
 * of them.
 */
export function findSystem(asked: string, ids: string[]): { id: string } | Rejection {
  const word = asked.trim().slice(0, longest).replaceAll('`', '');
  const id = ids.find((known) => known.toLowerCase() === word.toLowerCase());
  if (id !== undefined) return { id };
  const next = suggest(word, ids) ?? `There are: ${ids.map((known) => `\`${known}\``).join(', ')}.`;
  return {
    rejected: `There is no system called \`${word}\`.`,
    next: ids.length === 0 ? 'There is none yet: add one in `systems/<id>.yaml`.' : next,
  };
}
