import type { World } from './world.ts';

/**
 * What a program that starts again and again may say of others while it is away or new. Calls wait too long for its answer, and whoever
 * sent one that it refused is told to send it again, and does.
 */
export const troublesOfRestarts = [
  /^warn pagerduty did not answer in time/,
  /^warn Slack gave no answer to/,
  /^warn http request failed/,
  /^warn Redis gives no answer/,
  /^warn a webhook was refused .*503.*Nothing was stored; send it again/,
];

/** The kinds of calls at which the bot of a world died. */
export function killedAt({ deaths }: World): string[] {
  return [...new Set(deaths.map(({ call }) => call.kind))].sort();
}
