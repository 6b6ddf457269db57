import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Memory } from '../../../../src/ports/memory.ts';
import { closed, listening } from '../../../support/loopback.ts';
import type { Sender } from './activities.ts';
import { type Answer, type Asked, botConnector, directWith } from './bot-connector.ts';
import { graph } from './graph.ts';
import { createSigner, type Signer, signToken } from './tokens.ts';
import { createWorld, everyPermission, type FakeWorld, type Json, userIn } from './world.ts';

export const opening = Date.parse('2025-02-17T14:10:00Z');
export const appPassword = 'password-in-tests';

/** Trouble of the played services; the token endpoint is spared. */
export interface Weather {
  /** 503 and nothing happens. */
  down?: boolean;
  /** It happens, and the connection breaks instead of an answer. */
  lost?: boolean;
  /** Milliseconds before anything happens. */
  slow?: number;
  /** Nothing happens before this. */
  hold?: Promise<void>;
  /** Answers this instead, and nothing happens. */
  answer?: Answer;
  /** How many calls it meets; all, when not said. */
  times?: number;
  /** Only calls whose `METHOD /path` matches. */
  only?: RegExp;
}

export interface Called {
  service: 'connector' | 'graph' | 'login' | 'openid';
  method: string;
  path: string;
  query: string;
  body: Json;
  authorization?: string;
  status?: number;
}

/** Teams as a server on this machine: the Bot Connector, Graph, the login service and the signing keys. */
export interface FakeTeams {
  world: FakeWorld;
  url: string;
  serviceUrl: string;
  graphUrl: string;
  loginUrl: string;
  openId: { issuer: string; metadataUrl: string };
  clock: { now(): number; advance(ms: number): void };
  /** Whom activities come from. */
  sender: Sender;
  calls: Called[];
  weather(now: Weather): void;
  /** The keys it publishes, read once by whoever checks a token; the first signs. */
  signers: Signer[];
  /** The header Teams sends with an activity; `claims` are laid over the right ones. */
  authorization(claims?: Json, signer?: Signer): string;
  /** Sends an activity to the bot like Teams does. */
  deliver(target: string, activity: Json, options?: { authorization?: string }): Promise<Response>;
  close(): Promise<void>;
}

const issuer = 'https://api.botframework.com';

/** One for all tests. */
const teamsKey = createSigner('teams-key');

export async function openTeams(
  options: { granted?: string[]; clock?: FakeTeams['clock'] } = {},
): Promise<FakeTeams> {
  const clock = options.clock ?? stillClock();
  const world = createWorld({ now: clock.now, granted: options.granted ?? everyPermission });
  const signers = [teamsKey];
  const calls: Called[] = [];
  let weather: Weather = {};

  const server = createServer((req, res) => void serve(req, res).catch(() => res.destroy()));
  const url = await listening(server);
  const serviceUrl = `${url}/amer/`;

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { called, asked } = await readCall(req);
    calls.push(called);
    const met = meets(called) ? weather : {};
    if (met.slow) await new Promise((resolve) => setTimeout(resolve, met.slow));
    await met.hold;
    const answer = met.down ? { status: 503 } : (met.answer ?? answerTo(called, asked));
    called.status = answer.status;
    if (met.lost) return void res.destroy();
    res.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    res.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  function meets(called: Called): boolean {
    if (called.service === 'login' || called.service === 'openid') return false;
    if (weather.only && !weather.only.test(`${called.method} ${called.path}`)) return false;
    if (weather.times === undefined) return true;
    weather.times -= 1;
    return weather.times >= 0;
  }

  function answerTo(called: Called, asked: Asked): Answer {
    if (called.service === 'login') return login(world, asked);
    if (called.service === 'openid') return keys(url, signers, asked.path);
    const wanted = called.service === 'graph' ? /^Bearer [\w-]+\.[\w-]+\.$/ : /^Bearer connector-token$/;
    if (!wanted.test(called.authorization ?? ''))
      return {
        status: 401,
        body: { error: { code: 'Unauthorized', message: 'The token is not for this.' } },
      };
    return called.service === 'graph' ? graph(world, asked) : botConnector(world, asked);
  }

  function authorization(claims: Json = {}, by: Signer = teamsKey): string {
    const seconds = Math.floor(Date.now() / 1000);
    const right = {
      iss: issuer,
      aud: world.appId,
      serviceurl: serviceUrl,
      nbf: seconds - 60,
      exp: seconds + 600,
    };
    return `Bearer ${signToken(by, { ...right, ...claims })}`;
  }

  return {
    world,
    url,
    serviceUrl,
    graphUrl: `${url}/graph/v1.0`,
    loginUrl: `${url}/login`,
    // Checkers keep the keys by address for as long as the process lives, and a port may be given out again.
    openId: { issuer, metadataUrl: `${url}/openid/metadata?of=${randomUUID()}` },
    clock,
    sender: { world, serviceUrl },
    calls,
    weather: (next) => {
      weather = { ...next };
    },
    signers,
    authorization,
    deliver(target, activity, { authorization: header = authorization() } = {}) {
      const { conversation, from } = activity as { conversation?: Json; from?: Json };
      const writer = userIn(world, String(from?.aadObjectId));
      if (writer && String(conversation?.id).startsWith('a:')) directWith(world, writer);
      return fetch(target, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(header ? { authorization: header } : {}) },
        body: JSON.stringify(activity),
      });
    },
    close: () => closed(server),
  };
}

/** Shows the opening until it is moved. */
function stillClock(): FakeTeams['clock'] {
  let now = opening;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
  };
}

const services: [prefix: string, service: Called['service']][] = [
  ['/amer', 'connector'],
  ['/graph/v1.0', 'graph'],
  ['/login', 'login'],
  ['/openid', 'openid'],
];

async function readCall(req: IncomingMessage): Promise<{ called: Called; asked: Asked }> {
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://teams.invalid');
  const [prefix, service] = services.find(([start]) => pathname.startsWith(`${start}/`)) ?? ['', 'connector'];
  const bytes = await buffer(req);
  const body = bodyOf(req.headers['content-type'] ?? '', bytes);
  const path = decodeURIComponent(pathname.slice(prefix.length));
  const method = req.method ?? 'GET';
  const { authorization } = req.headers;
  const called = { service, method, path, query: searchParams.toString(), body };
  return {
    called: { ...called, ...(authorization ? { authorization } : {}) },
    asked: { method, path, query: searchParams, body, bytes },
  };
}

function bodyOf(type: string, bytes: Buffer): Json {
  const text = bytes.toString();
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  return type.startsWith('application/json') && text !== '' ? (JSON.parse(text) as Json) : {};
}

/** Client credentials; the scope decides for whom the token is good. */
function login(world: FakeWorld, { path, body }: Asked): Answer {
  const known =
    path === `/${world.tenantId}/oauth2/v2.0/token` &&
    body.client_id === world.appId &&
    body.client_secret === appPassword &&
    body.grant_type === 'client_credentials';
  if (!known)
    return {
      status: 401,
      body: { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret.' },
    };
  const token = String(body.scope).includes('graph') ? graphToken(world) : 'connector-token';
  return { status: 200, body: { token_type: 'Bearer', expires_in: 3599, access_token: token } };
}

/** Roles are what the tenant granted; what a team granted is not in a token. */
function graphToken(world: FakeWorld): string {
  const roles = [...world.granted].filter((name) => !/\.(?:Group|Chat)$/.test(name));
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ roles })}.`;
}

function keys(url: string, signers: Signer[], path: string): Answer {
  if (path === '/keys') return { status: 200, body: { keys: signers.map((signer) => signer.jwk) } };
  const jwksUri = `${url}/openid/keys`;
  const algorithms = ['RS256'];
  return {
    status: 200,
    body: { issuer, jwks_uri: jwksUri, id_token_signing_alg_values_supported: algorithms },
  };
}

/** A memory that lasts as long as the test. */
export function createMemory(): Memory & { held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    recall: async (key) => held.get(key),
    remember: async (key, value) => void held.set(key, value),
  };
}
