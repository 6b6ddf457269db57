import type { StoredEffect } from '../domain/incident/effects.ts';
import { chatsOf } from '../domain/incident/rooms.ts';
import type { Opened } from '../domain/incident/state.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Actions, Chat, Clock, Jobs, Log, Pager, Signals, Store, Writes } from '../ports.ts';
import type { Handler } from './handle.ts';

export interface DeliverDeps {
  store: Store;
  handler: Handler;
  clock: Clock;
  jobs: Jobs;
  log: Log;
  chats: Chat[];
  pagers: Pager[];
  actions: Actions;
  signals: Signals;
  hash: (text: string) => string;
  metrics: Metrics;
  /** Renders the postmortem draft of an incident. */
  draft: (number: number, format: 'md' | 'html') => Promise<{ title: string; bytes: Buffer }>;
}

/** Sends one effect; what it returns is written in the transaction that settles the effect. */
export type Send = (effect: StoredEffect, incident: Opened) => Promise<Sent>;

/** What a delivery leaves behind: rows to write, and the outcome as a command. */
export interface Sent {
  also?: Pick<Writes, 'slot' | 'release'>;
  command?: Parameters<Handler['handle']>[1];
}

/** The chat an effect is meant for: the home of its incident when it names none. */
export function chatName(body: { chat?: string }, incident: Opened): string {
  return body.chat ?? chatsOf(incident.plan)[0];
}
