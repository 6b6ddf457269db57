import type { SignalSpec } from '../runbooks/runbook.ts';
import type { Reading } from '../signals/reading.ts';

/**
 * The readings without values that rest on too little: where the signal that counts the traffic is below what the
 * system file asks for, one failure in two answers would pass for half of them. Where the count itself is not measured
 * the value stands.
 */
export function withEnough(signals: readonly SignalSpec[], readings: Reading[]): Reading[] {
  return readings.map((reading) => {
    const { volume } = signals.find(({ name }) => name === reading.signal) ?? {};
    if (volume === undefined || reading.value === undefined) return reading;
    const counted = readings.find(({ signal }) => signal === volume.signal)?.value;
    if (counted === undefined || counted >= volume.atLeast) return reading;
    const { value: _, worst: __, ...rest } = reading;
    const title = signals.find(({ name }) => name === volume.signal)?.title ?? volume.signal;
    return { ...rest, problem: `too little to measure: ${title} ${counted}, and it takes ${volume.atLeast}` };
  });
}
