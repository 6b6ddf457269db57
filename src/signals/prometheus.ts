import type { ObservedSpec, SignalSpec } from '../domain/runbooks/runbook.ts';
import type { History, Stretch } from '../domain/signals/history.ts';
import type { Reading } from '../domain/signals/reading.ts';
import type { Shares } from '../domain/signals/traffic.ts';
import type { Instant } from '../domain/time.ts';
import type { Signals } from '../ports/signals.ts';
import { readQueryAnswer, readRangeAnswer } from './answer.ts';
import {
  type Answered,
  ask,
  type Endpoint,
  endpointOf,
  headersOf,
  inParallel,
  type PrometheusOptions,
  whyNot,
} from './endpoint.ts';
import { blanked } from './named-headers.ts';
import { readShareAnswer } from './share-answer.ts';

/**
 * So many queries at a time: thirty signals come in one round and their past in a second. A Prometheus as it is shipped answers
 * twenty at once and lets the others wait, so more would win nothing.
 */
const atOnce = 30;

/**
 * Reads signals by instant queries of a Prometheus-compatible API. Never throws: whatever goes wrong is the
 * `problem` of that one reading.
 * @throws ConfigError at construction when the address is not http(s)
 */
export function prometheusSignals(options: PrometheusOptions): Signals {
  const endpoint = endpointOf(options);
  const { parallel = atOnce } = options;
  return {
    read: (signals, at) => inParallel(signals, parallel, (signal) => readOne(endpoint, signal, at)),
    async history(signals, stretch) {
      const asked = await inParallel(signals, parallel, (signal) => historyOf(endpoint, signal, stretch));
      return asked.filter((one) => one !== undefined);
    },
    shares: (observed, at) => inParallel(observed, parallel, (one) => readShares(endpoint, one, at)),
  };
}

async function readOne(endpoint: Endpoint, spec: SignalSpec, at: Instant): Promise<Reading> {
  const outcome = await outcomeOf(endpoint, { spec, at, one: 'exactly one series' }, (answer) =>
    readQueryAnswer(answer, spec),
  );
  return { signal: spec.name, at, ...outcome };
}

async function readShares(endpoint: Endpoint, spec: ObservedSpec, at: Instant): Promise<Shares> {
  const { label } = spec;
  return outcomeOf(endpoint, { spec, at, one: `one series for each ${label}` }, (answer) =>
    readShareAnswer(label, answer),
  );
}

/** What an answer says, or why there is none; never throws. */
async function outcomeOf<T extends object>(
  endpoint: Endpoint,
  { spec, at, one }: { spec: Pick<SignalSpec, 'query' | 'headers'>; at: Instant; one: string },
  reading: (answer: Answered) => T,
): Promise<T | { problem: string }> {
  const filled = headersOf(endpoint, spec);
  if ('problem' in filled) return filled;
  const { headers } = filled;
  const question = { query: spec.query, time: String(at / 1000) };
  const outcome = await ask({ ...endpoint, headers }, '/api/v1/query', question)
    .then(reading)
    .catch((error: unknown) => ({ problem: whyNot(error, endpoint, one) }));
  if (!('problem' in outcome) || typeof outcome.problem !== 'string') return outcome;
  return { problem: blanked(outcome.problem, headers) };
}

/** A signal over a stretch of time; undefined when there is no answer that gives one whole series. */
async function historyOf(
  endpoint: Endpoint,
  spec: SignalSpec,
  { from, to, step }: Stretch,
): Promise<History | undefined> {
  const filled = headersOf(endpoint, spec);
  if ('problem' in filled) return undefined;
  // Of several series the worst counts, as at one moment.
  const worst = spec.better === 'lower' ? 'max' : 'min';
  const question = {
    query: spec.by === undefined ? spec.query : `${worst}(${spec.query})`,
    start: String(from / 1000),
    end: String(to / 1000),
    step: String(step / 1000),
  };
  try {
    const { status, text } = await ask({ ...endpoint, ...filled }, '/api/v1/query_range', question);
    const values = readRangeAnswer(status, text, { from, to, step });
    return values && { signal: spec.name, from, step, values };
  } catch {
    return undefined;
  }
}
