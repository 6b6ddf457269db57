import type { FastifyInstance } from 'fastify';
import { alertSources, changeSources } from '../alerts/sources.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { type DoorFacts, openDoors } from './receive.ts';

export interface Placed {
  fingerprint: string;
  /** null when nothing was opened: resolved before it was seen firing. */
  incident: number | null;
  because: string;
}

export interface AlertOptions {
  /** Secret per source name; a source without one answers 401. */
  secrets: Readonly<Record<string, string | undefined>>;
  /** Take sources without a secret unsigned. Only for a sandbox that listens on loopback. */
  allowUnsigned: boolean;
  clock: Clock;
  log: Log;
  /** Resolves when the alerts are durably stored, one answer each, in order. */
  intake(alerts: Alert[]): Promise<Placed[]>;
  /** Resolves when the changes are durably stored. */
  noteChanges(changes: Change[]): Promise<unknown>;
}

const megabyte = 1024 * 1024;

/**
 * Opens `POST /alerts/:source` and `POST /changes/:source`. They answer 202 only after `intake` or `noteChanges`
 * resolved, and problem+json otherwise; `registerProblems` must have been called on the app.
 */
export function registerAlerts(app: FastifyInstance, options: AlertOptions): void {
  app.register(async (scope) => {
    readRawJson(scope);
    const { secrets, allowUnsigned, clock, log } = options;
    const facts: DoorFacts = { secrets, allowUnsigned, clock, log };
    openDoors(scope, facts, {
      path: '/alerts',
      sources: alertSources,
      take: async (alerts) => ({ alerts: await options.intake(alerts) }),
    });
    openDoors(scope, facts, {
      path: '/changes',
      sources: changeSources,
      take: async (changes) => {
        await options.noteChanges(changes);
        return { changes: changes.map(({ id, system, kind }) => ({ id, system, kind })) };
      },
    });
  });
}

/**
 * Bodies arrive as bytes: a signature covers exactly those. Only JSON types are taken, which also keeps a web page
 * from posting here on somebody's behalf, as browsers ask first for anything but forms and plain text.
 */
function readRawJson(scope: FastifyInstance): void {
  const json = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(json, { parseAs: 'buffer', bodyLimit: megabyte }, (_request, body, done) => {
    done(null, body);
  });
}
