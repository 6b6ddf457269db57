import type { Seen } from '../domain/incident/target-answer.ts';
import type { ReadBack } from '../domain/runbooks/runbook.ts';
import { DeliveryError } from '../errors.ts';
import { jsonIn } from '../http/json.ts';
import { valueAt, wordOf } from '../http/json-path.ts';
import { formsOf } from '../http/secrets.ts';
import { isWebPage } from '../http/web-page.ts';
import { addressOf, type SecretOf, secretFor } from './address.ts';
import { readAnswer } from './answer.ts';
import { noAnswer } from './errors.ts';

interface Surroundings {
  secretOf: SecretOf;
  allowHosts: readonly string[] | undefined;
  fetch: typeof fetch;
  timeoutMs: number;
}

const longestVersion = 200;

/** Which version is live, as its own system tells it. Never throws: a look that fails is told as such. */
export async function readCurrent(current: ReadBack, surroundings: Surroundings): Promise<Seen> {
  try {
    return await ask(current, surroundings);
  } catch (error) {
    return { problem: error instanceof DeliveryError ? error.message : 'the question could not be sent' };
  }
}

async function ask(
  current: ReadBack,
  { secretOf, allowHosts, fetch: send, timeoutMs }: Surroundings,
): Promise<Seen> {
  const url = addressOf(current.url, allowHosts);
  const secret = secretFor(current, secretOf);
  const headers = new Headers({ accept: 'application/json', 'user-agent': 'airb', ...current.headers });
  if (secret !== undefined) headers.set(secret.header, `${secret.prefix}${secret.value}`);
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await send(url, { headers, redirect: 'manual', signal }).catch((error: unknown) => {
    const { code } = noAnswer(url.host, error);
    throw new DeliveryError(
      code === 'action_timeout' ? `${url.host} did not answer in time` : `${url.host} can't be reached`,
      { retry: true, code },
    );
  });
  const secrets = secret === undefined ? [] : formsOf(secret.value, secret.prefix);
  const { text, whole } = await readAnswer(response, secrets);
  if (!response.ok) return { problem: `${url.host} answered ${response.status}` };
  if (isWebPage(response.headers.get('content-type') ?? '', text))
    return { problem: `${url.host} answered with a web page, as a sign-in or a proxy does` };
  const version = whole ? wordOf(valueAt(jsonIn(text), current.path)) : undefined;
  if (version === undefined || version.length > longestVersion)
    return { problem: `the answer of ${url.host} has no version at ${current.path}` };
  return { version };
}
