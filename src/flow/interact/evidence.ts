import type { CommandBody } from '../../domain/incident/commands.ts';

/** Evidence a person hands over: kept as text in the log with its hash. */
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
