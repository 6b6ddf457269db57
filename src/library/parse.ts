import type * as z from 'zod';
import { explain } from './explain.ts';
import type { Finding } from './finding.ts';
import { readYaml } from './read-yaml.ts';
import { type FileKind, fileSchemas, type JsonSchema, jsonSchema } from './schema.ts';
import { secretsIn } from './secrets.ts';
import { type Source, sourceOf } from './source.ts';

/** Real files have a few kilobytes; a larger one was put here by mistake. */
export const maxFileBytes = 256 * 1024;

/** What a kind of file holds once it is read: durations in milliseconds, defaults filled in. */
export type FileValue<K extends FileKind> = z.output<(typeof fileSchemas)[K]>;

export type Parsed<K extends FileKind> =
  | { value: FileValue<K>; source: Source; findings: [] }
  | { value?: undefined; source: Source; findings: Finding[] };

const maxFindingsPerFile = 50;
const published = new Map<FileKind, JsonSchema>();

/**
 * Reads one file. Whatever the bytes are, the answer is the value or findings with their places; it never throws.
 * @param file path below the runbooks folder, for the findings
 */
export function parseFile<K extends FileKind>(kind: K, file: string, bytes: Uint8Array): Parsed<K> {
  return parseAs(
    { shape: fileSchemas[kind], published: () => publishedSchema(kind) },
    file,
    bytes,
  ) as Parsed<K>;
}

/** The shape of any file, for rooms that don't speak to the package it is written with. */
export type AnyShape = z.ZodType;

/** The shape of a file, and its JSON Schema, which says what each field is. */
export interface FileShape<S extends AnyShape> {
  shape: S;
  published(): JsonSchema;
}

/** The same for a file of any shape. */
export function parseAs<S extends AnyShape>(
  { shape, published }: FileShape<S>,
  file: string,
  bytes: Uint8Array,
): { value?: z.output<S>; source: Source; findings: Finding[] } {
  if (bytes.byteLength > maxFileBytes) return refuse(file, tooLarge(bytes.byteLength));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(file, { what: 'the file is not UTF-8 text', expected: 'UTF-8' });
  }
  const { source, data, findings: yamlFindings } = readYaml(file, text);
  const findings = [...secretFindings(source), ...yamlFindings];
  if (yamlFindings.length > 0) return { source, findings: findings.slice(0, maxFindingsPerFile) };
  const checked = shape.safeParse(data);
  if (!checked.success) {
    const schema = published();
    findings.push(...checked.error.issues.flatMap((issue) => explain(source, issue, { data, schema })));
  }
  if (findings.length > 0 || !checked.success)
    return { source, findings: findings.slice(0, maxFindingsPerFile) };
  return { value: checked.data, source, findings: [] };
}

function publishedSchema(kind: FileKind): JsonSchema {
  const known = published.get(kind) ?? jsonSchema(kind);
  published.set(kind, known);
  return known;
}

function tooLarge(bytes: number) {
  return {
    what: `the file has ${Math.round(bytes / 1024)} KB`,
    expected: `at most ${maxFileBytes / 1024} KB`,
    fix: 'is this the file you meant to put here?',
  };
}

function refuse(
  file: string,
  fault: { what: string; expected: string; fix?: string },
): {
  source: Source;
  findings: Finding[];
} {
  const source = sourceOf(file, '');
  return { source, findings: [source.atOffset(0, { level: 'error', rule: 'file-content', ...fault })] };
}

/** One finding for each token-like piece of a file's text. */
function secretFindings(source: Source): Finding[] {
  return secretsIn(source.text).map(({ name, offset }) =>
    source.atOffset(offset, {
      level: 'error',
      rule: 'secret-in-file',
      what: `this looks like ${name}`,
      expected: 'no secrets in files',
      why: 'these files are reviewed, copied and shown to many people',
      fix: 'take it out and renew it; name the environment variable that holds it in `secret.env`',
    }),
  );
}
