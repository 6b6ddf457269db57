import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { bearer, bearerOrPath } from '../../src/webhooks/bearer.ts';
import { hmacHex } from '../../src/webhooks/hmac.ts';
import type { Authentication } from '../../src/webhooks/source.ts';
import { stampedHex, standardWebhooks } from '../../src/webhooks/stamped.ts';
import { now } from './running.ts';

const body = Buffer.from('{"what":"a prompt","label":"größer"}');
const secret = 'the shared sample secret';
const old = 'the sample secret of last month';
const seconds = now / 1000;

const hex = (text: string, key: string | Buffer = secret) =>
  createHmac('sha256', key).update(text).update(body).digest('hex');
const base64 = (text: string, key: string | Buffer) =>
  createHmac('sha256', key).update(text).update(body).digest('base64');

interface Style {
  name: string;
  authentication: Authentication;
  /** The headers of a sender that signs with this key at this time. */
  signed(key?: string, at?: number): IncomingHttpHeaders;
  header: string;
}

const styles: Style[] = [
  {
    name: 'bare hex, as LaunchDarkly signs',
    authentication: hmacHex({ header: 'X-LD-Signature' }),
    header: 'x-ld-signature',
    signed: (key) => ({ 'x-ld-signature': hex('', key) }),
  },
  {
    name: 'sha256=, as GitHub signs',
    authentication: hmacHex({ header: 'X-Hub-Signature-256', prefix: 'sha256=' }),
    header: 'x-hub-signature-256',
    signed: (key) => ({ 'x-hub-signature-256': `sha256=${hex('', key)}` }),
  },
  {
    name: 'a list of v1=, as PagerDuty signs',
    authentication: hmacHex({ header: 'X-PagerDuty-Signature', prefix: 'v1=' }),
    header: 'x-pagerduty-signature',
    signed: (key) => ({ 'x-pagerduty-signature': `v1=${'0'.repeat(64)}, v1=${hex('', key)}` }),
  },
];

const stampedStyles: Style[] = [
  {
    name: 't=,v1=, as Langfuse signs',
    authentication: stampedHex({ header: 'x-langfuse-signature', separator: '.' }),
    header: 'x-langfuse-signature',
    signed: (key, at = seconds) => ({ 'x-langfuse-signature': `t=${at},v1=${hex(`${at}.`, key)}` }),
  },
  {
    name: 't=,s=, as Langfuse signed',
    authentication: stampedHex({ header: 'x-langfuse-signature', separator: '.' }),
    header: 'x-langfuse-signature',
    signed: (key, at = seconds) => ({ 'x-langfuse-signature': `t=${at},s=${hex(`${at}.`, key)}` }),
  },
  {
    name: 't=,v1= without a point between, as Rootly signs',
    authentication: stampedHex({ header: 'x-rootly-signature', separator: '' }),
    header: 'x-rootly-signature',
    signed: (key, at = seconds) => ({ 'x-rootly-signature': `t=${at},v1=${hex(`${at}`, key)}` }),
  },
  {
    name: 'Standard Webhooks',
    authentication: standardWebhooks,
    header: 'webhook-signature',
    signed: (key = secret, at = seconds) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(at),
      'webhook-signature': `v1,${'A'.repeat(43)}= v1,${base64(`msg_1.${at}.`, key)}`,
    }),
  },
];

describe.each([...styles, ...stampedStyles])('a body signed $name', ({ authentication, signed, header }) => {
  const check = (headers: IncomingHttpHeaders, secrets = [secret], given = body) =>
    authentication.check({ headers, body: given, now }, secrets);

  it('is taken with the secret set here', () => {
    expect(check(signed())).toBeUndefined();
  });

  it('is refused with another secret', () => {
    expect(check(signed('somebody else’s secret'))).toMatch(/is not the signature of this body/);
  });

  it('is refused when one byte of it is another', () => {
    expect(check(signed(), [secret], Buffer.from(`${body} `))).toMatch(/is not the signature of this body/);
  });

  it('is taken with either secret while one is being changed, and no longer afterwards', () => {
    expect(check(signed(old), [secret, old])).toBeUndefined();
    expect(check(signed(), [secret, old])).toBeUndefined();
    expect(check(signed(old))).toMatch(/is not the signature/);
  });

  it.each(['', '=', ',', 'v1=', 'sha256=', 't=,v1=', 'v1,', 't=1', '\u0000', 'x'.repeat(9000)])(
    'is refused when the header is %j',
    (odd) => {
      expect(check({ ...signed(), [header]: odd })).toBeTypeOf('string');
    },
  );

  it('is refused without the header, in words that name it', () => {
    expect(check({})).toMatch(new RegExp(header, 'i'));
  });

  it('is refused when nothing but an empty body came', () => {
    expect(authentication.check({ headers: signed(), body: undefined, now }, [secret])).toBeTypeOf('string');
  });
});

describe.each(stampedStyles)('a signature with a time, $name', ({ authentication, signed }) => {
  const at = (minutes: number) =>
    authentication.check({ headers: signed(secret, seconds + minutes * 60), body, now }, [secret]);

  it('is taken up to five minutes off, either way', () => {
    expect([at(-5), at(0), at(5)]).toEqual([undefined, undefined, undefined]);
  });

  it('is refused when it is older, and says by how much', () => {
    expect(at(-6)).toMatch(/signed 6 min ago.*at most 5 min/);
  });

  it('is refused when it is of the time to come', () => {
    expect(at(6)).toMatch(/signed 6 min ahead/);
  });

  it('can not be made young again: the time is signed too', () => {
    const headers = signed(secret, (now - 60 * minute) / 1000);
    const fresh = Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [
        name,
        String(text).replace(String(seconds - 3600), String(seconds)),
      ]),
    );
    expect(authentication.check({ headers: fresh, body, now }, [secret])).toMatch(/is not the signature/);
  });
});

describe('the key of a Standard Webhook', () => {
  const key = Buffer.alloc(24, 7);
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${base64(`msg_1.${seconds}.`, key)}`,
  };

  it('is written in base64 behind whsec_', () => {
    const made = `whsec_${key.toString('base64')}`;
    expect(standardWebhooks.check({ headers, body, now }, [made])).toBeUndefined();
  });

  it('is none where nothing can be read: an empty key would let anybody in', () => {
    const open = { ...headers, 'webhook-signature': `v1,${base64(`msg_1.${seconds}.`, '')}` };
    expect(standardWebhooks.check({ headers: open, body, now }, ['whsec_!!!!!!!!'])).toBeTypeOf('string');
  });
});

describe('a bearer secret', () => {
  const check = (authorization: string, secrets = [secret]) =>
    bearer.check({ headers: { authorization }, body: undefined, now }, secrets);

  it('is taken when it is one of those set here', () => {
    expect(check(`Bearer ${secret}`)).toBeUndefined();
    expect(check(`Bearer ${old}`, [secret, old])).toBeUndefined();
  });

  it('is refused when it is another, a part of it, or not there', () => {
    for (const wrong of [
      '',
      'Bearer ',
      `Bearer ${secret.slice(1)}`,
      `Bearer ${secret} ${old}`,
      `Basic ${secret}`,
    ])
      expect([wrong, check(wrong, [secret, old])]).toEqual([wrong, expect.any(String)]);
  });

  it('may stand at the end of the address where a tool sends no header', () => {
    const shown = (pathSecret: string) =>
      bearerOrPath.check({ headers: {}, body: undefined, pathSecret, now }, [secret]);
    expect(shown(secret)).toBeUndefined();
    expect(shown(old)).toMatch(/at the end of the address/);
    expect(shown('')).toBeTypeOf('string');
  });
});
