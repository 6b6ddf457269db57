import * as z from 'zod';
import { tools } from './server.ts';

const message = z
  .looseObject({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string(), z.int()]).optional(),
    method: z.string().optional(),
    params: z.looseObject({}).optional(),
    result: z.looseObject({}).optional(),
    error: z.looseObject({ code: z.int(), message: z.string() }).optional(),
  })
  .describe('A JSON-RPC message of the Model Context Protocol.');

/** The agents' part of `/openapi.json`: the door, and the input of each tool by its name. */
export function mcpContract() {
  const inputs = tools.map(({ name, description, input }) => [
    inputName(name),
    z.object(input).describe(description),
  ]);
  return {
    shapes: { McpMessage: message, ...(Object.fromEntries(inputs) as Record<string, z.ZodType>) },
    operations: [
      {
        id: 'speakMcp',
        method: 'post' as const,
        path: '/mcp',
        tag: 'agents',
        summary: 'The Model Context Protocol, streamable HTTP without sessions',
        description: `One message a request. Tools: ${tools.map(({ name, scope }) => `${name} (${scope})`).join(', ')}. Proposals and evidence are put before people; no tool does a deed.`,
        security: 'agentToken',
        body: { 'application/json': message },
        answers: {
          200: { says: 'The answer of the protocol.', content: { 'application/json': message } },
          202: { says: 'A notification was taken.' },
          406: {
            says: 'The Accept header lacks application/json or text/event-stream.',
            content: { 'application/json': message },
          },
        },
        problems: [400, 401, 403, 413, 415, 429, 503],
      },
    ],
  };
}

/** `propose_containment` → `McpProposeContainmentInput`. */
function inputName(tool: string): string {
  const words = tool.split('_').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return `Mcp${words.join('')}Input`;
}
