import { join } from 'node:path';
import { fileKinds, schemaFileName, schemaText } from '../../library/schema.ts';
import { type Answer, misuse } from '../terminal/answer.ts';
import { makeFolder, writeFile } from '../terminal/write-file.ts';

/**
 * The JSON Schema of one kind of file, or all of them written into a folder.
 * @param out the folder; it takes the place of a kind
 */
export function schema({ kind, out }: { kind?: string | undefined; out?: string | undefined }): Answer {
  const known = fileKinds.find((one) => one === kind);
  if (known !== undefined && out === undefined) return { people: schemaText(known).trimEnd(), exit: 0 };
  if (kind !== undefined || out === undefined)
    return misuse(`Name one kind (${fileKinds.join(', ')}), or --out <folder> to write all.`);
  makeFolder(out);
  const written = fileKinds.map((one) => {
    const path = join(out, schemaFileName(one));
    writeFile(path, schemaText(one));
    return path;
  });
  return { people: written.join('\n'), exit: 0 };
}
