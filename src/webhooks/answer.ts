import type { ServerResponse } from 'node:http';
import { type Problem, writeProblem } from '../http/problem.ts';
import type { Parsed, Reply, Voice } from './source.ts';

/** What was taken of a request. */
export interface Took {
  parsed: Parsed<unknown>;
  body: unknown;
  /** The body of the 202, where the tool has no words of its own. */
  stored: Record<string, unknown>;
}

/** Answers a sender: in airb's words, or in those its tool waits for. */
export const answer = {
  taken(res: ServerResponse, { voice, parsed, body, stored }: Took & { voice?: Voice }): void {
    say(res, voice?.taken(parsed, body) ?? { status: 202, body: stored });
  },

  refused(res: ServerResponse, { voice, problem }: { voice?: Voice; problem: Problem }): void {
    const reply = voice?.refused?.(problem);
    if (reply === undefined) writeProblem(res, problem);
    else say(res, { ...reply, headers: { ...problem.facts.headers, ...reply.headers } });
  },

  say,
};

function say(res: ServerResponse, { status, headers, body }: Reply): void {
  const plain = typeof body === 'string';
  const text = plain ? body : JSON.stringify(body);
  const type = plain ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  res.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers });
  res.end(text);
}
