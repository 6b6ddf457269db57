import type { ChatAnswer } from '../../domain/chat/input.ts';
import { refuseDeed } from '../../domain/incident/authorised.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Act } from '../../domain/response/authority.ts';
import { refuse, type Talk, type Turn } from './context.ts';

/**
 * Asks the authority table for what is no command of an incident. `decide` asks it for those.
 * @returns the refusal for the person, or undefined when they may
 */
export function refusedAct(talk: Talk, { by }: Turn, act: Act, incident?: Opened): ChatAnswer | undefined {
  const { members = 'respond' } = talk.library().organization;
  const refusal = refuseDeed(act, by, incident ?? { members });
  return refusal && refuse(refusal.rejected, refusal.next);
}
