import type { CommandBody } from '../../domain/incident/commands.ts';

/** The command for evidence that a person adds. The log keeps its text and its hash. */
export function evidenceCommand(
  hash: (text: string) => string,
  id: string,
  given: { item?: string; title: string; content: string; message?: string },
): Extract<CommandBody, { type: 'evidence' }> {
  const { item, content, message } = given;
  const title = given.title.trim() || content.trim().slice(0, 60) || 'untitled';
  return {
    type: 'evidence',
    evidence: {
      id,
      item,
      title,
      content,
      sha256: hash(content),
      from: message ? 'message' : 'command',
      message,
    },
  };
}
