import { idForm } from './channels.ts';
import { rootOf } from './refs.ts';

/** The kind of a conversation; it decides how airb says something there. */
export type TargetKind = 'thread' | 'channel' | 'chat' | 'direct';

export interface Target {
  conversation: string;
  kind: TargetKind;
  /** Its name in a sentence. */
  where: string;
}

/** The kind of conversation that an id names; the form of the id tells. */
export function roomTarget(conversation: string): Target {
  return { conversation, kind: kindOf(conversation), where: 'the incident’s conversation' };
}

function kindOf(conversation: string): TargetKind {
  if (rootOf(conversation) !== undefined) return 'thread';
  if (idForm.test(conversation)) return 'channel';
  return conversation.startsWith('a:') ? 'direct' : 'chat';
}
