import type { Log } from '../ports/log.ts';
import { inWords, type Trouble } from './redis-trouble.ts';

/** What is known of the server; each trouble is said once, and once that it is over. */
export interface Health {
  trouble(): Trouble | undefined;
  ill(trouble: Trouble): void;
  well(): void;
  /** Says nothing from now on. */
  mute(): void;
}

export function healthOf(log: Log): Health {
  let present: Trouble | undefined;
  let muted = false;
  return {
    trouble: () => present,
    ill(trouble) {
      const known = present?.kind === trouble.kind;
      present = trouble;
      if (known || muted) return;
      log.warn({ why: trouble.why }, `${inWords(trouble)}; timers go on in this process until it is back`);
    },
    well() {
      if (present && !muted) log.info({}, 'Redis is back');
      present = undefined;
    },
    mute() {
      muted = true;
    },
  };
}
