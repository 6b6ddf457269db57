import { isNode, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { readPlain } from '../yaml/plain.ts';

/** A sandbox file that can't be used: every fault with its line. */
export class FileFault extends Error {}

/**
 * Reads one file of the sandbox.
 * @param what stands before each message; the name of the file where it is known
 * @throws FileFault naming line, key and what was expected, for each fault
 */
export function readFile<S extends z.ZodType>(what: string, schema: S, text: string): z.output<S> {
  const plain = readPlain(text);
  const known = plain && schema.safeParse(plain.data);
  if (known?.success) return known.data;
  // Only the full parser knows what is wrong, and where.
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const [broken] = document.errors;
  if (broken) throw new FileFault(`${what}${broken.message.split('\n')[0]}`);
  const parsed = known ?? schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const [first = '', ...more] = parsed.error.issues.flatMap(said);
  const others = more.length > 0 ? ` (and ${more.length} more; airb runbooks lint shows all)` : '';
  throw new FileFault(`${what}${first}${others}`);

  function said(issue: z.core.$ZodIssue): string[] {
    const path = issue.path.filter((word) => typeof word !== 'symbol');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(
        (key) => `line ${lineOf([...path, key])}: ${[...path, key].join('.')} is no field here`,
      );
    const expected = issue.code === 'custom' ? `expected ${issue.message}` : issue.message;
    return [`line ${lineOf(path)}: ${path.join('.') || 'the file'}: ${expected}`];
  }

  /** The line of a path, or of the nearest thing around it that the file has. */
  function lineOf(path: (string | number)[]): number {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}
