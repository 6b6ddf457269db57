import * as z from 'zod';
import { base, below, call, kindOf, look, plainName, secretOf, target, tokenOrBasic } from './target.ts';

/** Points an Elasticsearch or OpenSearch alias at another index, in one step. Source: @elastic/elasticsearch 9.4.3. */
export const elasticsearchAlias = target(
  z.strictObject({
    kind: kindOf('elasticsearch-alias', 'An Elasticsearch or OpenSearch alias; versions are indexes.'),
    url: base('Where Elasticsearch is.'),
    alias: plainName('The alias that is searched.'),
    ...tokenOrBasic,
  }),
  ({ url, alias, ...login }) => {
    const secret = secretOf(login, 'ApiKey ');
    return {
      action: call('POST', below(url)`/_aliases`, {
        body: {
          actions: [{ remove: { index: '*', alias } }, { add: { index: '{{version}}', alias } }],
        },
        ...secret,
        idempotent: true,
      }),
      // An alias over two indexes has no one version, and then none is told.
      current: look(below(url)`/_cat/aliases/${alias}?format=json`, `[alias=${alias}].index`, secret),
    };
  },
);
