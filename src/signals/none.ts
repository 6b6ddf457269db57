import type { Signals } from '../ports/signals.ts';

/** Stands in while no source of readings is configured: every signal says what is missing. */
export function noSignals(): Signals {
  return {
    read: async (signals, at) =>
      signals.map(({ name }) => ({ signal: name, at, problem: 'no PROMETHEUS_URL is set' })),
    history: async () => [],
    shares: async (observed) => observed.map(() => ({ problem: 'no PROMETHEUS_URL is set' })),
  };
}
