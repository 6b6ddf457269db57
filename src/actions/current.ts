import type { Seen } from '../domain/incident/target-answer.ts';
import type { ReadBack } from '../domain/runbooks/runbook.ts';
import { DeliveryError } from '../errors.ts';
import { jsonIn } from '../http/json.ts';
import { valueAt, wordOf } from '../http/json-path.ts';
import { formsOf } from '../http/secrets.ts';
import { insideCode } from '../http/unanswered.ts';
import { isWebPage } from '../http/web-page.ts';
import { type Allowed, addressOf, type SecretOf, secretFor } from './address.ts';
import { readAnswer } from './answer.ts';
import { noAnswer } from './errors.ts';
import type { Blanks } from './fill.ts';
import { saidIn } from './said.ts';

/** What every call of a target needs. */
export interface Surroundings extends Allowed {
  secretOf: SecretOf;
  fetch: typeof fetch;
  timeoutMs: number;
}

const longestVersion = 200;

/** Which version is live, as its own system tells it. Never throws: a look that fails is told as such. */
export async function readCurrent(current: ReadBack, surroundings: Surroundings): Promise<Seen> {
  try {
    return seenIn(await ask(current, surroundings), current);
  } catch (error) {
    return { problem: error instanceof DeliveryError ? error.message : 'the question could not be sent' };
  }
}

/** What was asked for, or why it can't be told. */
export type Found = { value: unknown; host: string } | { problem: string };

/**
 * Asks for what stands at the path of a look.
 * @param blanks fill its address and its path
 * @throws DeliveryError when there was no answer, or when somebody must correct the file
 */
export async function ask(
  current: ReadBack,
  surroundings: Surroundings,
  blanks: Partial<Blanks> = {},
): Promise<Found> {
  const { secretOf, fetch: send, timeoutMs } = surroundings;
  const url = addressOf({ url: current.url, method: 'GET', blanks }, surroundings);
  const secret = secretFor(current, secretOf);
  const headers = new Headers({ accept: 'application/json', 'user-agent': 'airb', ...current.headers });
  if (secret !== undefined) headers.set(secret.header, `${secret.prefix}${secret.value}`);
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await send(url, { headers, redirect: 'manual', signal }).catch((error: unknown) => {
    const failed = noAnswer(url.host, error);
    const { code } = failed;
    if (code === insideCode) throw failed;
    throw new DeliveryError(
      code === 'action_timeout' ? `${url.host} did not answer in time` : `${url.host} can't be reached`,
      { retry: true, code },
    );
  });
  const secrets = secret === undefined ? [] : formsOf(secret.value, secret.prefix);
  const { text, whole } = await readAnswer(response, secrets);
  if (!response.ok) {
    const said = saidIn(jsonIn(text));
    return { problem: `${url.host} answered ${response.status}${said === undefined ? '' : `: ${said}`}` };
  }
  if (isWebPage(response.headers.get('content-type') ?? '', text))
    return { problem: `${url.host} answered with a web page, as a sign-in or a proxy does` };
  const path = current.path.replaceAll('{{version}}', () => blanks.version ?? '');
  return { value: whole ? valueAt(jsonIn(text), path) : undefined, host: url.host };
}

function seenIn(found: Found, { path, words, ends }: ReadBack): Seen {
  if ('problem' in found) return found;
  const word = wordOf(found.value);
  if (ends !== undefined) return endSeen(word, ends);
  if (word === undefined || word.length > longestVersion)
    return { problem: `the answer of ${found.host} has no version at ${path}` };
  const version = words !== undefined && Object.hasOwn(words, word) ? words[word] : word;
  return { version: version ?? word };
}

/** How what a call began has ended, if it has. */
function endSeen(word: string | undefined, { done, version }: { done: string; version: string }): Seen {
  if (word === undefined) return { problem: 'what the call began has not ended yet' };
  return word === done ? { version } : { problem: `what the call began ended as “${word}”`, ended: true };
}
