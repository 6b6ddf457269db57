import type { EvalExample } from '../domain/incident/eval-example.ts';
import { call, isGone, type Service } from '../http/service.ts';
import type { EvalSets } from '../ports/eval-sets.ts';

export interface LangfuseOptions {
  publicKey: string;
  secretKey: string;
  /** `https://cloud.langfuse.com`, another region, or one's own. */
  url: string;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

/**
 * Fills data sets of a Langfuse project. Items are upserted on their id, which no other data set of the project may use, so
 * the set is part of it. Source: @langfuse/core 5.11.1, `datasets` and `datasetItems`.
 */
export function langfuseSets({ publicKey, secretKey, url, ...rest }: LangfuseOptions): EvalSets {
  const basic = Buffer.from(`${publicKey}:${secretKey}`).toString('base64');
  const service: Service = {
    name: 'Langfuse',
    headers: { authorization: `Basic ${basic}` },
    secrets: [secretKey, basic],
    setting: 'LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY',
    ...rest,
  };
  const post = (path: string, body: object) =>
    call(service, { method: 'POST', url: `${url}${path}`, body: JSON.stringify(body), repeatable: true });
  return {
    name: 'langfuse',
    async put(dataset, examples) {
      const known = `${url}/api/public/v2/datasets/${encodeURIComponent(dataset)}`;
      await call(service, { method: 'GET', url: known }).catch(async (error: unknown) => {
        if (!isGone(error)) throw error;
        const description = 'Failed examples of incidents, from airb.';
        await post('/api/public/v2/datasets', { name: dataset, description });
      });
      for (const one of examples) await post('/api/public/dataset-items', langfuseItem(dataset, one));
    },
  };
}

/** The body of `POST /api/public/dataset-items`. */
export function langfuseItem(datasetName: string, one: EvalExample): object {
  const { id, input, expected: expectedOutput, ...metadata } = one;
  return {
    datasetName,
    id: `${id}-${one.set}`,
    input,
    expectedOutput,
    metadata: { id, ...metadata },
    status: 'ACTIVE',
  };
}
