import type { SandboxMessage, SandboxView, StreamEvent, WorkspaceState } from '../../protocol.ts';

/** Everything the stream has told about the world of one person. */
export interface Model {
  workspace: WorkspaceState | null;
  messages: Record<string, SandboxMessage[]>;
  modal: SandboxView[];
  home: SandboxView | null;
}

export const nothingYet: Model = { workspace: null, messages: {}, modal: [], home: null };

/** Folds one event of the stream; `messages` carries a channel whole, so it replaces what was there. */
export function reduce(model: Model, event: StreamEvent): Model {
  switch (event.type) {
    case 'workspace':
      return { ...model, workspace: event.state };
    case 'messages':
      return { ...model, messages: { ...model.messages, [event.channel]: event.messages } };
    case 'modal':
      return { ...model, modal: event.views };
    case 'home':
      return { ...model, home: event.view };
    default:
      return event satisfies never;
  }
}

/** Messages of the main column: everything but replies. */
export function roots(messages: SandboxMessage[]): SandboxMessage[] {
  return messages.filter((m) => !m.threadTs || m.threadTs === m.ts || m.subtype === 'thread_broadcast');
}

/** A thread: its root first, then the replies in order. */
export function thread(messages: SandboxMessage[], rootTs: string): SandboxMessage[] {
  return messages.filter((m) => m.ts === rootTs || m.threadTs === rootTs);
}
