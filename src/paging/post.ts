import { readBeginning } from '../http/answer.ts';
import { contradictionIn, refusalInWords } from '../http/contradiction.ts';
import { jsonIn } from '../http/json.ts';
import { formsOf, withoutSecrets } from '../http/secrets.ts';
import { isWebPage } from '../http/web-page.ts';
import { refusedBy, refusedInWords, unclear, unreachable } from './errors.ts';

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
  /** The provider's own word for yes; without it any answer that does not speak against itself is one. */
  confirms?: (json: unknown) => boolean;
}

const readLimit = 1024;
const keptLimit = 300;

/**
 * Posts one page as JSON.
 * @throws DeliveryError when the answer is not 2xx or none comes within `timeoutMs`
 */
export async function post(page: Post): Promise<void> {
  const { route, url, headers, body, secrets, fetch, timeoutMs } = page;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'airb', ...headers },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw unreachable(route, error);
  });
  if (!answer.ok) throw refusedBy(route, answer, await readRefusal(answer, secrets));
  await confirm(page, answer);
}

/**
 * A success status alone is no page: a proxy gives it to its own pages. The dedup key makes a repeat safe, so whatever is
 * not a clear yes is sent again.
 */
async function confirm({ route, confirms, secrets }: Post, answer: Response): Promise<void> {
  const beginning = await readBeginning(answer, readLimit);
  const text = withoutSecrets(
    beginning,
    secrets.flatMap((secret) => formsOf(secret)),
  );
  if (isWebPage(answer.headers.get('content-type') ?? '', text))
    throw unclear(route, 'a web page, as a proxy does');
  const json = jsonIn(text);
  const against = contradictionIn(json);
  if (against !== undefined) throw refusedInWords(route, against);
  const isJson = /json/i.test(answer.headers.get('content-type') ?? '');
  if (
    beginning.ended === 'broken' ||
    (isJson && text !== '' && json === undefined && beginning.ended === 'whole')
  )
    throw unclear(route, 'half an answer');
  const words = refusalInWords(text, json);
  if (words !== undefined) throw unclear(route, words);
  if (confirms === undefined || (text === '' && answer.status === 202)) return;
  if (!confirms(json)) throw unclear(route, 'something that is not its answer');
}

/** The provider's explanation in one line; when the answer breaks off, only the status. */
async function readRefusal(answer: Response, secrets: string[]): Promise<string> {
  const forms = secrets.flatMap((secret) => formsOf(secret));
  const clean = withoutSecrets(await readBeginning(answer, readLimit), forms);
  return clean.replace(/\s+/g, ' ').trim().slice(0, keptLimit);
}
