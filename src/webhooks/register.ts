import type { FastifyInstance } from 'fastify';
import type { AnsweredElsewhere } from '../domain/incident/paged-elsewhere.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import type { Sent } from '../domain/signals/feed.ts';
import type { Rejected } from '../http/problem.ts';
import { bodyLimit, type HeldBytes, heldBytes } from '../http/request-body.ts';
import { type AlertSource, readAlerts } from './alert-source.ts';
import {
  addConsent,
  addEndpoint,
  type ReadSource,
  type ReceiverOptions,
  type Taker,
  takerOf,
  type WebhookEndpoint,
} from './receive.ts';
import type { Source } from './source.ts';

export interface Placed {
  fingerprint: string;
  /** null when no incident was opened, because the alert was resolved before airb saw it firing. */
  incident: number | null;
  because: string;
}

export interface WebhookOptions extends ReceiverOptions {
  alertSources: readonly AlertSource[];
  changeSources: readonly Source<Sent>[];
  /** Pagers that tell what was answered there; none where they are left out. */
  pagers?: {
    sources: readonly Source<AnsweredElsewhere>[];
    secrets: ReceiverOptions['secrets'];
    /** Resolves when the answer is durably stored, with what became of it. */
    take(answer: AnsweredElsewhere): Promise<string>;
  };
  /** Resolves when the alerts are durably stored, one answer each, in order. */
  intake(alerts: Alert[]): Promise<Placed[]>;
  /** Finds the system and the part of each change that names them in its sender's words. */
  placeChanges(sent: Sent[]): Promise<Placing>;
  /** Resolves when the changes are durably stored. */
  noteChanges(changes: Change[]): Promise<unknown>;
}

/** The changes of known parts, what nobody takes, and what changes nothing. */
export interface Placing {
  items: Change[];
  rejected: Rejected[];
  passed: string[];
}

/** Alertmanager sends a group as one body, and a group of 2,000 alerts has over a megabyte. */
const alertBodyLimit = 8 * bodyLimit;

/** So many bytes of bodies are held at once, from the first byte until the answer. */
const mostHeld = 32 * bodyLimit;

/**
 * Adds `POST /alerts/:source`, `POST /changes/:source` and `POST /paging/:source`. They answer 202 only after `intake` or `noteChanges`
 * resolved, and problem+json otherwise. Call `registerProblems` on the app first.
 * @returns the same by their addresses, for whoever can do without the app's routing
 */
export function registerWebhooks(app: FastifyInstance, options: WebhookOptions): ReadonlyMap<string, Taker> {
  const { intake, noteChanges, placeChanges, alertSources, changeSources } = options;
  const held = heldBytes(mostHeld);
  const alerts: WebhookEndpoint<Alert> = {
    path: '/alerts',
    bodyLimit: alertBodyLimit,
    sources: alertSources.map(quieted),
    store: async (items) => ({ alerts: await intake(items) }),
  };
  const changes: WebhookEndpoint<Change> = {
    path: '/changes',
    bodyLimit,
    sources: changeSources.map((source) => placing(source, placeChanges)),
    store: async (items) => {
      await noteChanges(items);
      return { changes: items.map(({ id, system, kind }) => ({ id, system, kind })) };
    },
  };
  const paging: WebhookEndpoint<AnsweredElsewhere> = {
    path: '/paging',
    bodyLimit,
    sources: options.pagers?.sources ?? [],
    store: async (items) => ({ answers: await inOrder(items, options.pagers?.take) }),
  };
  const takers = [
    takersOf(alerts, { ...options, held }),
    takersOf(changes, { ...options, held }),
    takersOf(paging, { ...options, secrets: options.pagers?.secrets ?? {}, held }),
  ] as const;
  app.register(async (scope) => {
    // Bodies are read here and not by Fastify: all that is held at once is bounded, and one without end must meet its refusal.
    scope.removeAllContentTypeParsers();
    addEndpoint(scope, alerts, takers[0]);
    addEndpoint(scope, changes, takers[1]);
    addEndpoint(scope, paging, takers[2]);
    addConsent(scope, alerts, takers[0].keys());
  });
  return new Map(takers.flatMap((them) => [...them]));
}

async function inOrder<T, R>(items: T[], take?: (item: T) => Promise<R>): Promise<R[]> {
  const taken: R[] = [];
  for (const item of items) if (take) taken.push(await take(item));
  return taken;
}

/** By their addresses; where the secret may end the address, only the app's routing knows that form. */
function takersOf<T>(
  endpoint: WebhookEndpoint<T>,
  options: ReceiverOptions & { held: HeldBytes },
): Map<string, Taker> {
  return new Map(
    endpoint.sources.flatMap((source): [string, Taker][] => {
      const url = `${endpoint.path}/${source.name}`;
      const take = takerOf(source, endpoint, options);
      const secret = source.authentication.inPath ? ['/:secret'] : [];
      return ['', ...(source.endings ?? []), ...secret].map((ending) => [`${url}${ending}`, take]);
    }),
  );
}

function quieted(source: AlertSource): ReadSource<Alert> {
  return { ...source, parse: (body, now, beside) => readAlerts(source, body, { now, beside }) };
}

function placing(source: Source<Sent>, place: WebhookOptions['placeChanges']): ReadSource<Change> {
  return {
    ...source,
    parse: async (body, now, beside) => {
      const { items, rejected, passed = [] } = source.parse(body, now, beside);
      const placed = await place(items);
      return {
        items: placed.items,
        rejected: [...rejected, ...placed.rejected],
        passed: [...passed, ...placed.passed],
      };
    },
  };
}
