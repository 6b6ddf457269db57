import type { FedChange } from '../domain/signals/feed.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { describe, readInstant, readLink, readWord } from '../webhooks/fields.ts';
import { hmacHex } from '../webhooks/hmac.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Parsed, Source } from '../webhooks/source.ts';
import { flagVersion } from './flag-version.ts';

/** Flags of LaunchDarkly: a webhook is an entry of its audit log (launchdarkly.com/docs/api/webhooks). */
export const launchdarkly: Source<FedChange> = {
  name: 'launchdarkly',
  authentication: hmacHex({ header: 'X-LD-Signature' }),
  parse: parseFlag,
};

/** Reads a change of a flag; each environment it reaches is one. What else the audit log tells is passed over. */
export function parseFlag(body: unknown, now: Instant): Parsed<FedChange> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  if (body.kind !== 'flag') return passOver(`${readWord(body.kind) ?? 'an entry'} is no flag`);
  const id = readWord(body._id);
  if (id === undefined) return refuse('_id', 'expected the id of the audit log entry');
  const flags = flagsIn(body);
  if (flags.length === 0)
    return refuse('accesses', 'expected a resource such as proj/default:env/production:flag/assistant');
  const known = flags.filter(({ environment }) => environment !== '*');
  if (known.length === 0) return passOver('a change of a flag that no environment feels');
  return { items: known.map((flag) => changeOf(body, { ...flag, id, now })), rejected: [] };
}

interface Flag {
  project: string;
  environment: string;
  key: string;
}

function changeOf(
  body: Record<string, unknown>,
  { project, environment, key, id, now }: Flag & { id: string; now: Instant },
): FedChange {
  const [was, is] = [body.previousVersion, body.currentVersion].map((flag) => flagVersion(flag, environment));
  const to = is ?? switchedIn(body.titleVerb);
  const moved = to !== undefined && was !== to;
  const by = memberIn(body.member);
  const link = linkIn(body._links);
  return {
    of: { source: 'launchdarkly', name: key, projects: [project], field: 'accesses' },
    environment,
    id: `${id}:${environment}`,
    ...(moved && was !== undefined && { from: was }),
    ...(moved && { to }),
    summary:
      readWord(body.comment, 500) ??
      `${readWord(body.titleVerb, 400) ?? 'changed the flag'} ${key} in ${environment}`,
    ...(by !== undefined && { by }),
    at: readInstant(body.date) ?? now,
    ...(link !== undefined && { link }),
  };
}

/** The flags of an entry, each once; tags may stand behind the environment: `env/production;live`. */
function flagsIn({ accesses, target }: Record<string, unknown>): Flag[] {
  const ofAccesses = Array.isArray(accesses)
    ? accesses.map((one: unknown) => (isObject(one) ? one.resource : undefined))
    : [];
  const ofTarget = isObject(target) && Array.isArray(target.resources) ? target.resources : [];
  const found = [...ofAccesses, ...ofTarget].slice(0, 100).flatMap((resource) => {
    const [, project, environment, key] =
      /^proj\/([^:;]+)[^:]*:env\/([^:;]+)[^:]*:flag\/([^:;]+)/.exec(readWord(resource) ?? '') ?? [];
    return project && environment && key ? [{ project, environment, key }] : [];
  });
  return found.filter(
    (one, at) =>
      found.findIndex(({ environment, key }) => environment === one.environment && key === one.key) === at,
  );
}

/** What the entry says in words, where it came without the flag itself. */
function switchedIn(verb: unknown): string | undefined {
  return /\bturned (on|off)\b/.exec(readWord(verb) ?? '')?.[1];
}

function memberIn(member: unknown): string | undefined {
  if (!isObject(member)) return undefined;
  const name = [readWord(member.firstName), readWord(member.lastName)].filter(Boolean).join(' ');
  return name === '' ? readWord(member.email) : name;
}

/** The page of the flag is given without its host. */
function linkIn(links: unknown): string | undefined {
  const site = isObject(links) && isObject(links.site) ? readWord(links.site.href) : undefined;
  return site?.startsWith('/') ? readLink(`https://app.launchdarkly.com${site}`) : readLink(site);
}
