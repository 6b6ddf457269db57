import type { Expectation } from '../domain/runbooks/runbook.ts';
import { jsonIn } from '../http/json.ts';
import { judgedFetch } from '../http/judged-fetch.ts';
import { isPrivateAddress } from '../http/private.ts';
import { formsOf } from '../http/secrets.ts';
import type { ActionAnswer, ActionRequest, Actions } from '../ports/action.ts';
import { type Allowed, addressOf, type Secret, type SecretOf, secretFor } from './address.ts';
import { readAnswer } from './answer.ts';
import { ask, readCurrent, type Surroundings } from './current.ts';
import { impossible, noAnswer } from './errors.ts';
import { type Blanks, fill, fillText, mergeFields } from './fill.ts';
import { followed } from './follow.ts';
import { judgeAnswer } from './judge.ts';

export interface HttpActionOptions extends Allowed {
  secretOf: SecretOf;
  /** Judges where an address leads. */
  fetch?: typeof fetch;
  /** Default 10 s. */
  timeoutMs?: number;
}

/**
 * Containment actions as one HTTP call each. An answer of any status comes back as data, judged; redirects are not
 * followed, because the secret would travel with them. Throws DeliveryError when nothing usable was answered:
 * `retry: false` where the action must be corrected, `uncertain` where it may have happened.
 */
export function httpActions(options: HttpActionOptions): Actions {
  const surroundings: Surroundings = {
    fetch: judgedFetch({ allowed: options.mayCall }),
    timeoutMs: 10_000,
    ...options,
  };
  return {
    async run(request) {
      const blanks = blanksOf(request);
      // A dry run that the file does not describe is refused before anything is asked.
      if (request.dryRun && request.http.dryRun === undefined) throw noDryRun(request);
      const { lookUp } = request.http;
      if (lookUp === undefined) return call(request, blanks, surroundings);
      const found = await ask(lookUp, surroundings, blanks);
      const problem =
        'problem' in found
          ? found.problem
          : found.value === undefined
            ? `${found.host} knows no ${request.version} to go back to`
            : undefined;
      if (problem !== undefined || 'problem' in found)
        return { heard: 'refused', because: `${problem}, so nothing was called`, status: 0, response: '' };
      return call(request, { ...blanks, found: found.value }, surroundings);
    },

    current: (current) => readCurrent(current, surroundings),
  };
}

async function call(
  request: ActionRequest,
  blanks: Blanks,
  surroundings: Surroundings,
): Promise<ActionAnswer> {
  const { http } = request;
  const { fetch: send, timeoutMs, secretOf } = surroundings;
  const url = addressOf({ url: http.url, method: http.method, blanks }, surroundings);
  const secret = secretFor(http, secretOf);
  const headers = headersOf(request, secret);
  const body = JSON.stringify(bodyOf(request, blanks));
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await send(url, { method: http.method, headers, body, redirect: 'manual', signal }).catch(
    (error: unknown) => {
      throw noAnswer(url.host, error);
    },
  );
  const { status } = response;
  const contentType = response.headers.get('content-type') ?? '';
  const secrets = secret === undefined ? [] : formsOf(secret.value, secret.prefix);
  const { text, whole, shown } = await readAnswer(response, secrets);
  const judged = judgeAnswer({ status, contentType, text, whole }, expectationOf(request, blanks));
  if (status >= 300 && status < 400) {
    const because = redirectWords(response.headers.get('location'), url);
    return { ...judged, because, status, response: `A redirect, which is not followed. ${shown}`.trim() };
  }
  const answer = { ...judged, status, response: shown };
  return request.dryRun ? answer : followed(answer, request, jsonIn(text));
}

/** What airb fills in; where the target has words of its own for versions, it knows no others. */
function blanksOf({ http: { words, url }, version, key, reason }: ActionRequest): Blanks {
  if (words === undefined) return { version, key, reason };
  const word = Object.hasOwn(words, version) ? words[version] : undefined;
  if (word !== undefined) return { version: word, key, reason };
  const known = Object.keys(words).join(', ');
  throw impossible('action_version', `The target at ${url} knows ${known}, and no ${version}.`);
}

/** A dry run does nothing, so the file's success of the real call is not what it must say. */
function expectationOf({ http, dryRun }: ActionRequest, blanks: Blanks): Expectation | undefined {
  const { expect } = http;
  if (expect === undefined || dryRun) return undefined;
  return expect.equals === undefined ? expect : { ...expect, equals: fillText(expect.equals, blanks) };
}

/** Where a redirect leads is told, because one into the own network is an attempt to be sent there. */
function redirectWords(location: string | null, from: URL): string {
  const to = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined) return 'it answered with a redirect, which is not followed';
  const where = isPrivateAddress(to.hostname) ? `${to.host}, a private address` : to.host;
  return `it answered with a redirect to ${where}, which is not followed`;
}

/** What airb sets itself comes last and can't be replaced by the file's headers. */
function headersOf({ http, key }: ActionRequest, secret: Secret | undefined): Headers {
  try {
    const headers = new Headers({ 'content-type': 'application/json', 'user-agent': 'airb' });
    for (const [name, value] of Object.entries(http.headers)) headers.set(name, value);
    headers.set('idempotency-key', encodeURI(key));
    if (secret !== undefined) headers.set(secret.header, `${secret.prefix}${secret.value}`);
    return headers;
  } catch {
    throw impossible('action_headers', `A header of the action on ${http.url} is not one HTTP can carry.`);
  }
}

function bodyOf(request: ActionRequest, blanks: Blanks): Record<string, unknown> {
  const { http, dryRun } = request;
  if (!dryRun) return fill(http.body, blanks);
  if (http.dryRun === undefined) throw noDryRun(request);
  return fill(mergeFields(http.body, http.dryRun), blanks);
}

function noDryRun({ http }: ActionRequest): Error {
  return impossible('no_dry_run', `The action on ${http.url} has no dry run, so nothing was called.`);
}
