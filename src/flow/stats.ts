import type { Duration } from '../domain/time.ts';

/** What the process counts of itself since it started; for /metrics. */
export interface Counters {
  intake(source: string, outcome: 'opened' | 'joined' | 'repeated' | 'rejected'): void;
  /** An effect left this late, in milliseconds. */
  late(ms: Duration): void;
  deliveryError(code: string): void;
  /** An update deadline passed without a human word. */
  updateMissed(): void;
  missed(): number;
  read(): {
    intake: { source: string; outcome: 'opened' | 'joined' | 'repeated' | 'rejected'; count: number }[];
    chatErrors: { code: string; count: number }[];
    /** Seconds, over the newest deliveries. */
    lateness: { p50: number; p99: number; max: number };
  };
}

/** How many of the newest deliveries the lateness speaks of. */
const window = 1000;

/** Counters that start at nothing. */
export function createCounters(): Counters {
  const taken = new Map<
    string,
    { source: string; outcome: 'opened' | 'joined' | 'repeated' | 'rejected'; count: number }
  >();
  const errors = new Map<string, number>();
  const lateness: number[] = [];
  let missed = 0;
  return {
    intake(source, outcome) {
      const key = `${source}/${outcome}`;
      const entry = taken.get(key) ?? { source, outcome, count: 0 };
      entry.count += 1;
      taken.set(key, entry);
    },
    late(ms) {
      lateness.push(Math.max(0, ms) / 1000);
      if (lateness.length > window) lateness.shift();
    },
    deliveryError(code) {
      errors.set(code, (errors.get(code) ?? 0) + 1);
    },
    updateMissed() {
      missed += 1;
    },
    missed: () => missed,
    read() {
      const sorted = [...lateness].sort((a, b) => a - b);
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      return {
        intake: [...taken.values()],
        chatErrors: [...errors].map(([code, count]) => ({ code, count })),
        lateness: { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 },
      };
    },
  };
}
