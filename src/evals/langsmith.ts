import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EvalExample } from '../domain/incident/eval-example.ts';
import { DeliveryError } from '../errors.ts';
import { isObject } from '../http/json.ts';
import { call, type Service } from '../http/service.ts';
import type { EvalSets } from '../ports/eval-sets.ts';

export interface LangSmithOptions {
  key: string;
  /** `https://api.smith.langchain.com`, with or without `/api/v1` behind it. */
  url: string;
  /** Needed where a key opens several workspaces. */
  workspace?: string;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

/**
 * Fills data sets of LangSmith. Nothing is documented about an example that is sent under an id which is there, so airb looks
 * first, adds what is missing and changes what differs. Ids have to be UUIDs. Source: docs.langchain.com/langsmith/smith-api
 * (datasets, examples), langsmith-sdk#1319.
 */
export function langsmithSets({ key, url, workspace, ...rest }: LangSmithOptions): EvalSets {
  const base = `${url.replace(/\/(?:api\/v1\/?)?$/, '')}/api/v1`;
  const service: Service = {
    name: 'LangSmith',
    headers: { 'x-api-key': key, ...(workspace !== undefined && { 'x-tenant-id': workspace }) },
    secrets: [key],
    setting: 'LANGSMITH_API_KEY',
    ...rest,
  };
  const get = (path: string) => call(service, { method: 'GET', url: `${base}${path}` });
  const send = (method: 'POST' | 'PATCH', path: string, body: unknown) =>
    // What may have arrived is looked for before it is sent again.
    call(service, { method, url: `${base}${path}`, body: JSON.stringify(body), repeatable: true });

  const find = async (name: string) => {
    const found = await get(`/datasets?name=${encodeURIComponent(name)}&limit=1`);
    return Array.isArray(found) && found.length > 0 ? idIn(found[0]) : undefined;
  };
  const make = (name: string) =>
    send('POST', '/datasets', {
      name,
      data_type: 'kv',
      description: 'Failed examples of incidents, from airb.',
    });

  return {
    name: 'langsmith',
    async put(dataset, examples) {
      const to = (await find(dataset)) ?? idIn(await make(dataset));
      for (let from = 0; from < examples.length; from += atOnce) {
        const rows = examples.slice(from, from + atOnce).map((one) => rowOf(to, dataset, one));
        const ids = rows.map(({ id }) => `id=${id}`).join('&');
        const there = await get(`/examples?dataset=${encodeURIComponent(to)}&limit=${atOnce}&${ids}`);
        const known = new Map((Array.isArray(there) ? there : []).map((one) => [idIn(one), one]));
        const fresh = rows.filter(({ id }) => !known.has(id));
        if (fresh.length > 0) await send('POST', '/examples/bulk', fresh);
        for (const { id, ...row } of rows)
          if (known.has(id) && differs(row, known.get(id))) await send('PATCH', `/examples/${id}`, row);
      }
    },
  };
}

/** What its list of examples gives at once. */
const atOnce = 100;

interface Row {
  id: string;
  dataset_id: string;
  inputs: object;
  outputs: object;
  metadata: object;
}

function rowOf(to: string, dataset: string, { id, input, expected, ...metadata }: EvalExample): Row {
  return {
    id: uuidOf(`${dataset}/${id}`),
    dataset_id: to,
    inputs: { input },
    outputs: { expected },
    metadata: { id, ...metadata },
  };
}

function differs({ inputs, outputs, metadata }: Omit<Row, 'id'>, known: unknown): boolean {
  if (!isObject(known)) return true;
  // It adds fields of its own to the metadata.
  const own = isObject(known.metadata) ? known.metadata : {};
  const same = Object.entries(metadata).every(([name, value]) => isDeepStrictEqual(own[name], value));
  return !same || !isDeepStrictEqual(known.inputs, inputs) || !isDeepStrictEqual(known.outputs, outputs);
}

/** The same name always gives the same UUID, in the form of version 8: what it is made of is one's own affair (RFC 9562). */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(`airb example ${name}`).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}

function idIn(answer: unknown): string {
  if (isObject(answer) && typeof answer.id === 'string' && answer.id !== '') return answer.id;
  throw new DeliveryError('LangSmith answered without an id.', { retry: true, code: 'langsmith_unclear' });
}
