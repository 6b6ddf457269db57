import { join } from 'node:path';
import { fileKinds, schemaFileName, schemaText } from '../../library/schema.ts';
import { type Answer, misuse } from '../terminal/answer.ts';
import { makeFolder, writeFile } from '../terminal/write-file.ts';

/** Texts of the JSON Schemas of files that are not the library's, by kind. */
export type MoreSchemas = Record<string, () => string>;

/** Every kind of file that has a schema. */
export function kindsOf(more: MoreSchemas): string[] {
  return [...fileKinds, ...Object.keys(more)];
}

/**
 * The JSON Schema of one kind of file, or all of them written into a folder.
 * @param out the folder; it takes the place of a kind
 */
export function schema(
  { kind, out }: { kind?: string | undefined; out?: string | undefined },
  more: MoreSchemas = {},
): Answer {
  const texts = new Map([
    ...fileKinds.map((one) => [one, () => schemaText(one)] as const),
    ...Object.entries(more),
  ]);
  const known = kind === undefined ? undefined : texts.get(kind);
  if (known !== undefined && out === undefined) return { people: known().trimEnd(), exit: 0 };
  if (kind !== undefined || out === undefined)
    return misuse(`Name one kind (${kindsOf(more).join(', ')}), or --out <folder> to write all.`);
  makeFolder(out);
  const written = [...texts].map(([one, text]) => {
    const path = join(out, schemaFileName(one));
    writeFile(path, text());
    return path;
  });
  return { people: written.join('\n'), exit: 0 };
}
