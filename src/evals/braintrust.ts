import type { EvalExample } from '../domain/incident/eval-example.ts';
import { DeliveryError } from '../errors.ts';
import { isObject } from '../http/json.ts';
import { call, type Service } from '../http/service.ts';
import type { EvalSets } from '../ports/eval-sets.ts';

export interface BraintrustOptions {
  key: string;
  /** Its data plane: `https://api.braintrust.dev`. */
  url: string;
  /** Name of the project; made where it is missing. */
  project: string;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

/**
 * Fills data sets of a Braintrust project. Making a project or a data set whose name is taken answers with the one there is,
 * and a row under an id that is there takes its place. Source: braintrust.dev/docs/api-reference (v1: projects, datasets).
 */
export function braintrustSets({ key, url, project, ...rest }: BraintrustOptions): EvalSets {
  const service: Service = {
    name: 'Braintrust',
    headers: { authorization: `Bearer ${key}` },
    secrets: [key],
    setting: 'BRAINTRUST_API_KEY',
    ...rest,
  };
  const post = (path: string, body: object) =>
    call(service, { method: 'POST', url: `${url}${path}`, body: JSON.stringify(body), repeatable: true });
  return {
    name: 'braintrust',
    async put(dataset, examples) {
      const owner = idIn(await post('/v1/project', { name: project }), 'project');
      const description = 'Failed examples of incidents, from airb.';
      const made = await post('/v1/dataset', { project_id: owner, name: dataset, description });
      const to = `/v1/dataset/${encodeURIComponent(idIn(made, 'data set'))}/insert`;
      await post(to, { events: examples.map(rowOf) });
    },
  };
}

function rowOf({ id, input, expected, ...metadata }: EvalExample): object {
  return { id, input, expected, tags: [metadata.set, metadata.system], metadata: { id, ...metadata } };
}

function idIn(answer: unknown, what: string): string {
  if (isObject(answer) && typeof answer.id === 'string' && answer.id !== '') return answer.id;
  throw new DeliveryError(`Braintrust answered without the id of a ${what}.`, {
    retry: true,
    code: 'braintrust_unclear',
  });
}
