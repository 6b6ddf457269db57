/** A number, or a sentence that says why there is none. */
export type Outcome = { value: number } | { problem: string };

/**
 * Reads the answer to an instant query of Prometheus (prometheus/prometheus, docs/querying/api.md). A value is text and
 * may be NaN or ±Inf. An empty result is a success without data and must never count as a recovery. Of several series
 * nobody can say which one is meant. All these give a problem, not a number.
 */
export function readQueryAnswer(status: number, text: string): Outcome {
  const body = parsed(text);
  if (!isObject(body))
    return { problem: `Prometheus answered ${status} without JSON; is PROMETHEUS_URL right?` };
  if (body.status === 'error') return { problem: `Prometheus refused the query: ${errorOf(body)}` };
  if (status < 200 || status > 299) return { problem: `Prometheus answered ${status}` };
  const data = body.data;
  if (body.status !== 'success' || !isObject(data))
    return { problem: 'Prometheus answered JSON that is no query result' };
  return resultOf(data.resultType, data.result);
}

function resultOf(type: unknown, result: unknown): Outcome {
  if (type === 'scalar') return sampleOf(result);
  if (type !== 'vector')
    return { problem: `Prometheus answered a ${short(type)}; the query must give one number at one time` };
  if (!Array.isArray(result)) return { problem: 'Prometheus answered a vector that is no list' };
  if (result.length === 0) return { problem: 'no data' };
  if (result.length > 1) {
    return {
      problem: `the query gives ${result.length} series; it must give exactly one (sum or average them)`,
    };
  }
  const series: unknown = result[0];
  if (isObject(series) && series.histogram !== undefined) {
    return { problem: 'the query gives a histogram; take histogram_quantile of it' };
  }
  return sampleOf(isObject(series) ? series.value : undefined);
}

/** @param sample `[unix seconds, "text"]` */
function sampleOf(sample: unknown): Outcome {
  const text: unknown = Array.isArray(sample) ? sample[1] : undefined;
  if (typeof text !== 'string' || text.trim() === '')
    return { problem: 'Prometheus answered a sample without a value' };
  if (text === 'NaN') return { problem: 'the value is NaN, as where nothing was counted' };
  if (/^[+-]?Inf$/.test(text)) return { problem: `the value is ${text}, as after a division by zero` };
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { problem: `the value "${short(text)}" is no number` };
}

function errorOf(body: Record<string, unknown>): string {
  return [body.errorType, body.error]
    .filter((part) => typeof part === 'string' && part !== '')
    .map(short)
    .join(': ');
}

function short(value: unknown): string {
  return String(value)
    .replace(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .slice(0, 200);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
