import type { ChatAnswer } from '../../domain/chat/input.ts';
import { mayBeOffered, notKnownYet, whoMay } from '../../domain/incident/authorised.ts';
import type { Act } from '../../domain/response/authority.ts';
import { offeredIn, withSentences } from '../../views/chat/offered.ts';
import type { Talk, Turn } from './context.ts';

/** More than this is not told row by row. */
const fewRows = 3;

/**
 * Says who may, wherever an answer names a command that its reader may not use. Help, refusals and answers to misuse are
 * worded for everybody, so it is seen to here, for all of them at once.
 */
export async function sayingWhoMay(talk: Talk, { input, by }: Turn, answer: ChatAnswer): Promise<ChatAnswer> {
  if ((answer.type !== 'private' && answer.type !== 'home') || by.kind !== 'person') return answer;
  const { card } = answer;
  const offered = offeredIn(card);
  if (offered.length === 0) return answer;
  const number = input.room === undefined ? undefined : await talk.store.incidentOfRoom(input.room);
  const incident = number === undefined ? undefined : await talk.writer.incident(number);
  const { members = 'respond' } = talk.library().organization;
  const where = incident ?? { members };
  const refused = offered.filter((act) => !mayBeOffered(act, by, where));
  if (refused.length === 0) return answer;
  if (mayBeOffered('read', by, where)) {
    const sentences = sentencesFor(refused, (act) => whoMay(act, by, where));
    return { ...answer, card: withSentences(card, sentences) };
  }
  // A refusal has said so already.
  const isTold = card.text.includes('airb does not know you yet');
  return isTold ? answer : { ...answer, card: withSentences(card, [notKnownYet]) };
}

function sentencesFor(refused: Act[], who: (act: Act) => string): string[] {
  if (refused.length > fewRows)
    return ['Some of this is not open to you: `/airb help who` says who may do what.'];
  return refused.map(who);
}
