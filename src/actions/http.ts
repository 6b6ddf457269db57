import type { HttpAction } from '../domain/runbooks/runbook.ts';
import { formsOf } from '../http/secrets.ts';
import type { ActionRequest, Actions } from '../ports/action.ts';
import { readAnswer } from './answer.ts';
import { impossible, noAnswer } from './errors.ts';
import { fill, mergeFields } from './fill.ts';

export interface HttpActionOptions {
  /** Looks a secret up by the name of its environment variable. */
  secretOf(env: string): string | undefined;
  /** When given, airb calls only these hosts (`flags.example.org`, with or without port). */
  allowHosts?: readonly string[];
  fetch?: typeof fetch;
  /** Default 10 s. */
  timeoutMs?: number;
}

/**
 * Containment actions as one HTTP call each. An answer of any status is returned as data. Redirects are not followed,
 * because the secret would travel with them.
 * @throws DeliveryError when there was no usable answer: `retry: false` where the action must be corrected, `uncertain`
 * where it may have happened
 */
export function httpActions(options: HttpActionOptions): Actions {
  const { fetch: send = fetch, timeoutMs = 10_000 } = options;
  return {
    async run(request) {
      const { http } = request;
      const url = addressOf(http, options.allowHosts);
      const secret = secretFor(http, options);
      const response = await send(url, {
        method: http.method,
        headers: headersOf(request, secret),
        body: JSON.stringify(bodyOf(request)),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => {
        throw noAnswer(url.host, error);
      });
      const secrets = secret === undefined ? [] : formsOf(secret.value, secret.prefix);
      const said = await readAnswer(response, secrets);
      const { ok, status } = response;
      const redirected = status >= 300 && status < 400;
      return {
        ok,
        status,
        response: redirected ? `A redirect, which is not followed. ${said}`.trim() : said,
      };
    },
  };
}

function addressOf({ url }: HttpAction, allowHosts: readonly string[] | undefined): URL {
  if (url.includes('{{')) {
    throw impossible(
      'action_url',
      `The address ${url} has blanks; only the values of the body are filled in.`,
    );
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw impossible('action_url', `An action's address must start with http:// or https://, not "${url}".`);
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw impossible('action_url', `The address of ${parsed.host} holds a password; name a secret instead.`);
  }
  if (
    allowHosts !== undefined &&
    !allowHosts.includes(parsed.host) &&
    !allowHosts.includes(parsed.hostname)
  ) {
    throw impossible('action_host', `${parsed.host} is not among the hosts actions may call.`);
  }
  return parsed;
}

interface Secret {
  header: string;
  prefix: string;
  value: string;
}

function secretFor({ secret }: HttpAction, { secretOf }: HttpActionOptions): Secret | undefined {
  if (secret === undefined) return undefined;
  const value = secretOf(secret.env)?.trim();
  if (value === undefined || value === '') {
    throw impossible(`missing_secret:${secret.env}`, `${secret.env} is not set, so nothing was called.`);
  }
  // Checked here, because the error of fetch would quote the secret.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(`${secret.prefix}${value}`)) {
    const message = `${secret.env} holds a character that a header can't carry, such as a line break.`;
    throw impossible(`bad_secret:${secret.env}`, message);
  }
  return { header: secret.header, prefix: secret.prefix, value };
}

/** The headers airb sets come last, so that the file's headers can't replace them. */
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
