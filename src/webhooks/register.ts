import type { FastifyInstance } from 'fastify';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import { bodyLimit, type HeldBytes, heldBytes } from '../http/request-body.ts';
import { addEndpoint, type ReceiverOptions, type Taker, takerOf, type WebhookEndpoint } from './receive.ts';
import type { Source } from './source.ts';

export interface Placed {
  fingerprint: string;
  /** null when no incident was opened, because the alert was resolved before airb saw it firing. */
  incident: number | null;
  because: string;
}

export interface WebhookOptions extends ReceiverOptions {
  alertSources: readonly Source<Alert>[];
  changeSources: readonly Source<Change>[];
  /** Resolves when the alerts are durably stored, one answer each, in order. */
  intake(alerts: Alert[]): Promise<Placed[]>;
  /** Resolves when the changes are durably stored. */
  noteChanges(changes: Change[]): Promise<unknown>;
}

/** Alertmanager sends a group as one body, and a group of 2,000 alerts has over a megabyte. */
const alertBodyLimit = 8 * bodyLimit;

/** So many bytes of bodies are held at once, from the first byte until the answer. */
const mostHeld = 32 * bodyLimit;

/**
 * Adds `POST /alerts/:source` and `POST /changes/:source`. They answer 202 only after `intake` or `noteChanges`
 * resolved, and problem+json otherwise. Call `registerProblems` on the app first.
 * @returns the same by their addresses, for whoever can do without the app's routing
 */
export function registerWebhooks(app: FastifyInstance, options: WebhookOptions): ReadonlyMap<string, Taker> {
  const { intake, noteChanges, alertSources, changeSources } = options;
  const held = heldBytes(mostHeld);
  const alerts: WebhookEndpoint<Alert> = {
    path: '/alerts',
    bodyLimit: alertBodyLimit,
    sources: alertSources,
    store: async (items) => ({ alerts: await intake(items) }),
  };
  const changes: WebhookEndpoint<Change> = {
    path: '/changes',
    bodyLimit,
    sources: changeSources,
    store: async (items) => {
      await noteChanges(items);
      return { changes: items.map(({ id, system, kind }) => ({ id, system, kind })) };
    },
  };
  const takers = [takersOf(alerts, { ...options, held }), takersOf(changes, { ...options, held })] as const;
  app.register(async (scope) => {
    // Bodies are read here and not by Fastify: all that is held at once is bounded, and one without end must meet its refusal.
    scope.removeAllContentTypeParsers();
    addEndpoint(scope, alerts, takers[0]);
    addEndpoint(scope, changes, takers[1]);
  });
  return new Map([...takers[0], ...takers[1]]);
}

function takersOf<T>(
  endpoint: WebhookEndpoint<T>,
  options: ReceiverOptions & { held: HeldBytes },
): Map<string, Taker> {
  return new Map(
    endpoint.sources.map((source) => [`${endpoint.path}/${source.name}`, takerOf(source, endpoint, options)]),
  );
}
