import { join } from 'node:path';
import { catalogFileName, catalogText, exampleBase } from '../../library/catalog.ts';
import { referenceFileName, referenceText } from '../../library/reference.ts';
import { fileKinds, type JsonSchema, schemaFileName, schemaText } from '../../library/schema.ts';
import { type Answer, misuse } from '../terminal/answer.ts';
import { makeFolder, writeFile } from '../terminal/write-file.ts';

/** Texts of the JSON Schemas of files that are not the library's, by kind. */
export type MoreSchemas = Record<string, () => string>;

/** Every kind of file that has a schema. */
export function kindsOf(more: MoreSchemas): string[] {
  return [...fileKinds, ...Object.keys(more)];
}

/**
 * What a kind of file may hold, or that of all kinds written into a folder.
 * @param out the folder; it takes the place of a kind
 * @param baseUrl the address under which the folder will be found, for the catalog
 * @param markdown as a page for people; otherwise as JSON Schema for editors
 */
export function schema(
  {
    kind,
    out,
    markdown = false,
    baseUrl = exampleBase,
  }: {
    kind?: string | undefined;
    out?: string | undefined;
    markdown?: boolean | undefined;
    baseUrl?: string | undefined;
  },
  more: MoreSchemas = {},
): Answer {
  const schemas = new Map([
    ...fileKinds.map((one) => [one, () => schemaText(one)] as const),
    ...Object.entries(more),
  ]);
  const texts = new Map(
    [...schemas].map(([one, text]) => [
      one,
      markdown ? () => referenceText(one, JSON.parse(text()) as JsonSchema) : text,
    ]),
  );
  const known = kind === undefined ? undefined : texts.get(kind);
  if (known !== undefined && out === undefined) return { people: known().trimEnd(), exit: 0 };
  if (kind !== undefined || out === undefined)
    return misuse(`Name one kind (${kindsOf(more).join(', ')}), or --out <folder> to write all.`);
  makeFolder(out);
  const written = [...texts].map(([one, text]) => {
    const path = join(out, markdown ? referenceFileName(one) : schemaFileName(one));
    writeFile(path, text());
    return path;
  });
  if (!markdown) {
    const path = join(out, catalogFileName);
    writeFile(path, catalogText(baseUrl));
    written.push(path);
  }
  return { people: written.join('\n'), exit: 0 };
}
