import { readBeginning } from '../http/answer.ts';
import { isRecord, jsonIn } from '../http/json.ts';

export interface PagerDutyApi {
  token: string;
  url: string;
  fetch?: typeof fetch;
  /** Default 5 s. */
  timeoutMs?: number;
}

/** Looks up the e-mail address of a PagerDuty user; undefined when PagerDuty does not tell. It never throws. */
export type EmailOf = (user: string) => Promise<string | undefined>;

/** Asks PagerDuty's REST API, with a token that may read alone. */
export function pagerDutyUsers({ token, url, fetch: ask = fetch, timeoutMs = 5000 }: PagerDutyApi): EmailOf {
  const base = url.replace(/\/+$/, '');
  return async (user) => {
    const answer = await ask(`${base}/users/${encodeURIComponent(user)}`, {
      headers: {
        accept: 'application/vnd.pagerduty+json;version=2',
        authorization: `Token token=${token}`,
        'user-agent': 'airb',
      },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => undefined);
    // Whose e-mail is not known stays nobody here, and the paging goes on.
    if (!answer?.ok) return undefined;
    const { text } = await readBeginning(answer, 64 * 1024);
    const json = jsonIn(text);
    const found = isRecord(json) && isRecord(json.user) ? json.user.email : undefined;
    return typeof found === 'string' ? found : undefined;
  };
}
