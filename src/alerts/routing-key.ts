import { isObject } from '../http/json.ts';
import { sameSecret } from '../http/secrets.ts';
import type { Authentication } from '../webhooks/source.ts';

/** PagerDuty takes no larger event, so a larger body is not looked into. */
const largest = 512 * 1024;

/** The secret stands in the body, as PagerDuty's senders write it. */
export const routingKey: Authentication = {
  needs: 'body',
  how: 'send it as the routing_key of each event',
  check({ body }, secrets) {
    if (body !== undefined && body.length > largest)
      return `The event is larger than the ${largest} bytes PagerDuty takes, so its routing_key was not looked for.`;
    const given = body === undefined ? undefined : keyIn(body);
    if (given === undefined) return 'The body holds no "routing_key".';
    return secrets.filter((secret) => sameSecret(given, secret)).length > 0
      ? undefined
      : 'The routing_key is not the secret set here.';
  },
};

function keyIn(body: Buffer): string | undefined {
  try {
    const event: unknown = JSON.parse(body.toString('utf8'));
    return isObject(event) && typeof event.routing_key === 'string' ? event.routing_key : undefined;
  } catch {
    return undefined;
  }
}
