import type { Log } from '../ports/log.ts';

/** Lines of one sentence that are written within a minute; what comes on top is only counted. */
const most = 10;
const minute = 60_000;

/**
 * A log for what strangers can cause as often as they like: ten lines a minute, and with the next one how many were left
 * out.
 */
export function sparing(log: Pick<Log, 'warn'>): Pick<Log, 'warn'> {
  let since = Number.NEGATIVE_INFINITY;
  let written = 0;
  let left = 0;
  return {
    warn(fields, message) {
      const now = performance.now();
      if (now - since >= minute) {
        since = now;
        written = 0;
      }
      if (written >= most) {
        left += 1;
        return;
      }
      written += 1;
      log.warn(left > 0 ? { ...fields, leftOut: left } : fields, message);
      left = 0;
    },
  };
}
