import { cut, oneLine } from '../../domain/plain.ts';
import { fileLines, type SharedFile } from '../../domain/response/shared-file.ts';

/**
 * What is kept of a message: its words, and a line for each file it shares. The lines are never cut off.
 * @param max characters of both
 */
export function evidenceText(text: string, files: SharedFile[], max = Number.POSITIVE_INFINITY): string {
  if (files.length === 0) return text.slice(0, max);
  const lines = fileLines(files);
  const words = text.trim().slice(0, Math.max(0, max - lines.length - 2));
  return words === '' ? lines : `${words}\n\n${lines}`;
}

/** What a message is called that is files and nothing else: "File refusals.csv". */
export function fileTitle([first, ...more]: SharedFile[]): string {
  const name = cut(oneLine(first?.name ?? 'without a name'), 50);
  return more.length === 0 ? `File ${name}` : `File ${name} and ${more.length} more`;
}
