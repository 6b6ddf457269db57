import { basic, json, type Played } from './played.ts';

const commit = { old: '0b1c2d3e-0000-4000-8000-000000000001', now: '0b1c2d3e-0000-4000-8000-000000000002' };
const variation = { v6: '5f1a', v7: '5f1b' };
const revision = { old: '1f3c9d2', now: '8ae0b71' };

/** Tools as their documentation says they answer; see docs/rollback-targets.md for the sources. */
export const vendors: Played[] = [
  {
    kind: 'langfuse-label',
    fields: { url: 'URL', prompt: 'support/system' },
    env: { LANGFUSE_PUBLIC_KEY: 'public-of-the-test', LANGFUSE_SECRET_KEY: 'secret-of-the-test' },
    from: '7',
    to: '6',
    request: {
      method: 'PATCH',
      path: '/api/public/v2/prompts/support%2Fsystem/versions/6',
      headers: { authorization: basic('public-of-the-test', 'secret-of-the-test') },
      body: { newLabels: ['production'] },
    },
    answer(call, live) {
      const version = /versions\/(\d+)$/.exec(call.path)?.[1];
      if (version !== undefined) live.version = version;
      return [200, { name: 'support/system', version: Number(live.version), labels: ['production'] }];
    },
    unknownKey: [
      401,
      {
        error: 'UnauthorizedError',
        message: 'Invalid credentials. Confirm that you’ve configured the correct host.',
      },
    ],
    refusals: [
      {
        because: 'the version is not there',
        answer: [404, { message: 'Prompt not found', error: 'LangfuseNotFoundError' }],
        says: /answered 404: Prompt not found/,
      },
      {
        because: 'the label is protected',
        answer: [403, { message: 'You cannot promote to a protected label', error: 'ForbiddenError' }],
        says: /answered 403: You cannot promote to a protected label/,
      },
    ],
  },
  {
    kind: 'langsmith-tag',
    fields: { url: 'URL', prompt: 'support' },
    env: { LANGSMITH_API_KEY: 'key-of-the-test' },
    from: commit.now,
    to: commit.old,
    request: {
      method: 'PATCH',
      path: '/api/v1/repos/-/support/tags/production',
      headers: { 'x-api-key': 'key-of-the-test' },
      body: { commit_id: commit.old },
    },
    answer(call, live) {
      if (call.method === 'PATCH') live.version = String(json(call).commit_id);
      return [200, { tag_name: 'production', commit_id: live.version, commit_hash: 'c0ffee' }];
    },
    unknownKey: [401, { detail: 'Invalid token' }],
    refusals: [
      {
        because: 'the tag is not there',
        answer: [404, { detail: 'Tag production not found' }],
        says: /answered 404: Tag production not found/,
      },
    ],
  },
  {
    kind: 'launchdarkly-flag',
    fields: { url: 'URL', project: 'shop', flag: 'assistant' },
    env: { LAUNCHDARKLY_API_TOKEN: 'token-of-the-test' },
    from: 'on',
    to: 'off',
    request: {
      method: 'PATCH',
      path: '/api/v2/flags/shop/assistant',
      headers: {
        authorization: 'token-of-the-test',
        'content-type': 'application/json; domain-model=launchdarkly.semanticpatch',
      },
      body: {
        environmentKey: 'production',
        comment: 'refusals 19 %',
        instructions: [{ kind: 'turnFlagOff' }],
      },
    },
    answer(call, live) {
      const [instruction] = call.method === 'PATCH' ? (json(call).instructions as { kind: string }[]) : [];
      if (instruction) live.version = instruction.kind === 'turnFlagOn' ? 'on' : 'off';
      return [200, { key: 'assistant', environments: { production: { on: live.version === 'on' } } }];
    },
    unknownKey: [401, { code: 'unauthorized', message: 'Invalid account ID header' }],
    refusals: [
      {
        because: 'the environment asks for an approval',
        answer: [
          405,
          { code: 'approval_required', message: 'This environment requires approval for flag changes' },
        ],
        says: /answered 405: This environment requires approval for flag changes/,
      },
      {
        because: 'the flag is not there',
        answer: [404, { code: 'not_found', message: 'Unknown flag key' }],
        says: /answered 404: Unknown flag key/,
      },
    ],
  },
  {
    kind: 'launchdarkly-variation',
    fields: {
      url: 'URL',
      project: 'shop',
      flag: 'prompt',
      variations: { 'prompt-v6': variation.v6, 'prompt-v7': variation.v7 },
    },
    env: { LAUNCHDARKLY_API_TOKEN: 'token-of-the-test' },
    from: 'prompt-v7',
    to: 'prompt-v6',
    request: {
      method: 'PATCH',
      path: '/api/v2/flags/shop/prompt',
      headers: {
        authorization: 'token-of-the-test',
        'content-type': 'application/json; domain-model=launchdarkly.semanticpatch',
      },
      body: {
        environmentKey: 'production',
        comment: 'refusals 19 %',
        instructions: [{ kind: 'updateFallthroughVariationOrRollout', variationId: variation.v6 }],
      },
    },
    answer(call, live) {
      const [wanted] = call.method === 'PATCH' ? (json(call).instructions as { variationId: string }[]) : [];
      if (wanted) live.version = wanted.variationId === variation.v6 ? 'prompt-v6' : 'prompt-v7';
      const place = live.version === 'prompt-v6' ? 0 : 1;
      const variations = [{ _id: variation.v6 }, { _id: variation.v7 }];
      return [
        200,
        { variations, environments: { production: { on: true, fallthrough: { variation: place } } } },
      ];
    },
    unknownKey: [401, { code: 'unauthorized', message: 'Invalid account ID header' }],
    refusals: [
      {
        because: 'the patch is no semantic patch',
        answer: [400, { code: 'invalid_request', message: 'Invalid JSON patch' }],
        says: /answered 400: Invalid JSON patch/,
      },
    ],
  },
  {
    kind: 'unleash-toggle',
    fields: { url: 'URL/', feature: 'assistant' },
    env: { UNLEASH_API_TOKEN: 'user:token-of-the-test' },
    from: 'on',
    to: 'off',
    request: {
      method: 'POST',
      path: '/api/admin/projects/default/features/assistant/environments/production/off',
      headers: { authorization: 'user:token-of-the-test' },
      body: {},
    },
    answer(call, live) {
      if (call.method === 'GET') return [200, { name: 'production', enabled: live.version === 'on' }];
      live.version = call.path.endsWith('/on') ? 'on' : 'off';
      return [200, ''];
    },
    unknownKey: [
      401,
      { id: 'x', name: 'AuthenticationRequired', message: 'You must log in to use Unleash.' },
    ],
    refusals: [
      {
        because: 'change requests are on',
        answer: [
          403,
          {
            name: 'NoAccessError',
            message: 'Change requests are enabled in the production environment for this project.',
          },
        ],
        says: /answered 403: Change requests are enabled in the production environment/,
      },
      {
        because: 'the feature is not there',
        answer: [404, { name: 'NotFoundError', message: 'Could not find feature assistant' }],
        says: /answered 404: Could not find feature assistant/,
      },
    ],
  },
  {
    kind: 'litellm-model',
    fields: { url: 'URL', model: 'm-1' },
    env: { LITELLM_MASTER_KEY: 'master-of-the-test' },
    from: 'azure/gpt-4o-2024-11-20',
    to: 'azure/gpt-4o-2024-08-06',
    request: {
      method: 'PATCH',
      path: '/model/m-1/update',
      headers: { authorization: 'Bearer master-of-the-test' },
      body: { litellm_params: { model: 'azure/gpt-4o-2024-08-06' } },
    },
    answer(call, live) {
      if (call.method === 'PATCH') live.version = (json(call).litellm_params as { model: string }).model;
      const model = {
        model_name: 'chat',
        litellm_params: { model: live.version },
        model_info: { id: 'm-1' },
      };
      return [200, call.method === 'GET' ? { data: [model] } : model];
    },
    unknownKey: [
      401,
      { error: { message: 'Authentication Error, Invalid proxy server token passed', code: '401' } },
    ],
    refusals: [
      {
        because: 'the model stands in its configuration file',
        answer: [
          400,
          { error: { message: 'Cannot edit config-based model. Store model in DB to edit.', code: '400' } },
        ],
        says: /answered 400: Cannot edit config-based model/,
      },
    ],
  },
  {
    kind: 'mlflow-alias',
    fields: { url: 'URL', model: 'claims', user: 'MLFLOW_USER', password: 'MLFLOW_PASSWORD' },
    env: { MLFLOW_USER: 'registry-user', MLFLOW_PASSWORD: 'password-of-the-test' },
    from: '4',
    to: '3',
    request: {
      method: 'POST',
      path: '/api/2.0/mlflow/registered-models/alias',
      headers: { authorization: basic('registry-user', 'password-of-the-test') },
      body: { name: 'claims', alias: 'production', version: '3' },
    },
    answer(call, live) {
      if (call.method === 'GET') return [200, { model_version: { name: 'claims', version: live.version } }];
      live.version = String(json(call).version);
      return [200, {}];
    },
    unknownKey: [401, 'You are not authenticated. Please see the documentation.'],
    refusals: [
      {
        because: 'the version is not there',
        answer: [
          404,
          {
            error_code: 'RESOURCE_DOES_NOT_EXIST',
            message: 'Model Version (name=claims, version=3) not found',
          },
        ],
        says: /answered 404: Model Version \(name=claims, version=3\) not found/,
      },
    ],
  },
  {
    kind: 'qdrant-alias',
    fields: { url: 'URL', alias: 'docs' },
    env: { QDRANT_API_KEY: 'key-of-the-test' },
    from: 'docs_v2',
    to: 'docs_v1',
    request: {
      method: 'POST',
      path: '/collections/aliases',
      headers: { 'api-key': 'key-of-the-test' },
      body: {
        actions: [
          { delete_alias: { alias_name: 'docs' } },
          { create_alias: { collection_name: 'docs_v1', alias_name: 'docs' } },
        ],
      },
    },
    answer(call, live) {
      if (call.method === 'GET') {
        const aliases = [
          { alias_name: 'other', collection_name: 'other_v9' },
          { alias_name: 'docs', collection_name: live.version },
        ];
        return [200, { result: { aliases }, status: 'ok', time: 0.001 }];
      }
      const [, made] = json(call).actions as { create_alias?: { collection_name: string } }[];
      live.version = made?.create_alias?.collection_name ?? '';
      return [200, { result: true, status: 'ok', time: 0.01 }];
    },
    unknownKey: [403, 'Invalid API key or JWT'],
    refusals: [
      {
        because: 'the collection is not there',
        answer: [404, { status: { error: 'Not found: Collection `docs_v1` doesn’t exist!' }, time: 0.001 }],
        says: /answered 404: Not found: Collection `docs_v1` doesn’t exist!/,
      },
    ],
  },
  {
    kind: 'elasticsearch-alias',
    fields: { url: 'URL', alias: 'docs', token: 'ELASTIC_API_KEY' },
    env: { ELASTIC_API_KEY: 'key-of-the-test' },
    from: 'docs_v2',
    to: 'docs_v1',
    request: {
      method: 'POST',
      path: '/_aliases',
      headers: { authorization: 'ApiKey key-of-the-test' },
      body: {
        actions: [{ remove: { index: '*', alias: 'docs' } }, { add: { index: 'docs_v1', alias: 'docs' } }],
      },
    },
    answer(call, live) {
      if (call.method === 'GET') return [200, [{ alias: 'docs', index: live.version, filter: '-' }]];
      const [, added] = json(call).actions as { add?: { index: string } }[];
      live.version = added?.add?.index ?? '';
      return [200, { acknowledged: true, errors: false }];
    },
    unknownKey: [
      401,
      {
        error: { type: 'security_exception', reason: 'unable to authenticate with provided credentials' },
        status: 401,
      },
    ],
    refusals: [
      {
        because: 'the index is not there',
        answer: [
          404,
          { error: { type: 'index_not_found_exception', reason: 'no such index [docs_v1]' }, status: 404 },
        ],
        says: /answered 404: no such index \[docs_v1\]/,
      },
      {
        because: 'the cluster did not take it in time',
        answer: [200, { acknowledged: false }],
        says: /acknowledged: false/,
      },
    ],
  },
  {
    kind: 'github-workflow',
    fields: {
      url: 'URL',
      repository: 'example/support-bot',
      workflow: 'rollback.yml',
      inputs: { region: 'eu' },
    },
    env: { GITHUB_TOKEN: 'token-of-the-test' },
    from: 'v7',
    to: 'v6',
    request: {
      method: 'POST',
      path: '/repos/example/support-bot/actions/workflows/rollback.yml/dispatches',
      headers: { authorization: 'Bearer token-of-the-test', accept: 'application/vnd.github+json' },
      body: { ref: 'main', inputs: { region: 'eu', version: 'v6' }, return_run_details: true },
    },
    answer(call, live) {
      if (call.method === 'GET') return [200, { id: 42, status: 'completed', conclusion: 'success' }];
      live.version = (json(call).inputs as { version: string }).version;
      const run = 'https://api.github.com/repos/example/support-bot/actions/runs/42';
      return [200, { workflow_run_id: 42, run_url: run, html_url: run }];
    },
    unknownKey: [401, { message: 'Bad credentials', status: '401' }],
    refusals: [
      {
        because: 'the workflow takes no such input',
        answer: [422, { message: 'Unexpected inputs provided: ["version"]', status: '422' }],
        says: /answered 422: Unexpected inputs provided: \["version"\]/,
      },
      {
        because: 'the token may not write actions',
        answer: [403, { message: 'Resource not accessible by personal access token', status: '403' }],
        says: /answered 403: Resource not accessible by personal access token/,
      },
    ],
    blind: true,
  },
  {
    kind: 'argocd-rollback',
    fields: { url: 'URL', application: 'support-bot', namespace: 'apps' },
    env: { ARGOCD_TOKEN: 'token-of-the-test' },
    from: revision.now,
    to: revision.old,
    request: {
      method: 'POST',
      path: '/api/v1/applications/support-bot/rollback',
      headers: { authorization: 'Bearer token-of-the-test' },
      body: { id: 3, prune: false, dryRun: false, appNamespace: 'apps' },
    },
    answer(call, live) {
      const history = [
        { id: 3, revision: revision.old },
        { id: 4, revision: revision.now },
        ...(live.version === revision.old ? [{ id: 5, revision: revision.old }] : []),
      ];
      if (call.method === 'POST')
        live.version = history.find(({ id }) => id === json(call).id)?.revision ?? live.version;
      // What Git says is not what runs after a rollback.
      return [200, { status: { sync: { revision: revision.now }, history } }];
    },
    unknownKey: [401, { error: 'no session information', code: 16, message: 'no session information' }],
    refusals: [
      {
        because: 'automated sync is on',
        answer: [
          400,
          {
            error: 'rollback cannot be initiated when auto-sync is enabled',
            code: 9,
            message: 'rollback cannot be initiated when auto-sync is enabled',
          },
        ],
        says: /answered 400: rollback cannot be initiated when auto-sync is enabled/,
      },
    ],
  },
  {
    kind: 'webhook',
    fields: { url: 'URL/hook', readUrl: 'URL/live', token: 'HOOK_TOKEN' },
    env: { HOOK_TOKEN: 'token-of-the-test' },
    from: 'v7',
    to: 'v6',
    request: {
      method: 'POST',
      path: '/hook',
      headers: { authorization: 'Bearer token-of-the-test', 'idempotency-key': '42.7.0' },
      body: { version: 'v6', key: '42.7.0', reason: 'refusals 19 %' },
    },
    answer(call, live) {
      if (call.method === 'POST') live.version = String(json(call).version);
      return [200, { version: live.version }];
    },
    unknownKey: [401, { message: 'unknown token' }],
    refusals: [
      { because: 'it says so', answer: [200, { ok: false, error: 'locked' }], says: /said ok: false/ },
    ],
  },
];
