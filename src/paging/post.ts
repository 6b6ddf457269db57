import { refusedBy, unreachable } from './errors.ts';

export interface Post {
  /** Names the pager in errors: `pagerduty`. */
  route: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Blanked out of whatever the provider answers. */
  secrets: string[];
  fetch: typeof fetch;
  timeoutMs: number;
}

const answerLimit = 1000;

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
    // The page is taken; what else the provider says is not waited for.
    await answer.body?.cancel().catch(() => undefined);
    return;
  }
  throw refusedBy(route, answer, withoutSecrets(await start(answer), secrets));
}

/** The first part of the answer's body, as far as it arrives. */
async function start(answer: Response): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer.body ?? []) {
      parts.push(Buffer.from(part));
      size += part.length;
      if (size >= answerLimit) break;
    }
  } catch {
    // An answer that breaks off is told by its status alone.
  }
  return Buffer.concat(parts).toString('utf8');
}

function withoutSecrets(text: string, secrets: string[]): string {
  const clean = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  return clean.replace(/\s+/g, ' ').trim().slice(0, 300);
}
