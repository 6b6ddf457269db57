import type { Signals } from '../ports/signals.ts';
import type { Traces } from '../ports/traces.ts';
import { noSignals } from '../signals/none.ts';
import { prometheusSignals } from '../signals/prometheus.ts';
import { httpTraces } from '../signals/traces.ts';
import type { Settings } from './settings.ts';

/** Where the numbers of a system are read. */
export function signalsOf({
  prometheusUrl: url,
  prometheusHeaders: headers,
  environment,
}: Pick<Settings, 'prometheusUrl' | 'prometheusHeaders' | 'environment'>): Signals {
  if (url === undefined) return noSignals();
  return prometheusSignals({ url, headers, secretOf: (name) => environment[name] });
}

/** Where the traces of a system are read. */
export function tracesOf({ environment }: Pick<Settings, 'environment'>): Traces {
  return httpTraces({ secretOf: (name) => environment[name] });
}
