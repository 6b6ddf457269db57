import { fileKinds, jsonSchema, schemaFileName } from './schema.ts';

/** Where editors look for the schemas, unless somebody says where they are: an example, as everywhere in the documentation. */
export const exampleBase = 'https://airb.example.com/schema';

export const catalogFileName = 'catalog.json';

/** Which files of a repository each schema is for. */
const files: Record<(typeof fileKinds)[number], string[]> = {
  runbook: ['**/runbooks/library/*/*.yaml'],
  system: ['**/runbooks/systems/*.yaml'],
  organization: ['**/runbooks/organization.yaml'],
};

/**
 * The schemas as a catalog in SchemaStore's form, which editors read from there or from an address of one's own.
 * @param base the address of the folder with the schemas
 */
export function catalogText(base: string): string {
  const schemas = fileKinds.map((kind) => {
    const { title, description } = jsonSchema(kind);
    return {
      name: title ?? `airb ${kind}`,
      description: description ?? '',
      fileMatch: files[kind],
      url: `${base.replace(/\/$/, '')}/${schemaFileName(kind)}`,
    };
  });
  const catalog = { $schema: 'https://json.schemastore.org/schema-catalog.json', version: 1, schemas };
  return `${JSON.stringify(catalog, null, 2)}\n`;
}
