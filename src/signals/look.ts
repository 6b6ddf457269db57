import type { Stretch } from '../domain/signals/history.ts';
import { type Asking, type Sample, type Seen, seenIn } from '../domain/signals/seen.ts';
import { isObject } from '../http/json.ts';
import type { Look } from '../ports/look.ts';
import { resultIn, short } from './answer.ts';
import {
  ask,
  type Endpoint,
  endpointOf,
  headersOf,
  inParallel,
  type PrometheusOptions,
  whyNot,
} from './endpoint.ts';
import { blanked } from './named-headers.ts';

/** A week of samples takes longer to compute than one value. */
const patience = 15_000;

/** After so many queries in a row that nobody answered, the rest is not asked: each would wait as long. */
const mostUnanswered = 6;

/**
 * Looks by range queries whether each query answers and moves (prometheus/prometheus, docs/querying/api.md). It asks
 * as an incident would, with the headers of the system, and six at a time.
 * @throws ConfigError at construction when the address is not http(s)
 */
export function prometheusLook(options: PrometheusOptions): Look {
  const endpoint = endpointOf({ timeoutMs: patience, ...options });
  const { parallel = 6 } = options;
  return {
    async look(asked, stretch) {
      let unanswered = 0;
      let why = '';
      return inParallel(asked, parallel, async (asking): Promise<Seen> => {
        if (unanswered >= mostUnanswered) return { is: 'unasked', problem: why };
        const { seen, answered } = await lookAt(endpoint, asking, stretch);
        unanswered = answered ? 0 : unanswered + 1;
        if ('problem' in seen) why = seen.problem;
        return seen;
      });
    },
  };
}

/** `answered` is false where nothing came back at all. */
async function lookAt(
  endpoint: Endpoint,
  asking: Asking,
  stretch: Stretch,
): Promise<{ seen: Seen; answered: boolean }> {
  const filled = headersOf(endpoint, asking);
  if ('problem' in filled) return { seen: { is: 'unasked', problem: filled.problem }, answered: true };
  const { query, of } = asking;
  const question = {
    query: of === undefined ? query : `${of}(${query})`,
    start: String(stretch.from / 1000),
    end: String(stretch.to / 1000),
    step: String(stretch.step / 1000),
  };
  try {
    const answer = await ask({ ...endpoint, headers: filled.headers }, '/api/v1/query_range', question);
    return { seen: hidden(seenOf(answer, stretch), filled.headers), answered: true };
  } catch (error) {
    return {
      seen: { is: 'unasked', problem: whyNot(error, endpoint, 'exactly one series') },
      answered: false,
    };
  }
}

function hidden(seen: Seen, headers: Record<string, string>): Seen {
  return 'problem' in seen ? { ...seen, problem: blanked(seen.problem, headers) } : seen;
}

function seenOf({ status, text, contentType }: Awaited<ReturnType<typeof ask>>, stretch: Stretch): Seen {
  const answer = resultIn(status, text, contentType);
  if ('problem' in answer) return faultOf(status, answer.problem);
  if (answer.type !== 'matrix' || !Array.isArray(answer.result))
    return { is: 'refused', problem: `Prometheus answered a ${short(answer.type)} to a range query` };
  if (answer.result.some((series) => isObject(series) && series.histograms !== undefined))
    return { is: 'refused', problem: 'the query gives a histogram; take histogram_quantile of it' };
  return seenIn(answer.result.map(samplesIn), stretch);
}

/** What is wrong with the query is said with 400 or 422; whatever else is wrong says nothing about it. */
function faultOf(status: number, problem: string): Seen {
  if (/^the answer is partial/.test(problem)) return { is: 'partial', problem };
  return { is: status === 400 || status === 422 ? 'refused' : 'unasked', problem };
}

function samplesIn(series: unknown): Sample[] {
  const values: unknown = isObject(series) ? series.values : undefined;
  if (!Array.isArray(values)) return [];
  return values.flatMap((sample: unknown): Sample[] => {
    if (!Array.isArray(sample)) return [];
    const [at, text]: unknown[] = sample;
    const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
    return [{ at: Number(at) * 1000, value: Number.isFinite(value) ? value : undefined }];
  });
}
