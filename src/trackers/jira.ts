import { isObject } from '../http/json.ts';
import { call, type Service } from '../http/service.ts';
import type { NewIssue, OpenedIssue, SeenIssue, Tracker } from '../ports/tracker.ts';
import { ofIssue, unclear } from './answers.ts';

export interface JiraOptions {
  /** `https://example.atlassian.net` */
  url: string;
  /** Whose token it is; Jira Cloud signs in with both. */
  email: string;
  token: string;
  /** Kind of the issues; `Task` unless told. */
  issueType?: string;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

/** Resolutions that say that nothing was done, as Jira is delivered with them. */
const undone = /won.?t|not do|declined|duplicate|cannot reproduce|can.t reproduce|obsolete|cancel/i;

/**
 * Issues of a project of Jira Cloud. The marker is a label, so that JQL finds an issue again. Source:
 * developer.atlassian.com/cloud/jira/platform/rest/v3 (issues, `search/jql`; `/search` itself is gone since 2025).
 */
export function jiraTracker({ url, email, token, issueType = 'Task', ...rest }: JiraOptions): Tracker {
  const basic = Buffer.from(`${email}:${token}`).toString('base64');
  const service: Service = {
    name: 'Jira',
    headers: { authorization: `Basic ${basic}`, accept: 'application/json' },
    secrets: [token, basic],
    setting: 'AIRB_JIRA_TOKEN and AIRB_JIRA_EMAIL',
    ...rest,
  };
  const at = (path: string) => `${url}/rest/api/3/${path}`;
  const opened = (answer: unknown): OpenedIssue => {
    const key = isObject(answer) ? answer.key : undefined;
    if (typeof key !== 'string' || key === '') throw unclear('Jira', 'the key of an issue');
    return { key, link: `${url}/browse/${encodeURIComponent(key)}` };
  };

  async function find({ project, marker }: NewIssue): Promise<OpenedIssue | undefined> {
    const jql = `project = "${quoted(project)}" AND labels = "${quoted(marker)}" ORDER BY created ASC`;
    const body = JSON.stringify({ jql, maxResults: 1, fields: ['key'] });
    const answer = await call(service, { method: 'POST', url: at('search/jql'), body, repeatable: true });
    if (!isObject(answer) || !Array.isArray(answer.issues)) throw unclear('Jira', 'a list of issues');
    return answer.issues.length === 0 ? undefined : opened(answer.issues[0]);
  }

  return {
    name: 'jira',
    async open(issue) {
      const there = issue.doubt ? await find(issue) : undefined;
      if (there !== undefined) return there;
      const fields = {
        project: { key: issue.project },
        issuetype: { name: issueType },
        summary: issue.title,
        description: documentOf(issue.body),
        labels: [...issue.labels, issue.marker],
      };
      const body = JSON.stringify({ fields });
      return opened(await call(service, { method: 'POST', url: at('issue'), body }));
    },
    async look({ key }) {
      const path = `issue/${encodeURIComponent(key)}?fields=status,resolution`;
      return seen(await ofIssue(call(service, { method: 'GET', url: at(path) })));
    },
    async check(project) {
      await call(service, { method: 'GET', url: at(`project/${encodeURIComponent(project)}`) });
    },
  };
}

/** Every status belongs to one of three categories, however a team calls it; `done` is the last. */
function seen(answer: unknown): SeenIssue {
  const fields = isObject(answer) ? answer.fields : undefined;
  const status = isObject(fields) ? fields.status : undefined;
  const category = isObject(status) ? status.statusCategory : undefined;
  const key = isObject(category) ? category.key : undefined;
  if (typeof key !== 'string') throw unclear('Jira', 'the status of an issue');
  if (key !== 'done') return { state: 'open' };
  const names = [status, isObject(fields) ? fields.resolution : undefined].map((one) =>
    isObject(one) ? String(one.name ?? '') : '',
  );
  return { state: 'closed', ...(names.some((name) => undone.test(name)) && { unplanned: true as const }) };
}

/** Plain paragraphs in Atlassian's document format: in it, text is only ever text. */
function documentOf(markdown: string) {
  const lines = markdown.split('\n').filter((line) => line.trim() !== '');
  return {
    type: 'doc',
    version: 1,
    content: lines.map((line) => ({
      type: 'paragraph',
      content: [{ type: 'text', text: line.replace(/\\(?=[^\w\s])/g, '') }],
    })),
  };
}

function quoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
