import type { FedChange } from '../domain/signals/feed.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { describe, readInstant, readLink, readWord } from '../webhooks/fields.ts';
import { hmacHex } from '../webhooks/hmac.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Parsed, Source } from '../webhooks/source.ts';

/** Deployments of GitHub, by webhook (docs.github.com/webhooks/webhook-events-and-payloads#deployment_status). */
export const github: Source<FedChange> = {
  name: 'github',
  authentication: hmacHex({ header: 'X-Hub-Signature-256', prefix: 'sha256=' }),
  parse: parseDeployment,
};

/**
 * Reads a `deployment_status` event. Only a success is a change. Which event it is follows from the body, because the
 * signature does not cover the header that says so. All statuses of one deployment are one change.
 */
export function parseDeployment(body: unknown, now: Instant): Parsed<FedChange> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  if (body.zen !== undefined) return passOver('GitHub tries the address; that is no change');
  const { deployment, deployment_status: status, repository } = body;
  if (!isObject(deployment)) return passOver('an event that is no deployment');
  if (!isObject(status)) return passOver('a deployment begins; its deployment_status tells how it ends');
  const name = isObject(repository) ? readWord(repository.full_name) : undefined;
  if (name === undefined) return refuse('repository.full_name', 'expected owner/name');
  const id = readWord(deployment.id);
  if (id === undefined) return refuse('deployment.id', 'expected a number');
  const environment = readWord(status.environment) ?? readWord(deployment.environment);
  if (environment === undefined) return refuse('deployment.environment', 'expected the name of one');
  if (status.state !== 'success')
    return passOver(
      `deployment ${id} of ${name} to ${environment} is ${readWord(status.state) ?? 'unknown'}, and only success is a change`,
    );
  const to = versionOf(deployment, repository);
  const by = loginOf(deployment.creator) ?? loginOf(status.creator);
  const link = [status.log_url, status.target_url, isObject(repository) ? repository.html_url : undefined]
    .map(readLink)
    .find((one) => one !== undefined);
  const change: FedChange = {
    of: { source: 'github', name, projects: [], field: 'repository.full_name' },
    environment,
    id,
    ...(to !== undefined && { to }),
    summary:
      readWord(status.description, 500) ??
      readWord(deployment.description, 500) ??
      `${name} ${to ?? ''} deployed to ${environment}`.replace('  ', ' '),
    ...(by !== undefined && { by }),
    at: readInstant(status.created_at) ?? now,
    ...(link !== undefined && { link }),
  };
  return { items: [change], rejected: [] };
}

/** A tag is a version, a branch is none: there it is the commit, as GitHub shortens it. */
function versionOf(deployment: Record<string, unknown>, repository: unknown): string | undefined {
  const sha = readWord(deployment.sha);
  const ref = readWord(deployment.ref)?.replace(/^refs\/(?:tags|heads)\//, '');
  const main = isObject(repository) ? repository.default_branch : undefined;
  const isVersion = ref !== undefined && ref !== sha && ref !== main && /\d/.test(ref) && !ref.includes('/');
  return isVersion ? ref : (sha?.slice(0, 7) ?? ref);
}

function loginOf(user: unknown): string | undefined {
  return isObject(user) ? readWord(user.login) : undefined;
}
