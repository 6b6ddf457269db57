import type { Heard } from '../domain/incident/target-answer.ts';
import type { Expectation } from '../domain/runbooks/runbook.ts';
import { contradictionIn, inside, refusalInWords } from '../http/contradiction.ts';
import { isRecord, jsonIn } from '../http/json.ts';
import { valueAt, wordOf } from '../http/json-path.ts';
import { isWebPage } from '../http/web-page.ts';
import { saidIn } from './said.ts';

export interface Given {
  status: number;
  contentType: string;
  text: string;
  /** False when the answer broke off or went on for ever. */
  whole: boolean;
}

/** What was heard, and what is wrong with the answer where something is. */
export interface Judged {
  heard: Heard;
  because?: string;
}

/**
 * What an answer says about the deed. A status is not the truth: a sign-in page, `{"ok":false}`, `errors` and 202 all
 * come with a success (invariant 14).
 * @param expect what the system file calls a success, with the version filled in
 */
export function judgeAnswer(given: Given, expect: Expectation | undefined): Judged {
  const { status, text } = given;
  const json = jsonIn(text);
  if (expect?.path !== undefined && fits(given, expect, json)) return { heard: 'expected' };
  if (status >= 300 && status < 400)
    return { heard: 'refused', because: 'it answered with a redirect, which is not followed' };
  if (isWebPage(given.contentType, text))
    return { heard: 'refused', because: 'it answered with a web page, as a sign-in or a proxy does' };
  if ((status >= 500 && status !== 501) || status === 408)
    return { heard: 'doubt', because: `it answered ${status}, which does not say whether it acted` };
  const against = contradictionIn(json) ?? refusalInWords(text, json);
  if (status >= 400) {
    const said = saidIn(json);
    return { heard: 'refused', because: `it answered ${status}${said === undefined ? '' : `: ${said}`}` };
  }
  if (against !== undefined)
    return { heard: 'refused', because: `it answered ${status} but said ${against}` };
  if (!given.whole) return { heard: 'doubt', because: 'its answer broke off before it could be read' };
  if (json === undefined && /json/i.test(given.contentType) && text.trim() !== '')
    return { heard: 'doubt', because: 'its answer is no JSON, although it says so' };
  return agreed(given, expect, json);
}

function agreed(given: Given, expect: Expectation | undefined, json: unknown): Judged {
  const { status } = given;
  const waiting = status === 202 ? '202 Accepted' : underWay(json, 0);
  if (waiting !== undefined) return { heard: 'queued', because: `it said ${waiting}: taken, not done yet` };
  if (expect === undefined) return { heard: 'accepted' };
  if (fits(given, expect, json)) return { heard: 'expected' };
  return { heard: 'doubt', because: 'its answer is not what the system file calls a success' };
}

function fits({ status }: Given, expect: Expectation, json: unknown): boolean {
  const statuses = expect.status ?? [];
  if (statuses.length > 0 ? !statuses.includes(status) : status < 200 || status > 299) return false;
  if (expect.path === undefined) return true;
  const found = wordOf(valueAt(json, expect.path));
  return expect.equals === undefined ? found !== undefined : found === expect.equals;
}

const atWork =
  /^(?:queued|pending|accepted|scheduled|started|running|processing|progressing|deploying|in[ _-]?progress)$/i;

function underWay(json: unknown, deep: number): string | undefined {
  if (!isRecord(json) || deep > 1) return undefined;
  for (const [name, value] of Object.entries(json)) {
    if (/^(?:status|state|phase)$/i.test(name) && typeof value === 'string' && atWork.test(value))
      return `${name}: ${value}`;
    if (/^acknowledged$/i.test(name) && value === false) return `${name}: false`;
    if (/^queued$/i.test(name) && value === true) return `${name}: true`;
  }
  return inside(json, (value) => underWay(value, deep + 1));
}
