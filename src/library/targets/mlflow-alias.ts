import * as z from 'zod';
import { base, below, call, kindOf, look, name, secretOf, target, tokenOrBasic } from './target.ts';

/** Moves an alias of a model or prompt in an MLflow registry. Servers read it when they load, so they may need a restart. Source: MLflow REST API 2.0. */
export const mlflowAlias = target(
  z.strictObject({
    kind: kindOf('mlflow-alias', 'An alias in an MLflow registry; versions are its numbers, such as `3`.'),
    url: base('Where MLflow is.'),
    model: name('Name of the registered model or prompt.'),
    alias: name('The alias that is live.').default('production'),
    ...tokenOrBasic,
  }),
  ({ url, model, alias, ...login }) => ({
    action: call('POST', below(url)`/api/2.0/mlflow/registered-models/alias`, {
      body: { name: model, alias, version: '{{version}}' },
      ...secretOf(login),
      idempotent: true,
    }),
    current: look(
      below(url)`/api/2.0/mlflow/registered-models/alias?name=${model}&alias=${alias}`,
      'model_version.version',
      secretOf(login),
    ),
  }),
);
