import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sandboxSchemas } from '../../src/app/scenario-files.ts';
import { yamlFiles } from '../../src/library/folder.ts';
import { referenceFileName, referenceText } from '../../src/library/reference.ts';
import {
  fileKinds,
  type JsonSchema,
  jsonSchema,
  schemaFileName,
  schemaText,
} from '../../src/library/schema.ts';

/** Paths of all fields below a schema that say nothing about themselves. */
function undescribed(schema: JsonSchema, path: string): string[] {
  const fields = Object.entries(schema.properties ?? {});
  const further = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  return [
    ...fields.flatMap(([name, field]) => [
      ...(field.description === undefined ? [`${path}.${name}`] : []),
      ...undescribed(field, `${path}.${name}`),
    ]),
    ...[...further, ...(schema.items === undefined ? [] : [schema.items])].flatMap((one) =>
      undescribed(one, `${path}[]`),
    ),
  ];
}

describe('the reference of the files', () => {
  const texts = {
    ...Object.fromEntries(fileKinds.map((kind) => [kind, () => schemaText(kind)])),
    ...sandboxSchemas,
  };

  it.each(Object.entries(texts))(
    'the committed page for %s says what the parser accepts today',
    (kind, text) => {
      const committed = readFileSync(join('docs/reference', referenceFileName(kind)), 'utf8');
      expect(committed, 'run `airb runbooks schema --markdown --out docs/reference`').toBe(
        referenceText(kind, JSON.parse(text()) as JsonSchema),
      );
    },
  );

  it('says of a field what it is for, what it takes, and whether it must be there', () => {
    const page = referenceText('system', jsonSchema('system')).split('\n');
    expect(page).toContain('| **`signals.<…>.better`** | Which direction is better. | `lower`, `higher` |');
    expect(page).toContain(
      '| `parts.<…>.action.method` | HTTP method. | `POST`, `PUT`, `PATCH`; `POST` when left out |',
    );
  });
});

describe('the published JSON Schemas', () => {
  it.each(fileKinds)('the committed file for %s is what the parser accepts today', (kind) => {
    const committed = readFileSync(join('runbooks/schema', schemaFileName(kind)), 'utf8');
    expect(committed, 'run `airb runbooks schema --out runbooks/schema`').toBe(schemaText(kind));
  });

  it.each(fileKinds)('an editor can explain every field of a %s file', (kind) => {
    expect(undescribed(jsonSchema(kind), kind)).toEqual([]);
  });

  it.each(Object.entries(sandboxSchemas))('the same holds for the %s file of the sandbox', (kind, text) => {
    const committed = readFileSync(join('runbooks/schema', schemaFileName(kind)), 'utf8');
    expect(committed, 'run `airb runbooks schema --out runbooks/schema`').toBe(text());
    expect(undescribed(JSON.parse(committed) as JsonSchema, kind)).toEqual([]);
  });

  it('is named by the first line of every shipped file, where an editor finds it', () => {
    const files = [
      'organization.yaml',
      ...['systems', 'library', 'scenarios'].flatMap((dir) =>
        yamlFiles('runbooks', dir).map(({ file }) => file),
      ),
    ];
    for (const file of files) {
      const [first = '', ...rest] = readFileSync(join('runbooks', file), 'utf8').split('\n');
      const schema = first.match(/^# yaml-language-server: \$schema=(\S+)$/)?.[1] ?? 'none';
      expect(existsSync(join('runbooks', dirname(file), schema)), `${file}: ${first}`).toBe(true);
      expect(
        rest.find((line) => !line.startsWith('#')),
        file,
      ).toBe('schema: 1');
    }
  });
});
