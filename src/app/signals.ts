import type { Signals } from '../ports/signals.ts';
import { noSignals } from '../signals/none.ts';
import { prometheusSignals } from '../signals/prometheus.ts';
import type { Settings } from './settings.ts';

/** Where the numbers of a system are read. */
export function signalsOf({ prometheusUrl }: Pick<Settings, 'prometheusUrl'>): Signals {
  return prometheusUrl === undefined ? noSignals() : prometheusSignals({ url: prometheusUrl });
}
