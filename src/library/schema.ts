import * as z from 'zod';
import { organizationFile } from './files/organization.ts';
import { runbookFile } from './files/runbook.ts';
import { systemFile } from './files/system.ts';

export const fileSchemas = { runbook: runbookFile, system: systemFile, organization: organizationFile };
export type FileKind = keyof typeof fileSchemas;
export const fileKinds = Object.keys(fileSchemas) as FileKind[];

/** The part of JSON Schema that is needed to find a field's neighbours and what is said about it. */
export interface JsonSchema {
  title?: string;
  description?: string;
  type?: string;
  enum?: (string | number)[];
  pattern?: string;
  default?: unknown;
  anyOf?: JsonSchema[];
  required?: string[];
  oneOf?: JsonSchema[];
  const?: unknown;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
}

/** The published JSON Schema of a file kind, draft 7 because that is what YAML editors understand best. */
export function jsonSchema(kind: FileKind): JsonSchema {
  return jsonSchemaOf(fileSchemas[kind]);
}

/** What a schema is called for good, wherever a copy of it lies. */
export function schemaId(kind: string): string {
  return `urn:airb:schema:${kind}:v1`;
}

/** The same of the shape of any file. */
export function jsonSchemaOf(shape: z.ZodType): JsonSchema {
  return z.toJSONSchema(shape, { io: 'input', target: 'draft-7' }) as JsonSchema;
}

/** Name of the committed file below `runbooks/schema/`. */
export function schemaFileName(kind: string): string {
  return `${kind}.v1.json`;
}

/** Text of the committed file. */
export function schemaText(kind: FileKind): string {
  return textOf(kind, jsonSchema(kind));
}

/** A schema as it is committed and printed. */
export function textOf(kind: string, schema: JsonSchema): string {
  return `${JSON.stringify({ $id: schemaId(kind), ...schema }, null, 2)}\n`;
}
