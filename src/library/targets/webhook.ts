import * as z from 'zod';
import { line } from '../fields/fields.ts';
import { base, call, kindOf, look, secretName, target, token } from './target.ts';

/** Posts the version, the key and the reason to an address of your own. */
export const webhook = target(
  z.strictObject({
    kind: kindOf('webhook', 'An address of your own; versions are what you call them.'),
    url: base('Where to post.'),
    readUrl: base('Asked with GET which version is live.').optional(),
    readPath: line.default('version').describe('Where in the JSON of that answer the version stands.'),
    token: secretName('a token, sent as Bearer').optional(),
  }),
  ({ url, readUrl, readPath, token: env }) => {
    const secret = env === undefined ? {} : { secret: token(env) };
    return {
      action: call('POST', url, {
        body: { version: '{{version}}', key: '{{key}}', reason: '{{reason}}' },
        ...secret,
      }),
      ...(readUrl !== undefined && { current: look(readUrl, readPath, secret) }),
    };
  },
);
