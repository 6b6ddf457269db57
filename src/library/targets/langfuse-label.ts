import * as z from 'zod';
import { base, basic, below, call, kindOf, look, name, secretName, target } from './target.ts';

/**
 * Moves a label of a Langfuse prompt to a version. A label is on one version at a time, so it leaves the bad one by the
 * same call. Clients keep a prompt for up to a minute. Source: @langfuse/core 5.11.1.
 */
export const langfuseLabel = target(
  z.strictObject({
    kind: kindOf('langfuse-label', 'A label of a Langfuse prompt; versions are its numbers, such as `7`.'),
    url: base('Where Langfuse is.').default('https://cloud.langfuse.com'),
    prompt: name('Name of the prompt, folders and all: `support/system`.'),
    label: name('The label that is live.')
      .refine((label) => label !== 'latest', 'another label: Langfuse moves `latest` by itself')
      .default('production'),
    publicKey: secretName('the public key of the project').default('LANGFUSE_PUBLIC_KEY'),
    secretKey: secretName('the secret key of the project').default('LANGFUSE_SECRET_KEY'),
  }),
  ({ url, prompt, label, publicKey, secretKey }) => {
    const secret = basic(publicKey, secretKey);
    return {
      action: call('PATCH', below(url)`/api/public/v2/prompts/${prompt}/versions/{{version}}`, {
        body: { newLabels: [label] },
        secret,
        idempotent: true,
      }),
      current: look(below(url)`/api/public/v2/prompts/${prompt}?label=${label}`, 'version', { secret }),
    };
  },
);
