import type { ChatAnswer } from '../domain/chat/input.ts';
import type { Intent } from '../domain/chat/intent.ts';
import { refuse, type Talk } from '../flow/interact/context.ts';
import { assess, onlySystem } from './assess.ts';
import { readinessCard } from './card.ts';
import { findSystem } from './find-system.ts';

/**
 * How ready systems are, to the asker alone. In an incident's channel that of its system; `all` asks for every one.
 * Who will read it is not known to be trusted, so private incidents are left out.
 */
export async function askReadiness(
  talk: Talk,
  { system }: Extract<Intent, { command: 'readiness' }>,
  number: number | undefined,
): Promise<ChatAnswer> {
  const now = talk.clock.now();
  const library = talk.library();
  const ids = library.systems.map(({ id }) => id);
  const asked = system ?? (await systemHere(talk, ids, number)) ?? 'all';
  const found = asked.toLowerCase() === 'all' && !ids.includes(asked) ? undefined : findSystem(asked, ids);
  if (found !== undefined && 'rejected' in found) return refuse(found.rejected, found.next);
  const all = assess(library, await talk.past(now, { trusted: false }), now);
  const page = `${talk.context().publicUrl}/readiness`;
  const card =
    found === undefined
      ? readinessCard(all, page)
      : readinessCard(onlySystem(all, found.id), `${page}/${encodeURIComponent(found.id)}`);
  return { type: 'private', card };
}

/** The system of the incident this channel belongs to, where a file describes it. */
async function systemHere(
  talk: Talk,
  ids: string[],
  number: number | undefined,
): Promise<string | undefined> {
  const incident = number === undefined ? undefined : await talk.handler.incident(number);
  const id = incident?.plan.system.id;
  return ids.find((known) => known === id);
}
