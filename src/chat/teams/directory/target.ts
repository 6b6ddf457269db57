import { idForm } from './channels.ts';
import { rootOf } from './refs.ts';

/** What a conversation is, which decides how something is said in it. */
export type TargetKind = 'thread' | 'channel' | 'chat' | 'direct';

export interface Target {
  conversation: string;
  kind: TargetKind;
  /** How to call it in a sentence. */
  where: string;
}

/** What kind of conversation an id names, by its form. */
export function roomTarget(conversation: string): Target {
  return { conversation, kind: kindOf(conversation), where: 'the incident’s conversation' };
}

function kindOf(conversation: string): TargetKind {
  if (rootOf(conversation) !== undefined) return 'thread';
  if (idForm.test(conversation)) return 'channel';
  return conversation.startsWith('a:') ? 'direct' : 'chat';
}
