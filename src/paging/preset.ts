import type { PersonId, Severity } from '../domain/people.ts';
import { cut, oneLine } from '../domain/plain.ts';
import { ConfigError } from '../errors.ts';
import { isRecord } from '../http/json.ts';
import type { PageRequest, Pager } from '../ports/pager.ts';
import { post } from './post.ts';

/** Services that take pages by HTTP in a form of their own. */
export const presets = ['incident.io', 'jsm'] as const;
export type Preset = (typeof presets)[number];

export interface PresetOptions {
  preset: Preset;
  /** incident.io: the address of the HTTP alert source. JSM: `https://api.atlassian.com/jsm/ops/integration/v2/alerts`. */
  url: string;
  /** The token of the alert source, or the API key of the integration. */
  secret: string;
  /** Where a service names people by their address. */
  addressOf?: (person: PersonId) => string | undefined;
  fetch?: typeof fetch;
  /** Default 10 s. */
  timeoutMs?: number;
}

interface Call {
  path: string;
  body: Record<string, unknown>;
}

interface Shape {
  authorization(secret: string): string;
  callOf(request: PageRequest, addressOf: (person: PersonId) => string | undefined): Call;
  confirms(json: unknown): boolean;
}

/** Limits of Opsgenie's alert API, which JSM Operations took over. */
const jsmLimits = { message: 130, alias: 512, description: 15_000 };
const priorities: Record<Severity, string> = { sev1: 'P1', sev2: 'P2', sev3: 'P3', sev4: 'P5' };

const shapes: Record<Preset, Shape> = {
  /** An alert there fires or is resolved: both an answer and the end stop the ringing. */
  'incident.io': {
    authorization: (secret) => `Bearer ${secret}`,
    callOf: (request) => ({
      path: '',
      body: {
        title: titleOf(request),
        status: request.action === 'trigger' ? 'firing' : 'resolved',
        deduplication_key: request.dedupKey,
        description: describe(request),
        ...(request.link !== undefined && { source_url: request.link }),
        metadata: {
          ...request.details,
          incident: request.incident,
          severity: request.severity,
          paged: namesOf(request),
        },
      },
    }),
    confirms: (json) => isRecord(json) && 'deduplication_key' in json,
  },
  jsm: {
    authorization: (secret) => `GenieKey ${secret}`,
    callOf: (request, addressOf) => {
      const alias = cut(request.dedupKey, jsmLimits.alias);
      if (request.action !== 'trigger') {
        const verb = request.action === 'resolve' ? 'close' : 'acknowledge';
        const path = `/${encodeURIComponent(alias)}/${verb}?identifierType=alias`;
        return { path, body: { source: 'airb', note: `airb: ${verb} ${alias}` } };
      }
      const users = request.people.flatMap(({ id }) => addressOf(id) ?? []);
      return {
        path: '',
        body: {
          message: cut(titleOf(request), jsmLimits.message),
          alias,
          description: cut(describe(request), jsmLimits.description),
          priority: priorities[request.severity],
          source: 'airb',
          details: { ...request.details, incident: String(request.incident) },
          ...(users.length > 0 && { responders: users.map((username) => ({ type: 'user', username })) }),
        },
      };
    },
    confirms: (json) => isRecord(json) && 'requestId' in json,
  },
};

/**
 * Pages through a service that has a form of its own for alerts over HTTP.
 * @throws ConfigError when the address is not http(s)
 */
export function presetPager(options: PresetOptions): Pager {
  const { preset, secret, fetch: send = fetch, timeoutMs = 10_000, addressOf = () => undefined } = options;
  const { authorization, callOf, confirms } = shapes[preset];
  if (!/^https?:/.test(options.url) || !URL.canParse(options.url))
    throw new ConfigError(`The address of ${preset} must start with http:// or https://.`);
  const base = options.url.replace(/\/+$/, '');
  return {
    route: preset,
    send: (request) => {
      const { path, body } = callOf(request, addressOf);
      return post({
        route: preset,
        url: `${base}${path}`,
        headers: { authorization: authorization(secret), 'idempotency-key': keyOf(request) },
        body: JSON.stringify(body),
        secrets: [secret],
        confirms,
        fetch: send,
        timeoutMs,
      });
    },
  };
}

function titleOf({ summary, incident }: PageRequest): string {
  return oneLine(summary) || `Incident ${incident}`;
}

function describe(request: PageRequest): string {
  const details = Object.entries(request.details).map(([name, value]) => `${name}: ${value}`);
  return [request.summary, `Paged: ${namesOf(request)}`, ...details, request.link ?? ''].join('\n').trim();
}

function namesOf({ people }: PageRequest): string {
  return people.map(({ name }) => name).join(', ');
}

function keyOf({ dedupKey, action }: PageRequest): string {
  const key = encodeURI(dedupKey);
  return action === 'trigger' ? key : `${key}/${action}`;
}
