import type * as z from 'zod';
import { type Finding, suggestedFix } from './finding.ts';
import type { JsonSchema } from './schema.ts';
import type { Path, Source } from './source.ts';

type Issue = z.core.$ZodIssue;

const typeWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a group of fields',
  record: 'a group of named entries',
  array: 'a list',
};

/**
 * Turns one complaint of the schema into findings at their places in the file.
 * @param data the checked data, which tells a missing field from a wrong one
 * @param schema the kind's JSON Schema: it gives the neighbours of a misspelt field and the descriptions of fields
 */
export function explain(
  source: Source,
  issue: Issue,
  { data, schema }: { data: unknown; schema: JsonSchema },
) {
  const path = issue.path.filter((word) => typeof word !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownField(source, [...path, key], { data, schema }));
  if (issue.code === 'invalid_key') return [badName(source, path, issue)];
  const value = valueAt(data, path);
  const about = schemaAt(schema, path)?.description;
  const why = about === undefined ? {} : { why: `this field is: ${about}` };
  const expected = expectation(issue);
  const name = path.length === 0 ? 'the file' : `\`${fieldName(path)}\``;
  if (value === undefined) {
    const what = `${name} is missing`;
    return [source.at(path, { level: 'error', rule: 'field-missing', what, expected, ...why }, 'key')];
  }
  const fix = remedy(issue, value);
  return [
    source.at(path, {
      level: 'error',
      rule: 'field-value',
      what: `${name} is ${shown(value)}`,
      expected,
      ...why,
      ...(fix && { fix }),
    }),
  ];
}

/** Of several shapes told apart by their `kind`, the one that the value says it has. */
function variantOf(schema: JsonSchema | undefined, value: unknown): JsonSchema | undefined {
  const kind = valueAt(value, ['kind']);
  return schema?.oneOf?.find(({ properties }) => properties?.kind?.const === kind) ?? schema;
}

function remedy(issue: Issue, value: unknown): string | undefined {
  if (issue.code === 'invalid_union' && typeof value === 'string')
    return suggestedFix(value, issue.message.replace(/^one of /, '').split(', '));
  if (issue.code === 'invalid_value') {
    return suggestedFix(String(value), issue.values.map(String));
  }
  const plain = typeof value === 'number' || typeof value === 'boolean';
  const wantsText = issue.code === 'invalid_type' && issue.expected === 'string' && !isOwn(issue.message);
  return plain && wantsText ? `put it in quotes: "${value}"` : undefined;
}

function unknownField(
  source: Source,
  path: Path,
  { data, schema }: { data: unknown; schema: JsonSchema },
): Finding {
  const around = path.slice(0, -1);
  const neighbours = Object.keys(
    variantOf(schemaAt(schema, around), valueAt(data, around))?.properties ?? {},
  );
  return source.at(
    path,
    {
      level: 'error',
      rule: 'field-unknown',
      what: `\`${fieldName(path)}\` is not a field here`,
      expected: neighbours.length === 0 ? 'no such field' : `one of ${neighbours.join(', ')}`,
      fix: suggestedFix(String(path.at(-1)), neighbours) ?? 'take it out',
    },
    'key',
  );
}

function badName(source: Source, path: Path, issue: Extract<Issue, { code: 'invalid_key' }>): Finding {
  const expected = issue.issues[0]?.message ?? 'another name';
  return source.at(
    path,
    { level: 'error', rule: 'field-value', what: `\`${fieldName(path)}\` can't be a name here`, expected },
    'key',
  );
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return isOwn(issue.message) ? issue.message : (typeWords[issue.expected] ?? issue.expected);
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'too_small':
    case 'too_big':
      return isOwn(issue.message) ? issue.message : bound(issue);
    default:
      return issue.message;
  }
}

/**
 * True for a message written in the schema: it completes "expected …". The library's own messages are whole sentences.
 */
function isOwn(message: string): boolean {
  return !/^(Invalid|Too) /.test(message);
}

function bound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  return issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
}

function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a group of fields';
  if (typeof value !== 'string') return String(value);
  return value.trim() === '' ? 'empty text' : `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
}

/** `recovery.key[0].signal` */
function fieldName(path: Path): string {
  return path
    .map((word, n) => (typeof word === 'number' ? `[${word}]` : n === 0 ? word : `.${word}`))
    .join('');
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const word of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, word)) return undefined;
    value = Reflect.get(value, word);
  }
  return value;
}

function schemaAt(schema: JsonSchema, path: Path): JsonSchema | undefined {
  let at: JsonSchema | undefined = schema;
  for (const word of path) {
    const other: JsonSchema['additionalProperties'] = at?.additionalProperties;
    at =
      typeof word === 'number'
        ? at?.items
        : (at?.properties?.[word] ?? (typeof other === 'object' ? other : undefined));
  }
  return at;
}
