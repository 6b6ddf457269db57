import * as z from 'zod';
import { base, below, call, kindOf, look, name, secretName, target, token } from './target.ts';

/** Sends a model of a LiteLLM proxy to another model. Only models kept in its database can be edited. Source: LiteLLM docs. */
export const litellmModel = target(
  z.strictObject({
    kind: kindOf(
      'litellm-model',
      'A model of a LiteLLM proxy; versions are the models behind it: `azure/gpt-4o-2024-08-06`.',
    ),
    url: base('Where the proxy is.'),
    model: name('Id of the model, as `/model/info` tells it.'),
    masterKey: secretName('the master key').default('LITELLM_MASTER_KEY'),
  }),
  ({ url, model, masterKey }) => {
    const secret = token(masterKey);
    return {
      action: call('PATCH', below(url)`/model/${model}/update`, {
        body: { litellm_params: { model: '{{version}}' } },
        secret,
        idempotent: true,
      }),
      current: look(below(url)`/model/info?litellm_model_id=${model}`, 'data.litellm_params.model', {
        secret,
      }),
    };
  },
);
