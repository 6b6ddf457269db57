import { readBeginning } from '../http/answer.ts';
import { formsOf, withoutSecrets } from '../http/secrets.ts';
import { refusedBy, unreachable } from './errors.ts';

export interface Post {
  /** Names the pager in errors: `pagerduty`. */
  route: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Texts to blank in the provider's answer. */
  secrets: string[];
  fetch: typeof fetch;
  timeoutMs: number;
}

const readLimit = 1024;
const keptLimit = 300;

/**
 * Posts one page as JSON.
 * @throws DeliveryError when the answer is not 2xx or none comes within `timeoutMs`
 */
export async function post({ route, url, headers, body, secrets, fetch, timeoutMs }: Post): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'airb', ...headers },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw unreachable(route, error);
  });
  if (answer.ok) {
    // The page is accepted, so airb does not wait for the rest of the answer.
    await answer.body?.cancel().catch(() => undefined);
    return;
  }
  throw refusedBy(route, answer, await readRefusal(answer, secrets));
}

/** The provider's explanation in one line; when the answer breaks off, only the status. */
async function readRefusal(answer: Response, secrets: string[]): Promise<string> {
  const forms = secrets.flatMap((secret) => formsOf(secret));
  const clean = withoutSecrets(await readBeginning(answer, readLimit), forms);
  return clean.replace(/\s+/g, ' ').trim().slice(0, keptLimit);
}
