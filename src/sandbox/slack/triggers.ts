import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { LRUCache } from 'lru-cache';
import { SlackError } from './slack-error.ts';

const lifetimeMs = 3000;
const keep = 500;

export interface Triggers {
  issue(user: string): string;
  /** Uses a trigger up and says whose click it was. Throws the SlackError the Web API answers. */
  exchange(id: string): string;
}

/**
 * Trigger ids live 3 s of real time and work once.
 * Source: docs.slack.dev/interactivity/handling-user-interaction; error names from views.open.
 * @param elapsed real milliseconds; tests move it.
 */
export function createTriggers(elapsed: () => number = () => performance.now()): Triggers {
  const issued = new LRUCache<string, { user: string; at: number; used: boolean }>({ max: keep });
  return {
    issue(user) {
      const id = `${Math.floor(elapsed())}.${issued.size + 1}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { user, at: elapsed(), used: false });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (!trigger) throw new SlackError('invalid_trigger_id');
      if (trigger.used) throw new SlackError('exchanged_trigger_id');
      if (elapsed() - trigger.at > lifetimeMs) throw new SlackError('expired_trigger_id');
      trigger.used = true;
      return trigger.user;
    },
  };
}
