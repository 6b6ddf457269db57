import type { Config } from '../config.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import type { Look } from '../ports/look.ts';
import type { Memory } from '../ports/memory.ts';
import type { Signals } from '../ports/signals.ts';
import type { Traces } from '../ports/traces.ts';
import { createLooking, type LookAtSignals, withoutPrometheus } from '../readiness/looks.ts';
import { prometheusLook } from '../signals/look.ts';
import { noSignals } from '../signals/none.ts';
import { prometheusSignals } from '../signals/prometheus.ts';
import { httpTraces } from '../signals/traces.ts';
import { judgedBy } from './judged.ts';
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

/** How it is looked whether the queries answer; undefined where no Prometheus is set. */
export function lookOf({
  prometheusUrl: url,
  prometheusHeaders: headers,
  environment,
}: Pick<Settings, 'prometheusUrl' | 'prometheusHeaders' | 'environment'>): Look | undefined {
  return url === undefined
    ? undefined
    : prometheusLook({ url, headers, secretOf: (name) => environment[name] });
}

/** What is known of the signals for readiness. What the sandbox plays shows nothing of the world, so it is not asked. */
export function lookingOf({ prometheusUrl }: Config, settings: Settings, memory: Memory): LookAtSignals {
  const { sandbox } = settings;
  return createLooking({
    look: prometheusUrl === undefined ? undefined : lookOf(settings),
    without: sandbox ? 'the sandbox plays the numbers' : withoutPrometheus,
    memory,
  });
}

/** Where the traces of a system are read. @param library the files of the moment, for what may be called */
export function tracesOf(
  { environment, sandbox }: Pick<Settings, 'environment' | 'sandbox'>,
  library: () => Library,
): Traces {
  return httpTraces({ secretOf: (name) => environment[name], fetch: judgedBy(library, sandbox) });
}
