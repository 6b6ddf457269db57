import type { FedChange } from '../domain/signals/feed.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { bearerOrPath } from '../webhooks/bearer.ts';
import { describe, readWord } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Parsed, Source } from '../webhooks/source.ts';

/** Environments of Braintrust, by an automation of the type `environment_update`. No signature of its own is documented. */
export const braintrust: Source<FedChange> = {
  name: 'braintrust',
  authentication: bearerOrPath,
  parse: parseEnvironmentUpdate,
};

/**
 * Reads which version of a prompt an environment has now. The body has neither an id nor a time, so the moment of
 * arrival is taken; the same version told twice is one change.
 */
export function parseEnvironmentUpdate(body: unknown, now: Instant): Parsed<FedChange> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const { details, automation, project } = body;
  if (!isObject(details)) return refuse('details', `expected an object, got ${describe(details)}`);
  if (details.is_test === true) return passOver('Braintrust tries the automation; that is no change');
  const type = isObject(automation) ? readWord(automation.event_type) : undefined;
  if (type !== undefined && type !== 'environment_update')
    return passOver(`${type} is no change of an environment`);
  const { prompt, environment: given } = details;
  const name = isObject(prompt) ? (readWord(prompt.slug) ?? readWord(prompt.id)) : undefined;
  if (name === undefined) return refuse('details.prompt.slug', 'expected the slug of a prompt');
  const environment = isObject(given) ? readWord(given.slug) : undefined;
  if (environment === undefined)
    return refuse('details.environment.slug', 'expected the slug of an environment');
  const removed = details.action === 'delete';
  const to = removed ? undefined : readWord(details.new_version);
  if (to === undefined && !removed) return refuse('details.new_version', 'expected a version');
  return {
    items: [
      {
        of: { source: 'braintrust', name, projects: wordsOf(project), field: 'details.prompt.slug' },
        environment,
        id: `${name}:${environment}:${to ?? 'removed'}:${now}`,
        ...(to !== undefined && { to }),
        summary: removed
          ? `${name} was taken out of ${environment}`
          : `${name}: ${environment} has version ${to} now`,
        at: now,
        ...(!removed && { restates: true }),
      },
    ],
    rejected: [],
  };
}

function wordsOf(project: unknown): string[] {
  if (!isObject(project)) return [];
  return [readWord(project.id), readWord(project.name)].filter((word) => word !== undefined);
}
