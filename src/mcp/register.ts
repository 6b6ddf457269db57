import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Doors } from '../http/doors.ts';
import { Problem, sendProblem, tokenWanted } from '../http/problem.ts';
import { bearerIn, sameSecret } from '../http/secrets.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Desk } from './desk.ts';
import { createPace } from './pace.ts';
import type { AgentToken } from './tokens.ts';

export interface McpOptions {
  /** Without any, nobody is let in. */
  tokens: readonly AgentToken[];
  desk: Desk;
  publicUrl: string;
  clock: Clock;
  doors: Doors;
  log: Log;
  metrics: Pick<Metrics, 'agentCalled'>;
}

/** The longest evidence, as JSON writes it at worst, and some more. */
const bodyLimit = 700_000;

/** `POST /mcp` for agents: the Model Context Protocol over streamable HTTP, without sessions. */
export async function registerMcp(app: FastifyInstance, options: McpOptions): Promise<void> {
  const pace = createPace(options.clock);
  await app.register(async (scope) => {
    const agents = new WeakMap<FastifyRequest, AgentToken>();
    scope.addHook('onRequest', async (request, reply) => {
      refuseForeignPage(request, options);
      const agent = agentOf(request, options);
      if (agent === undefined) return refuse(reply, options.tokens.length > 0);
      pace(agent.name);
      agents.set(request, agent);
    });
    scope.post('/mcp', { bodyLimit }, async (request, reply) => {
      const agent = agents.get(request);
      if (agent === undefined) return refuse(reply, true);
      if (Array.isArray(request.body))
        throw new Problem(400, 'One message a request: what comes in a list could not be counted.');
      return answer(request, reply, { agent, options });
    });
  });
}

/** A page that a person on this network opens could otherwise speak through their browser (DNS rebinding). Programs send no Origin. */
function refuseForeignPage({ headers: { origin } }: FastifyRequest, { publicUrl, log }: McpOptions): void {
  if (origin === undefined || origin === new URL(publicUrl).origin) return;
  log.info({ origin: origin.slice(0, 200) }, 'a page of another site asked at /mcp');
  throw new Problem(403, 'A page of another site may not ask here; agents send no Origin.');
}

/** Every token is compared, so that the time tells nothing of which one came near. */
function agentOf(request: FastifyRequest, { tokens, doors }: McpOptions): AgentToken | undefined {
  const given = bearerIn(request.headers);
  if (given === '') return undefined;
  let found: AgentToken | undefined;
  const isRight = () => {
    for (const one of tokens) if (sameSecret(given, one.token)) found = one;
    return found !== undefined;
  };
  return doors.shown(request.raw, { door: 'mcp', guessable: false, isRight }) ? found : undefined;
}

function refuse(reply: FastifyReply, configured: boolean): FastifyReply {
  const detail = configured
    ? 'Send the header “Authorization: Bearer <token>” with a token of AIRB_MCP_TOKENS.'
    : 'No agent has a token. Start airb with AIRB_MCP_TOKENS; see docs/agents.md.';
  return sendProblem(
    reply,
    tokenWanted('airb agents', { title: 'Not allowed without a token of an agent', detail }),
  );
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { agent, options }: { agent: AgentToken; options: McpOptions },
): Promise<FastifyReply> {
  const { desk, log, metrics } = options;
  // The protocol's library is read when the first agent comes: most programs never need it.
  const { answerMcp } = await import('./server.ts');
  const asked = new Request(new URL('/mcp', options.publicUrl), {
    method: 'POST',
    headers: protocolHeaders(request),
  });
  const by = { kind: 'agent', name: agent.name } as const;
  const said = await answerMcp(asked, request.body, { by, scopes: agent.scopes, desk, log, metrics });
  reply.code(said.status).header('cache-control', 'no-store');
  const type = said.headers.get('content-type');
  if (type !== null) reply.header('content-type', type);
  return reply.send(Buffer.from(await said.arrayBuffer()));
}

/** What the protocol itself reads; the token stays here. */
function protocolHeaders({ headers }: FastifyRequest): Record<string, string> {
  const names = ['accept', 'content-type', 'mcp-protocol-version'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
