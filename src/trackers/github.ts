import { isObject } from '../http/json.ts';
import { call, type Service } from '../http/service.ts';
import type { NewIssue, OpenedIssue, SeenIssue, Tracker } from '../ports/tracker.ts';
import { ofIssue, slowedDown, unclear } from './answers.ts';

export interface GithubOptions {
  token: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  url: string;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

/** So many of the newest issues are looked through for one that an attempt without an answer may have made. */
const lookedThrough = 100;

/**
 * Issues of a repository. The marker in the body finds an issue again; the list is asked and not the search, which knows a
 * new issue only after a while. Source: docs.github.com/rest/issues, version 2022-11-28.
 */
export function githubTracker({ token, url, ...rest }: GithubOptions): Tracker {
  const service: Service = {
    name: 'GitHub',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    },
    secrets: [token],
    setting: 'AIRB_GITHUB_TOKEN',
    ...rest,
  };
  // It says 403 both for “you may not” and for “not so fast”.
  const ask = (asked: Parameters<typeof call>[1]) =>
    call(service, asked).catch((error: unknown) => {
      throw slowedDown(error, /rate limit/i);
    });
  const issues = (project: string) =>
    `${url}/repos/${project.split('/').map(encodeURIComponent).join('/')}/issues`;

  async function find({ project, marker }: NewIssue): Promise<OpenedIssue | undefined> {
    const query = `state=all&sort=created&direction=desc&per_page=${lookedThrough}`;
    const answer = await ask({ method: 'GET', url: `${issues(project)}?${query}` });
    const all: unknown[] = Array.isArray(answer) ? answer : [];
    const ours = all.find((one) => isObject(one) && String(one.body ?? '').includes(marker));
    return ours === undefined ? undefined : opened(ours);
  }

  return {
    name: 'github',
    async open(issue) {
      const there = issue.doubt ? await find(issue) : undefined;
      if (there !== undefined) return there;
      const { title, body, labels } = issue;
      const text = JSON.stringify({ title, body, labels });
      return opened(await ask({ method: 'POST', url: issues(issue.project), body: text }));
    },
    async look({ project, key }) {
      const number = encodeURIComponent(key.replace('#', ''));
      return seen(await ofIssue(ask({ method: 'GET', url: `${issues(project)}/${number}` })));
    },
    async check(project) {
      await ask({ method: 'GET', url: `${issues(project)}?per_page=1` });
    },
  };
}

function opened(answer: unknown): OpenedIssue {
  if (isObject(answer) && typeof answer.number === 'number' && typeof answer.html_url === 'string')
    return { key: `#${answer.number}`, link: answer.html_url };
  throw unclear('GitHub', 'the number of an issue');
}

/** Closed without a reason is closed as done, as GitHub itself has it. */
function seen(answer: unknown): SeenIssue {
  if (!isObject(answer)) throw unclear('GitHub', 'the state of an issue');
  if (answer.state === 'open') return { state: 'open' };
  if (answer.state !== 'closed') throw unclear('GitHub', 'the state of an issue');
  const unplanned = answer.state_reason === 'not_planned' || answer.state_reason === 'duplicate';
  return { state: 'closed', ...(unplanned && { unplanned }) };
}
