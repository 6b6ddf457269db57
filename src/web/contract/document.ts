import * as z from 'zod';
import { problem } from './basics.ts';
import type { Content, Contract, Operation } from './operation.ts';

/** The version of the contract, not of the program: the first number rises when something promised is removed. */
const version = '1.0.0';

const description = [
  'What airb answers over HTTP. Fields are added, never renamed or removed; unknown ones are to be ignored.',
  'A refusal is `application/problem+json` and says what is wrong and what to do.',
].join(' ');

const securitySchemes = {
  apiToken: { type: 'http', scheme: 'bearer', description: '`AIRB_API_TOKEN`' },
  evidenceToken: {
    type: 'http',
    scheme: 'bearer',
    description: '`AIRB_EVIDENCE_TOKEN`, which reads nothing',
  },
  agentToken: { type: 'http', scheme: 'bearer', description: 'A token of `AIRB_MCP_TOKENS`' },
  sourceSecret: { type: 'http', scheme: 'bearer', description: '`AIRB_<SOURCE>_SECRET`, one a source' },
  sourceSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Hub-Signature-256',
    description:
      'HMAC-SHA256 of the raw body with `AIRB_<SOURCE>_SECRET`, in the header its tool has for it: github this one, launchdarkly `X-LD-Signature`, langfuse `x-langfuse-signature`',
  },
  pageCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'airb_pages',
    description: 'Given by `/incidents/sign-in` for the API token',
  },
  slackSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'x-slack-signature',
    description: 'With `x-slack-request-timestamp`; `SLACK_SIGNING_SECRET`',
  },
  botFramework: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Signed by Microsoft' },
};

/** What each refusal means, at every address. */
const refusals: Record<number, string> = {
  400: 'Not readable: not JSON, or an address with a broken % sign.',
  401: 'Not signed, or wrongly.',
  429: 'Too many wrong secrets came from this address; `Retry-After` says when to try again.',
  403: 'Not from there.',
  404: 'There is no such thing.',
  413: 'The body is too big.',
  415: 'The body is not JSON, or it is compressed.',
  422: 'Understood, but not usable; `field` says what.',
  503: 'It can’t be stored just now. Nothing was stored; send it again after `Retry-After` seconds.',
};

type Json = Record<string, unknown>;
type Draw = (shape: z.ZodType) => Json;

/**
 * The OpenAPI document of everything airb answers.
 * @param publicUrl where clients reach it
 */
export function openApi(contracts: readonly Contract[], publicUrl: string): Json {
  const shapes = Object.assign({ Problem: problem }, ...contracts.map((one) => one.shapes));
  const { schemas, draw } = drawn(shapes);
  const paths: Record<string, Json> = {};
  for (const operation of contracts.flatMap(({ operations }) => operations))
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation, draw) };
  return {
    openapi: '3.1.0',
    info: { title: 'airb', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: publicUrl }],
    paths,
    components: { schemas, securitySchemes },
  };
}

/** Named shapes refer to each other; `draw` gives the reference to one, or what another looks like. */
function drawn(shapes: Record<string, z.ZodType>): { schemas: Record<string, Json>; draw: Draw } {
  const names = z.registry<{ id: string }>();
  for (const [id, shape] of Object.entries(shapes)) names.add(shape, { id });
  const uri = (id: string) => `#/components/schemas/${id}`;
  const { schemas } = z.toJSONSchema(names, { io: 'input', uri, override: plainer });
  return {
    schemas: Object.fromEntries(
      Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]),
    ),
    draw(shape) {
      const known = names.get(shape);
      if (known) return { $ref: uri(known.id) };
      const { $schema, ...schema } = z.toJSONSchema(shape, { io: 'input', override: plainer });
      return schema;
    },
  };
}

/**
 * Leaves out what tells a reader nothing: limits of JavaScript's integers, how zod checks a time, that keys are text.
 */
function plainer({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  delete jsonSchema.propertyNames;
}

function described(operation: Operation, draw: Draw): Json {
  const { id, tag, summary, description, security, body, answers, problems = [] } = operation;
  const responses = {
    ...Object.fromEntries(
      Object.entries(answers).map(([status, { says, content }]) => [
        status,
        { description: says, ...(content && { content: contentOf(content, draw) }) },
      ]),
    ),
    ...Object.fromEntries(problems.map((status) => [status, refused(status, draw)])),
  };
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(security && { security: [{ [security]: [] }] }),
    ...(operation.parameters && { parameters: parametersOf(operation, draw) }),
    ...(body && { requestBody: { required: true, content: contentOf(body, draw) } }),
    responses,
  };
}

function refused(status: number, draw: Draw): Json {
  return {
    description: refusals[status] ?? 'Refused.',
    ...(status === 503 && { headers: { 'Retry-After': { schema: { type: 'integer' } } } }),
    content: contentOf({ 'application/problem+json': problem }, draw),
  };
}

function contentOf(content: Content, draw: Draw): Json {
  return Object.fromEntries(Object.entries(content).map(([type, shape]) => [type, { schema: draw(shape) }]));
}

/** Names in the path are required parameters; all others go in the query. */
function parametersOf({ path, parameters = {} }: Operation, draw: Draw): Json[] {
  return Object.entries(parameters).map(([name, shape]) => {
    const { description: says, ...schema } = draw(shape);
    const inPath = path.includes(`{${name}}`);
    return {
      name,
      in: inPath ? 'path' : 'query',
      required: inPath,
      ...(typeof says === 'string' && { description: says }),
      schema,
    };
  });
}
