import * as z from 'zod';
import { base, below, call, kindOf, look, plainName, secretName, target, token } from './target.ts';

/** Points a Qdrant alias at another collection, in one step. Source: Qdrant API, collection aliases. */
export const qdrantAlias = target(
  z.strictObject({
    kind: kindOf('qdrant-alias', 'A Qdrant alias; versions are collections.'),
    url: base('Where Qdrant is.'),
    alias: plainName('The alias that is searched.'),
    apiKey: secretName('the API key').default('QDRANT_API_KEY'),
  }),
  ({ url, alias, apiKey }) => {
    const secret = token(apiKey, '', 'api-key');
    return {
      action: call('POST', below(url)`/collections/aliases`, {
        body: {
          actions: [
            { delete_alias: { alias_name: alias } },
            { create_alias: { collection_name: '{{version}}', alias_name: alias } },
          ],
        },
        secret,
        idempotent: true,
      }),
      current: look(below(url)`/aliases`, `result.aliases[alias_name=${alias}].collection_name`, { secret }),
    };
  },
);
