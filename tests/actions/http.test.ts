import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpActions } from '../../src/actions/http.ts';
import type { HttpAction } from '../../src/domain/runbooks/runbook.ts';
import { DeliveryError } from '../../src/errors.ts';
import { judgedFetch } from '../../src/http/judged-fetch.ts';
import type { ActionRequest } from '../../src/ports/action.ts';
import { type Endpoint, endpoint, failureOf, nobody } from '../support/endpoint.ts';

const token = 'sample+token/of"the target"';
const secretOf = (env: string) => (env === 'ROLLBACK_TOKEN' ? token : undefined);

let target: Endpoint;
beforeEach(async () => {
  target = await endpoint();
});
afterEach(() => target.close());

function action(over: Partial<HttpAction> = {}): HttpAction {
  return {
    method: 'POST',
    url: `${target.url}/targets/support-bot/prompt`,
    body: { version: '{{version}}', idempotencyKey: '{{key}}', why: 'INC: {{reason}}' },
    headers: {},
    secret: { env: 'ROLLBACK_TOKEN', header: 'Authorization', prefix: 'Bearer ' },
    ...over,
  };
}

function asked(over: Partial<ActionRequest> = {}): ActionRequest {
  return {
    http: action(),
    version: 'prompt-v6',
    reason: 'refusals 19 %',
    key: '42.7.0',
    dryRun: false,
    ...over,
  };
}

const run = (request: ActionRequest) => httpActions({ secretOf }).run(request);
const bodySent = () => JSON.parse(target.calls.at(-1)?.body ?? '') as unknown;

describe('rolling a part back', () => {
  it('makes the call the file describes, with key and secret in headers', async () => {
    target.answer = (response) => response.writeHead(200).end('{"from":"prompt-v7","to":"prompt-v6"}');
    expect(await run(asked())).toEqual({
      heard: 'accepted',
      status: 200,
      response: '{"from":"prompt-v7","to":"prompt-v6"}',
    });
    const [call] = target.calls;
    expect(call).toMatchObject({ method: 'POST', path: '/targets/support-bot/prompt' });
    expect(call?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'idempotency-key': '42.7.0',
      'content-type': 'application/json',
    });
    expect(bodySent()).toEqual({ version: 'prompt-v6', idempotencyKey: '42.7.0', why: 'INC: refusals 19 %' });
  });

  it('fills values at any depth, and never keys', async () => {
    const body = { '{{key}}': [{ deep: '{{version}}-{{version}}' }], n: 3, off: false, none: null };
    await run(asked({ http: action({ body }) }));
    expect(bodySent()).toEqual({
      '{{key}}': [{ deep: 'prompt-v6-prompt-v6' }],
      n: 3,
      off: false,
      none: null,
    });
  });

  it.each(['", "version": "evil', '{{key}} $& $1 {{version}}', '\u2028\n\\u0022}'])(
    'leaves the reason %j a piece of text',
    async (reason) => {
      await run(asked({ reason }));
      expect(bodySent()).toMatchObject({ version: 'prompt-v6', why: `INC: ${reason}` });
    },
  );

  it('sends the media type a target asks for, but its own idempotency key', async () => {
    const headers = { 'Content-Type': 'application/json; domain-model=x', 'Idempotency-Key': 'forged' };
    await run(asked({ http: action({ headers, method: 'PATCH' }) }));
    expect(target.calls[0]?.method).toBe('PATCH');
    expect(target.calls[0]?.headers).toMatchObject({
      'content-type': 'application/json; domain-model=x',
      'idempotency-key': '42.7.0',
    });
  });
});

describe('a dry run', () => {
  it('is the same call with the dry-run fields merged in', async () => {
    const http = action({
      body: { spec: { to: '{{version}}' } },
      dryRun: { spec: { dryRun: true }, note: '{{reason}}' },
    });
    await run(asked({ http, dryRun: true }));
    expect(bodySent()).toEqual({ spec: { to: 'prompt-v6', dryRun: true }, note: 'refusals 19 %' });
  });

  it('calls nothing where the action has none', async () => {
    expect(await failureOf(run(asked({ dryRun: true })))).toMatchObject({ retry: false, code: 'no_dry_run' });
    expect(target.calls).toEqual([]);
  });
});

describe('what the target answers', () => {
  it.each([400, 409, 429, 500, 503])('is data also when it is %i', async (status) => {
    target.answer = (response) => response.writeHead(status).end('no');
    const heard = status >= 500 ? 'doubt' : 'refused';
    expect(await run(asked())).toMatchObject({ heard, status, response: 'no' });
  });

  it('is shortened to 2,048 characters', async () => {
    target.answer = (response) => response.writeHead(200).end('x'.repeat(300_000));
    const { response } = await run(asked());
    expect(response).toHaveLength(2048);
  });

  it('never holds the secret, whatever form it is echoed in', async () => {
    const forms = [
      token,
      JSON.stringify(token),
      encodeURIComponent(token),
      Buffer.from(token).toString('base64'),
    ];
    target.answer = (response) => response.writeHead(200).end(forms.join(' | '));
    const { response } = await run(asked());
    expect(response).toBe('[secret] | "[secret]" | [secret] | [secret]');
  });

  it('does not hold a secret that lies across the cut', async () => {
    target.answer = (response) => response.writeHead(200).end(`${'x'.repeat(2040)}${token}`);
    expect((await run(asked())).response).not.toContain(token.slice(0, 6));
  });

  it('does not hold the password of a Basic credential', async () => {
    const credential = Buffer.from('robot:pass word').toString('base64');
    target.answer = (response, call) =>
      response.writeHead(401).end(`${call.headers.authorization}: pass word`);
    const actions = httpActions({ secretOf: () => credential });
    const secret = { env: 'ROLLBACK_TOKEN', header: 'Authorization', prefix: 'Basic ' };
    expect((await actions.run(asked({ http: action({ secret }) }))).response).toBe(
      'Basic [secret]: [secret]',
    );
  });

  it('is not looked for behind a redirect, where the secret would go along', async () => {
    target.answer = (response) => response.writeHead(307, { location: `${target.url}/elsewhere` }).end();
    expect(await run(asked())).toMatchObject({ heard: 'refused', status: 307 });
    expect(target.calls).toHaveLength(1);
  });

  it('is no acceptance when the rest of it breaks off', async () => {
    target.answer = (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"to":');
      setImmediate(() => response.destroy());
    };
    const answer = await run(asked());
    expect(answer).toMatchObject({ heard: 'doubt', status: 200 });
    expect(answer.response).toContain('did not arrive');
  });
});

describe('no usable answer', () => {
  it('may be tried again when nobody listened', async () => {
    const error = await failureOf(run(asked({ http: action({ url: await nobody() }) })));
    expect(error).toMatchObject({ retry: true, uncertain: false, code: 'action_unreachable' });
  });

  it('leaves open what happened when the time is up', async () => {
    // The time is up once the request has arrived, however slow the machine is.
    const late = new AbortController();
    target.answer = () => late.abort(new DOMException('too late', 'TimeoutError'));
    const send = judgedFetch();
    const slow: typeof fetch = (url, init) => {
      expect(init?.signal?.aborted).toBe(false);
      return send(url, { ...init, signal: late.signal });
    };
    const error = await failureOf(httpActions({ secretOf, fetch: slow }).run(asked()));
    expect(error).toMatchObject({ uncertain: true, code: 'action_timeout' });
    expect(target.calls).toHaveLength(1);
  });

  it('leaves open what happened when the connection breaks after the request', async () => {
    target.answer = (response) => response.destroy();
    expect(await failureOf(run(asked()))).toMatchObject({ uncertain: true, code: 'action_broken_off' });
  });
});

describe('an action that must not be called', () => {
  const refusedWith = async (
    request: ActionRequest,
    options: Partial<Parameters<typeof httpActions>[0]> = {},
  ) => {
    const error = await failureOf(httpActions({ secretOf, ...options }).run(request));
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ retry: false, uncertain: false });
    expect(target.calls).toEqual([]);
    return error as DeliveryError;
  };

  it('says which variable holds no secret', async () => {
    const error = await refusedWith(asked(), { secretOf: () => undefined });
    expect(error.message).toContain('ROLLBACK_TOKEN is not set');
    expect(error.code).toBe('missing_secret:ROLLBACK_TOKEN');
  });

  it('does not print a secret a header can not carry', async () => {
    const error = await refusedWith(asked(), { secretOf: () => 'first line\nsecond line' });
    expect(error.message).toContain('ROLLBACK_TOKEN');
    expect(JSON.stringify([error.message, error.cause])).not.toContain('second line');
  });

  it.each(['file:///etc/hosts', 'ftp://example.org', 'nonsense', 'http://user:pass@127.0.0.1/'])(
    'refuses the address %s',
    async (url) => {
      expect((await refusedWith(asked({ http: action({ url }) }))).code).toBe('action_url');
    },
  );

  it.each(['http://{{version}}.example.org/', '{{version}}', 'http://example.org/{{reason}}'])(
    'refuses the blanks of %s, which only a path and a query take',
    async (url) => {
      expect((await refusedWith(asked({ http: action({ url }) }))).code).toBe('action_url');
    },
  );

  it('refuses a host that is not allowed, and takes one that is', async () => {
    expect((await refusedWith(asked(), { allowHosts: ['flags.example.org'] })).code).toBe('action_host');
    const answer = await httpActions({ secretOf, allowHosts: ['127.0.0.1'] }).run(asked());
    expect(answer.status).toBe(202);
  });

  it('refuses a header HTTP can not carry', async () => {
    await refusedWith(asked({ http: action({ headers: { 'X-Odd': 'a\nb' } }) }));
  });
});
