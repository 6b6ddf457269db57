import { join } from 'node:path';
import { referenceFileName, referenceText } from '../../library/reference.ts';
import { type FileKind, fileKinds, schemaFileName, schemaText } from '../../library/schema.ts';
import { type Answer, misuse } from '../terminal/answer.ts';
import { makeFolder, writeFile } from '../terminal/write-file.ts';

/**
 * What a kind of file may hold, or that of all kinds written into a folder.
 * @param out the folder; it takes the place of a kind
 * @param markdown as a page for people; otherwise as JSON Schema for editors
 */
export function schema({
  kind,
  out,
  markdown = false,
}: {
  kind?: string | undefined;
  out?: string | undefined;
  markdown?: boolean | undefined;
}): Answer {
  const text = (one: FileKind) => (markdown ? referenceText(one) : schemaText(one));
  const known = fileKinds.find((one) => one === kind);
  if (known !== undefined && out === undefined) return { people: text(known).trimEnd(), exit: 0 };
  if (kind !== undefined || out === undefined)
    return misuse(`Name one kind (${fileKinds.join(', ')}), or --out <folder> to write all.`);
  makeFolder(out);
  const written = fileKinds.map((one) => {
    const path = join(out, markdown ? referenceFileName(one) : schemaFileName(one));
    writeFile(path, text(one));
    return path;
  });
  return { people: written.join('\n'), exit: 0 };
}
