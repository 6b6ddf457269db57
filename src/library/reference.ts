import type { JsonSchema } from './schema.ts';

/** What the reference says of one field. */
interface Row {
  /** Names with dots between them, as people write a place in a file. */
  field: string;
  schema: JsonSchema;
  required: boolean;
}

/** Name of the committed page below `docs/reference/`. */
export function referenceFileName(kind: string): string {
  return `${kind}-file.md`;
}

/** Every field of a kind of file in tables, one for each field at the top, as Markdown. Made from what the parser accepts. */
export function referenceText(kind: string, schema: JsonSchema): string {
  const single = rowsBelow(schema, '').filter(({ schema: one }) => rowsBelow(one, '').length === 0);
  const grouped = fieldsOf(schema).filter(({ schema: one }) => rowsBelow(one, '').length > 0);
  return `${[
    `# The ${kind} file, field by field`,
    schema.description ?? '',
    `\`<…>\` stands for a name of your choice, \`[]\` for each entry of a list. A field in bold must be there. This page is made from \`runbooks/schema/${kind}.v1.json\`, which editors read as well.`,
    table(single.filter(({ field }) => !field.includes('.'))),
    ...grouped.map((row) =>
      [`## ${row.field}`, said(row), table(rowsBelow(row.schema, row.field))].join('\n\n'),
    ),
  ].join('\n\n')}\n`;
}

/** The field at the top says which part of a file one is in; what is below it stands in its table. */
function fieldsOf(schema: JsonSchema): Row[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([field, one]) => ({
    field,
    schema: one,
    required: required.has(field),
  }));
}

function rowsBelow(schema: JsonSchema, path: string): Row[] {
  if (schema.items !== undefined) return rowsBelow(schema.items, `${path}[]`);
  const own = fieldsOf(schema).flatMap((row) => {
    const field = path === '' ? row.field : `${path}.${row.field}`;
    return [{ ...row, field }, ...rowsBelow(row.schema, field)];
  });
  const named = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return named === undefined ? own : [...own, ...rowsBelow(named, `${path}.<…>`)];
}

function table(rows: Row[]): string {
  return [
    '| field | what it says | takes |',
    '|---|---|---|',
    ...rows.map(
      (row) => `| ${name(row)} | ${cell(row.schema.description ?? '')} | ${cell(takes(row.schema))} |`,
    ),
  ].join('\n');
}

function name({ field, required }: Row): string {
  return required ? `**\`${field}\`**` : `\`${field}\``;
}

function said({ schema, required }: Row): string {
  return [schema.description, required ? 'Must be there.' : undefined].filter(Boolean).join(' ');
}

function takes(schema: JsonSchema): string {
  const usual = schema.default === undefined || typeof schema.default === 'object' ? [] : [schema.default];
  return [kindOf(schema), ...usual.map((one) => `\`${one}\` when left out`)].join('; ');
}

function kindOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(kindOf))].join(' or ');
  if (schema.type === 'array')
    return schema.items === undefined ? 'list' : `list of: ${kindOf(schema.items)}`;
  if (schema.type === 'object') return 'fields';
  if (schema.type === 'string') return textLike(schema.pattern);
  if (schema.type === 'boolean') return '`true`, `false`';
  return schema.type ?? 'anything';
}

/** A pattern is for the parser; the common ones have a word for people, found by a text each of them takes. */
const words = [
  ['2x baseline', '`2x baseline`'],
  ['10m', 'duration: `90s`, `10m`, `2h`, `1d`'],
  ['2024-02-29', 'day: `2024-02-29`'],
] as const;

function textLike(pattern: string | undefined): string {
  if (pattern === undefined || new RegExp(pattern).test('anything at all')) return 'text';
  if (new RegExp(pattern).test('some-name')) return 'name';
  if (pattern.startsWith('^[A-Z][A-Z0-9_]')) return 'name of an environment variable';
  return words.find(([text]) => new RegExp(pattern).test(text))?.[1] ?? 'text';
}

function cell(text: string): string {
  return inText(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** `<source>` is a tag to whoever shows Markdown, unless it is code. */
function inText(text: string): string {
  return text.replaceAll(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part));
}
