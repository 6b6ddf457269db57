import { type Duration, type Instant, minute, second } from '../domain/time.ts';
import { Problem } from '../http/problem.ts';
import type { Clock } from '../ports/clock.ts';

/** Requests of one agent within a minute: enough to look around, too few to keep the writer busy. */
const most = 60;
const within: Duration = minute;

/**
 * Slows down whoever asks too often. It counts in this process, so with replicas an agent has as many times more.
 * @returns called for each request with the name of the agent
 * @throws Problem 429 with how long to wait
 */
export function createPace(clock: Clock): (agent: string) => void {
  const recent = new Map<string, Instant[]>();
  return (agent) => {
    const now = clock.now();
    const still = (recent.get(agent) ?? []).filter((at) => at > now - within);
    const [oldest] = still;
    if (oldest !== undefined && still.length >= most) {
      const seconds = Math.max(1, Math.ceil((oldest + within - now) / second));
      throw new Problem(429, `${agent} asked ${most} times within a minute. Try again in ${seconds} s.`, {
        headers: { 'retry-after': String(seconds) },
      });
    }
    recent.set(agent, [...still, now]);
  };
}
