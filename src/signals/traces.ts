import { fillMinutes } from '../domain/response/trace-link.ts';
import type { SamplesSpec } from '../domain/runbooks/runbook.ts';
import { readWhole } from '../http/answer.ts';
import { isRecord, jsonIn } from '../http/json.ts';
import { valueAt, wordOf } from '../http/json-path.ts';
import { judgedFetch } from '../http/judged-fetch.ts';
import { failureOf, insideIn } from '../http/unanswered.ts';
import { isWebPage } from '../http/web-page.ts';
import type { Sample, Traces } from '../ports/traces.ts';
import { blanked, filledHeaders } from './named-headers.ts';

export interface TracesOptions {
  /** Looks up what a system's headers name as `${NAME}`. */
  secretOf: (name: string) => string | undefined;
  /** Judges where an address leads. */
  fetch?: typeof fetch;
  /** Default 10 s. */
  timeoutMs?: number;
}

/** Five traces with long documents in them fit; what is larger is no list of five. */
const answerLimit = 4 * 1024 * 1024;
/** Characters kept of what went in, and of what came out. */
const longest = 20_000;

/**
 * Reads sampled outputs with one GET. Redirects are not followed, because the secret would travel with them. Never
 * throws: whatever goes wrong is the `problem`.
 */
export function httpTraces({
  secretOf,
  fetch: send = judgedFetch(),
  timeoutMs = 10_000,
}: TracesOptions): Traces {
  return {
    async samples(spec, asked) {
      const url = fillMinutes(spec.url, asked, { page: asked.page, limit: asked.limit });
      if (!URL.canParse(url)) return { problem: 'the address of the traces is not a web address' };
      const { host } = new URL(url);
      const filled = filledHeaders(
        { accept: 'application/json', 'user-agent': 'airb', ...spec.headers },
        { secretOf, whose: host },
      );
      if ('problem' in filled) return filled;
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const response = await send(url, { headers: filled.headers, redirect: 'manual', signal });
        const text = await readWhole(response, answerLimit);
        const read = samplesIn({ response, text, host }, spec, asked.limit);
        return 'problem' in read ? { problem: blanked(read.problem, filled.headers) } : read;
      } catch (error) {
        return { problem: whyNot(error, { host, timeoutMs }) };
      }
    },
  };
}

function samplesIn(
  { response, text, host }: { response: Response; text: string; host: string },
  spec: SamplesSpec,
  limit: number,
): { samples: Sample[] } | { problem: string } {
  const { status } = response;
  if (status >= 300 && status < 400)
    return { problem: `${host} answered with a redirect, which is not followed` };
  if (status === 401 || status === 403)
    return { problem: `${host} refused the secret (${status}); see \`traces.samples.headers\`` };
  if (!response.ok) return { problem: `${host} answered ${status}` };
  if (isWebPage(response.headers.get('content-type') ?? '', text))
    return { problem: `${host} answered with a web page, as a sign-in or a proxy does` };
  const json = jsonIn(text);
  if (json === undefined) return { problem: `${host} answered something that is no JSON` };
  const list = spec.items === undefined ? json : valueAt(json, spec.items);
  if (!Array.isArray(list))
    return { problem: `the answer of ${host} has no list at ${spec.items ?? 'its top'}` };
  const samples = list.slice(0, limit).flatMap((one) => sampleOf(one, spec));
  if (list.length > 0 && samples.length === 0)
    return { problem: `the traces of ${host} have nothing at ${spec.input} and ${spec.output}` };
  return { samples };
}

function sampleOf(one: unknown, spec: SamplesSpec): Sample[] {
  const input = textOf(valueAt(one, spec.input));
  const output = textOf(valueAt(one, spec.output));
  if (input === '' && output === '') return [];
  return [{ id: (wordOf(valueAt(one, spec.id)) ?? '').slice(0, 200), input, output }];
}

/** Text as it is, and anything else as JSON. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = isRecord(value) ? JSON.stringify(value) : String(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}… cut off after ${longest} characters`;
}

function whyNot(error: unknown, { host, timeoutMs }: { host: string; timeoutMs: number }): string {
  const { why, code } = failureOf(error);
  const inside = insideIn(error);
  if (inside !== undefined) return inside.message;
  if (why === 'timeout') return `${host} gave no whole answer within ${timeoutMs / 1000} s`;
  if (why === 'too_long') return `${host} answered more than 4 MB for five traces`;
  if (why === 'untrusted') return `${host} has a certificate that is not trusted`;
  return `${host} can't be reached (${code ?? 'no connection'})`;
}
