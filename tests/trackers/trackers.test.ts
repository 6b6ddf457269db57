import { describe, expect, it } from 'vitest';
import { githubTracker } from '../../src/trackers/github.ts';
import { jiraTracker } from '../../src/trackers/jira.ts';
import { linearTracker } from '../../src/trackers/linear.ts';
import { type PlayedTracker, token, trackerContract } from '../contracts/tracker.contract.ts';
import { type Call, endpoint, failureOf } from '../support/endpoint.ts';

interface Kept {
  key: string;
  title: string;
  body: string;
  labels: string[];
  state: 'open' | 'done' | 'undone';
}

/** Keeps issues, and answers what `answer` makes of each call; 404 where it makes nothing. */
function playing(prefix: string, answer: (call: Call, all: Kept[]) => unknown): PlayedTracker {
  const all: Kept[] = [];
  return {
    get issues() {
      return all.map(({ title, body }) => ({ title, body }));
    },
    put(key, state) {
      const found = all.find((one) => one.key === key);
      if (found) found.state = state;
    },
    remove(key) {
      all.splice(
        all.findIndex((one) => one.key === key),
        1,
      );
    },
    answer(response, call) {
      const made = answer(call, all);
      response
        .writeHead(made === undefined ? 404 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(made ?? { message: `${prefix} has no such thing` }));
    },
  };
}

function kept(all: Kept[], prefix: string, facts: Omit<Kept, 'key' | 'state'>): Kept {
  const one: Kept = { ...facts, key: `${prefix}${all.length + 1}`, state: 'open' };
  all.push(one);
  return one;
}

const github = () =>
  playing('#', ({ method, path, body, headers }, all) => {
    expect(headers.authorization).toBe(`Bearer ${token}`);
    const shown = ({ key, title, body, state }: Kept) => ({
      number: Number(key.slice(1)),
      html_url: `https://github.example/acme/bot/issues/${key.slice(1)}`,
      title,
      body,
      state: state === 'open' ? 'open' : 'closed',
      state_reason: { open: null, done: 'completed', undone: 'not_planned' }[state],
    });
    if (method === 'POST' && path === '/repos/acme/bot/issues') {
      const asked = JSON.parse(body);
      expect(asked.labels).toEqual(['incident']);
      return shown(kept(all, '#', asked));
    }
    if (path.startsWith('/repos/acme/bot/issues?')) return [...all].reverse().map(shown);
    const one = all.find(({ key }) => path === `/repos/acme/bot/issues/${key.slice(1)}`);
    return one && shown(one);
  });

const jira = () =>
  playing('OPS-', ({ method, path, body, headers }, all) => {
    expect(headers.authorization).toBe(
      `Basic ${Buffer.from(`airb@example.org:${token}`).toString('base64')}`,
    );
    if (path === '/rest/api/3/project/OPS') return { key: 'OPS' };
    if (method === 'POST' && path === '/rest/api/3/issue') {
      const { fields } = JSON.parse(body);
      expect(fields).toMatchObject({ project: { key: 'OPS' }, issuetype: { name: 'Task' } });
      const text = (fields.description.content as { content: { text: string }[] }[])
        .map(({ content }) => content[0]?.text)
        .join('\n');
      const { key } = kept(all, 'OPS-', { title: fields.summary, body: text, labels: fields.labels });
      return { id: '1', key, self: 'https://jira.example/rest/api/3/issue/1' };
    }
    if (path === '/rest/api/3/search/jql') {
      const label = /labels = "([^"]+)"/.exec(JSON.parse(body).jql)?.[1] ?? '';
      return {
        issues: all.filter(({ labels }) => labels.includes(label)).map(({ key }) => ({ key })),
        isLast: true,
      };
    }
    const one = all.find(({ key }) => path.startsWith(`/rest/api/3/issue/${key}?`));
    return (
      one && {
        key: one.key,
        fields: {
          status: { name: 'Closed', statusCategory: { key: one.state === 'open' ? 'new' : 'done' } },
          resolution: one.state === 'undone' ? { name: "Won't Do" } : null,
        },
      }
    );
  });

const linear = () =>
  playing('ENG-', ({ path, body, headers }, all) => {
    expect([path, headers.authorization]).toEqual(['/graphql', token]);
    const { query, variables } = JSON.parse(body);
    const shown = ({ key }: Kept) => ({ identifier: key, url: `https://linear.example/acme/issue/${key}` });
    if (query.includes('issueCreate')) {
      const { title, description, teamId } = variables.input;
      expect(teamId).toBe('team-1');
      return {
        data: {
          issueCreate: {
            success: true,
            issue: shown(kept(all, 'ENG-', { title, body: description, labels: [] })),
          },
        },
      };
    }
    if (query.includes('teams('))
      return { data: { teams: { nodes: variables.team === 'ENG' ? [{ id: 'team-1' }] : [] } } };
    if (query.includes('issues(')) {
      const nodes = all.filter((one) => one.body.includes(variables.marker)).map(shown);
      return { data: { issues: { nodes } } };
    }
    const one = all.find(({ key }) => key === variables.id);
    // As Linear says it, with a success status.
    if (one === undefined) return { data: null, errors: [{ message: 'Entity not found: Issue' }] };
    const type = { open: 'started', done: 'completed', undone: 'canceled' }[one.state];
    return { data: { issue: { state: { type } } } };
  });

const account = { email: 'airb@example.org', token };

trackerContract({
  name: 'GitHub',
  project: 'acme/bot',
  make: (url, timeoutMs) => githubTracker({ token, url, timeoutMs }),
  play: github,
});
trackerContract({
  name: 'Jira',
  project: 'OPS',
  make: (url, timeoutMs) => jiraTracker({ ...account, url, timeoutMs }),
  play: jira,
});
trackerContract({
  name: 'Linear',
  project: 'ENG',
  make: (url, timeoutMs) => linearTracker({ token, url, timeoutMs }),
  play: linear,
});

describe('a tracker that says “not so fast” in its own way', () => {
  const issue = { project: 'acme/bot', title: 't', body: 'b', marker: 'm', labels: [], doubt: false };
  it.each([
    ['GitHub, with 403', 403, '{"message":"You have exceeded a secondary rate limit."}', githubTracker],
    ['Linear, with 400', 400, '{"errors":[{"extensions":{"code":"RATELIMITED"}}]}', linearTracker],
  ])('%s, is asked again later', async (_, status, answer, make) => {
    const server = await endpoint();
    server.answer = (response) => response.writeHead(status).end(answer);
    const error = await failureOf(make({ token, url: server.url }).open(issue));
    await server.close();
    expect(error).toMatchObject({ retry: true, throttled: true, afterMs: 60_000 });
  });
});

describe('a team of Linear that the key can’t see', () => {
  it('is named', async () => {
    const server = await endpoint();
    server.answer = linear().answer;
    const error = await failureOf(linearTracker({ token, url: server.url }).check('OTHER'));
    await server.close();
    expect(String(error)).toContain('no team “OTHER”');
  });
});
