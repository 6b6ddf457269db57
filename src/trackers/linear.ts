import { DeliveryError } from '../errors.ts';
import { isObject } from '../http/json.ts';
import { call, type Service } from '../http/service.ts';
import type { NewIssue, OpenedIssue, SeenIssue, Tracker } from '../ports/tracker.ts';
import { ofIssue, slowedDown, unclear } from './answers.ts';

export interface LinearOptions {
  /** A personal API key. */
  token: string;
  /** `https://api.linear.app` */
  url: string;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

const found = `query($team: String!, $marker: String!) {
  issues(first: 1, filter: { team: { key: { eq: $team } }, description: { contains: $marker } }) {
    nodes { identifier url }
  }
}`;
const teams = 'query($team: String!) { teams(first: 1, filter: { key: { eq: $team } }) { nodes { id } } }';
const create = `mutation($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { identifier url } }
}`;
const state = 'query($id: String!) { issue(id: $id) { state { type } } }';

/**
 * Issues of a team of Linear, which answers GraphQL alone: a refusal may come with 200 and a list of errors. Source:
 * linear.app/developers/graphql, /filtering and /rate-limiting.
 */
export function linearTracker({ token, url, ...rest }: LinearOptions): Tracker {
  const service: Service = {
    name: 'Linear',
    headers: { authorization: token },
    secrets: [token],
    setting: 'AIRB_LINEAR_TOKEN',
    ...rest,
  };

  async function ask(query: string, variables: object, repeatable = true): Promise<Record<string, unknown>> {
    const body = JSON.stringify({ query, variables });
    const asked = { method: 'POST' as const, url: `${url}/graphql`, body, repeatable };
    const answer = await call(service, asked).catch((error: unknown) => {
      // It asks to slow down with 400 and a word.
      throw slowedDown(error, /RATELIMITED|rate limit/i);
    });
    const data = isObject(answer) ? answer.data : undefined;
    if (!isObject(data)) throw unclear('Linear', 'data');
    return data;
  }

  async function teamId(key: string): Promise<string> {
    const id = first((await ask(teams, { team: key })).teams)?.id;
    if (typeof id === 'string') return id;
    throw new DeliveryError(`Linear has no team “${key}” that AIRB_LINEAR_TOKEN can see.`, {
      retry: false,
      code: 'linear_404',
    });
  }

  async function find({ project, marker }: NewIssue): Promise<OpenedIssue | undefined> {
    const issue = first((await ask(found, { team: project, marker })).issues);
    return issue === undefined ? undefined : opened(issue);
  }

  return {
    name: 'linear',
    async open(issue) {
      const there = issue.doubt ? await find(issue) : undefined;
      if (there !== undefined) return there;
      const { title, body: description } = issue;
      const input = { teamId: await teamId(issue.project), title, description };
      const made = (await ask(create, { input }, false)).issueCreate;
      return opened(isObject(made) ? made.issue : undefined);
    },
    async look({ key }) {
      const data = await ofIssue(ask(state, { id: key }), /entity not found/i);
      const issue = isObject(data) ? data.issue : undefined;
      return seen(isObject(issue) && isObject(issue.state) ? issue.state.type : undefined);
    },
    async check(project) {
      await teamId(project);
    },
  };
}

function first(connection: unknown): Record<string, unknown> | undefined {
  const nodes = isObject(connection) ? connection.nodes : undefined;
  if (!Array.isArray(nodes)) throw unclear('Linear', 'a list');
  const [one] = nodes as unknown[];
  return isObject(one) ? one : undefined;
}

function opened(issue: unknown): OpenedIssue {
  if (isObject(issue) && typeof issue.identifier === 'string' && typeof issue.url === 'string')
    return { key: issue.identifier, link: issue.url };
  throw unclear('Linear', 'the identifier of an issue');
}

/** A state has a type, however a team calls it: triage, backlog, unstarted, started, completed, canceled. */
function seen(type: unknown): SeenIssue {
  if (typeof type !== 'string') throw unclear('Linear', 'the state of an issue');
  if (type === 'completed') return { state: 'closed' };
  return type === 'canceled' || type === 'duplicate'
    ? { state: 'closed', unplanned: true }
    : { state: 'open' };
}
