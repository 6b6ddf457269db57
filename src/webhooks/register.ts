import type { FastifyInstance } from 'fastify';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import { bodyLimit } from '../http/request-body.ts';
import { addEndpoint, type ReceiverOptions } from './receive.ts';
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

/**
 * Adds `POST /alerts/:source` and `POST /changes/:source`. They answer 202 only after `intake` or `noteChanges`
 * resolved, and problem+json otherwise. Call `registerProblems` on the app first.
 */
export function registerWebhooks(app: FastifyInstance, options: WebhookOptions): void {
  const { intake, noteChanges, alertSources, changeSources } = options;
  app.register(async (scope) => {
    readRawJson(scope);
    const alerts = {
      path: '/alerts',
      sources: alertSources,
      store: async (items: Alert[]) => ({ alerts: await intake(items) }),
    };
    const changes = {
      path: '/changes',
      sources: changeSources,
      store: async (items: Change[]) => {
        await noteChanges(items);
        return { changes: items.map(({ id, system, kind }) => ({ id, system, kind })) };
      },
    };
    addEndpoint(scope, alerts, options);
    addEndpoint(scope, changes, options);
  });
}

/**
 * Takes bodies as bytes, because a signature covers exactly those. Only JSON types are accepted. That also keeps a web
 * page from posting here in a visitor's name: browsers ask first for anything except forms and plain text.
 */
function readRawJson(scope: FastifyInstance): void {
  const json = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(json, { parseAs: 'buffer', bodyLimit }, (_request, body, done) => {
    done(null, body);
  });
}
