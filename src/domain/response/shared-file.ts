import { cut, oneLine, safeUrl } from '../plain.ts';

/** A file that somebody shared in a chat. The chat keeps its bytes; airb knows where they are, and never fetches them. */
export interface SharedFile {
  name: string;
  /** What it is, as the chat or its name says: "CSV". */
  kind?: string;
  /** Where a member of the chat opens it; never an address that hands its bytes to whoever has it. */
  link?: string;
  chat: 'Slack' | 'Teams';
}

/** Files of one message that are named; a form takes 3,000 characters. */
const most = 5;
/** A line for a file, with the count of the rest after the last one; a text of its own may say "and 3 more files" too. */
const line =
  /^.*, (?:a link to )?a file in (?:Slack|Teams), not kept by airb(?<link>: \S+)?[ \t]*$(?:\r?\nand \d+ more files?[ \t]*$)?/gm;

/** What is kept of files instead of their content: a line for each, which says that it is a pointer. */
export function fileLines(files: SharedFile[]): string {
  const rest = files.length - most;
  return [
    ...files.slice(0, most).map(fileLine),
    ...(rest > 0 ? [`and ${rest} more file${rest === 1 ? '' : 's'}`] : []),
  ].join('\n');
}

function fileLine({ name, kind, link, chat }: SharedFile): string {
  const url = link === undefined ? undefined : safeUrl(link);
  const what = `${cut(oneLine(name), 80)}${kind ? ` (${cut(oneLine(kind), 40)})` : ''}`;
  return url !== undefined && url.length <= 300
    ? `${what}, a link to a file in ${chat}, not kept by airb: ${url}`
    : `${what}, a file in ${chat}, not kept by airb`;
}

/** A text without those lines, whether there were any, and whether one of them has a link. */
export function withoutFiles(text: string): { rest: string; files: boolean; linked: boolean } {
  const found = [...text.matchAll(line)];
  const linked = found.some(({ groups }) => groups?.link !== undefined);
  return { rest: text.replace(line, '').trim(), files: found.length > 0, linked };
}
