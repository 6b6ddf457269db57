import type { ReadBack } from '../domain/runbooks/runbook.ts';
import { valueAt } from '../http/json-path.ts';
import type { ActionAnswer, ActionRequest } from '../ports/action.ts';
import { encodeBlanks } from './address.ts';

/**
 * Where a success only says that something began, such as a run of a workflow: it is not done yet, and the answer says where its end
 * can be seen.
 */
export function followed(
  answer: ActionAnswer,
  { http, version }: ActionRequest,
  json: unknown,
): ActionAnswer {
  const { follow } = http;
  if (follow === undefined || (answer.heard !== 'accepted' && answer.heard !== 'expected')) return answer;
  const named = valueAt(json, follow.answer);
  const begun = { ...answer, heard: 'queued' as const };
  if (named === undefined)
    return { ...begun, because: 'it began something and did not say what, so its end can’t be seen' };
  const readBack: ReadBack = {
    url: encodeBlanks(follow.url, { answer: named }),
    path: follow.path,
    headers: http.headers,
    ...(http.secret && { secret: http.secret }),
    ends: { done: follow.done, version },
  };
  return { ...begun, because: 'it began, and its end is watched', follow: readBack };
}
