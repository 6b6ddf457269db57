import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import type { Sent } from '../domain/signals/feed.ts';
import { BusyError } from '../errors.ts';
import { Problem, type Rejected } from '../http/problem.ts';
import { bodyLimit, type HeldBytes, heldBytes, readBody } from '../http/request-body.ts';
import { addEndpoint, type ReadSource, type ReceiverOptions } from './receive.ts';
import type { Source } from './source.ts';

export interface Placed {
  fingerprint: string;
  /** null when no incident was opened, because the alert was resolved before airb saw it firing. */
  incident: number | null;
  because: string;
}

export interface WebhookOptions extends ReceiverOptions {
  alertSources: readonly Source<Alert>[];
  changeSources: readonly Source<Sent>[];
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
 * Adds `POST /alerts/:source` and `POST /changes/:source`. They answer 202 only after `intake` or `noteChanges`
 * resolved, and problem+json otherwise. Call `registerProblems` on the app first.
 */
export function registerWebhooks(app: FastifyInstance, options: WebhookOptions): void {
  const { intake, noteChanges, placeChanges, alertSources, changeSources } = options;
  app.register(async (scope) => {
    readRawJson(scope);
    const alerts = {
      path: '/alerts' as const,
      bodyLimit: alertBodyLimit,
      sources: alertSources,
      store: async (items: Alert[]) => ({ alerts: await intake(items) }),
    };
    const changes = {
      path: '/changes' as const,
      bodyLimit,
      sources: changeSources.map((source) => placing(source, placeChanges)),
      store: async (items: Change[]) => {
        await noteChanges(items);
        return { changes: items.map(({ id, system, kind }) => ({ id, system, kind })) };
      },
    };
    addEndpoint(scope, alerts, options);
    addEndpoint(scope, changes, options);
  });
}

function placing(source: Source<Sent>, place: WebhookOptions['placeChanges']): ReadSource<Change> {
  return {
    ...source,
    parse: async (body, now) => {
      const { items, rejected, passed = [] } = source.parse(body, now);
      const placed = await place(items);
      return {
        items: placed.items,
        rejected: [...rejected, ...placed.rejected],
        passed: [...passed, ...placed.passed],
      };
    },
  };
}

/**
 * Takes bodies as bytes, because a signature covers exactly those. Only JSON types are accepted. That also keeps a web
 * page from posting here in a visitor's name: browsers ask first for anything except forms and plain text.
 *
 * They are read here and not by Fastify, because all that is held at once is bounded too, and because a body without end
 * must meet its refusal.
 */
function readRawJson(scope: FastifyInstance): void {
  const json = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i;
  scope.removeAllContentTypeParsers();
  const held = heldBytes(mostHeld);
  const slips = new WeakMap<IncomingMessage, ReturnType<HeldBytes['slip']>>();
  scope.addHook('onRequest', async ({ raw }, reply) => {
    const slip = held.slip();
    slips.set(raw, slip);
    reply.raw.once('close', slip.free);
  });
  scope.addContentTypeParser(
    json,
    async ({ raw, routeOptions }: FastifyRequest, payload: IncomingMessage) => {
      const limit = routeOptions.bodyLimit ?? bodyLimit;
      const body = await readBody(payload, limit, slips.get(raw)).catch((error: unknown) => {
        if (error instanceof BusyError) throw error;
        throw new Problem(400, 'The body broke off before its end.');
      });
      if (body !== undefined) return body;
      throw new Problem(413, `The body is larger than ${limit} bytes, which is all this address takes.`, {
        hint: 'Send fewer items a request; in Alertmanager that is `max_alerts` of the webhook.',
      });
    },
  );
}
