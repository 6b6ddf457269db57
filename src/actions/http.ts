import type { Expectation } from '../domain/runbooks/runbook.ts';
import { formsOf } from '../http/secrets.ts';
import type { ActionRequest, Actions } from '../ports/action.ts';
import { addressOf, type Secret, type SecretOf, secretFor } from './address.ts';
import { readAnswer } from './answer.ts';
import { readCurrent } from './current.ts';
import { impossible, noAnswer } from './errors.ts';
import { fill, fillText, mergeFields } from './fill.ts';
import { judgeAnswer } from './judge.ts';

export interface HttpActionOptions {
  secretOf: SecretOf;
  /** When given, only these hosts (`flags.example.org` or with port) are called. */
  allowHosts?: readonly string[];
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
  const { fetch: send = fetch, timeoutMs = 10_000, allowHosts, secretOf } = options;
  return {
    async run(request) {
      const { http } = request;
      const url = addressOf(http.url, allowHosts);
      const secret = secretFor(http, secretOf);
      const response = await send(url, {
        method: http.method,
        headers: headersOf(request, secret),
        body: JSON.stringify(bodyOf(request)),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => {
        throw noAnswer(url.host, error);
      });
      const { status } = response;
      const contentType = response.headers.get('content-type') ?? '';
      const secrets = secret === undefined ? [] : formsOf(secret.value, secret.prefix);
      const { text, whole, shown } = await readAnswer(response, secrets);
      const judged = judgeAnswer({ status, contentType, text, whole }, expectationOf(request));
      const redirected = status >= 300 && status < 400;
      return {
        ...judged,
        status,
        response: redirected ? `A redirect, which is not followed. ${shown}`.trim() : shown,
      };
    },

    current: (current) => readCurrent(current, { secretOf, allowHosts, fetch: send, timeoutMs }),
  };
}

/** A dry run does nothing, so the file's success of the real call is not what it must say. */
function expectationOf({ http, dryRun, version, key, reason }: ActionRequest): Expectation | undefined {
  const { expect } = http;
  if (expect === undefined || dryRun) return undefined;
  return expect.equals === undefined
    ? expect
    : { ...expect, equals: fillText(expect.equals, { version, key, reason }) };
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

function bodyOf({ http, dryRun, version, key, reason }: ActionRequest): Record<string, unknown> {
  const blanks = { version, key, reason };
  if (!dryRun) return fill(http.body, blanks);
  if (http.dryRun === undefined) {
    throw impossible('no_dry_run', `The action on ${http.url} has no dry run, so nothing was called.`);
  }
  return fill(mergeFields(http.body, http.dryRun), blanks);
}
