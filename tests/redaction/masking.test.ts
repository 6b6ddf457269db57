import { describe, expect, it } from 'vitest';
import { masking } from '../../src/redaction/masking.ts';
import { harmless, personal, secrets, told } from './secrets.ts';

const all = Object.entries(secrets).flatMap(([what, samples]) => samples.map((one) => [what, one] as const));
const data = Object.entries(personal).flatMap(([what, samples]) =>
  samples.map((one) => [what, one] as const),
);

describe('a secret in a text', () => {
  it.each(all)('is named instead of shown, and the rest stays readable: %s', (what, secret) => {
    expect(masking.text(`saw ${secret}\nin the logs`)).toBe(
      secret.includes('-----END') || !secret.includes('-----BEGIN')
        ? `saw [masked: ${what}]\nin the logs`
        : `saw [masked: ${what}]`,
    );
  });

  it.each(told)('is found by what stands before it: %s', (before, secret, after) => {
    const masked = masking.text(`${before}${secret}${after}`);
    expect(masked).not.toContain(secret);
    expect(masked).toMatch(/\[masked: [\w ()-]+\]/);
    expect(masked.startsWith(before.slice(0, 6)) && masked.endsWith(after), masked).toBe(true);
  });

  it.each(all)('is masked once and for all: %s', (_, secret) => {
    const once = masking.text(`password=${secret} and ${secret}`);
    expect(masking.text(once, { masks: 'personal-data' })).toBe(once);
  });

  it('can not be kept by switching the search off in the text', () => {
    const [secret = ''] = secrets['GitHub token'] ?? [];
    expect(masking.text(`/* secretlint-disable */ ${secret}`)).toBe(
      '/* secretlint-disable */ [masked: GitHub token]',
    );
  });
});

describe('a text without a secret', () => {
  it.each(harmless)('stays as it is: %s', (text) => {
    expect(masking.text(text, { masks: 'personal-data' })).toBe(text);
  });
});

describe('personal data', () => {
  it.each(data)('is masked where it is asked for, and only there: %s %s', (what, one) => {
    expect(masking.text(`write to ${one}, please`, { masks: 'personal-data' })).toBe(
      `write to [masked: ${what}], please`,
    );
    expect(masking.text(`write to ${one}, please`)).toBe(`write to ${one}, please`);
  });

  it('needs the right check digits, so that other numbers stay', () => {
    const text = 'order 4111 1111 1111 1112, GB83WEST12345698765432';
    expect(masking.text(text, { masks: 'personal-data' })).toBe(text);
  });
});

describe('a value with texts inside', () => {
  const [key = ''] = secrets['AWS access key'] ?? [];

  it('comes back itself when there is nothing to mask', () => {
    const value = { a: ['b', { c: 1, d: null }] };
    expect(masking.within(value)).toBe(value);
  });

  it('is masked at any depth, in names as well, and its names tell of secrets too', () => {
    const given = { list: [{ text: `x ${key}` }], [key]: 1, db: { password: 'correct horse' } };
    expect(masking.within(given)).toEqual({
      list: [{ text: 'x [masked: AWS access key]' }],
      '[masked: AWS access key]': 1,
      db: { password: '[masked: secret value]' },
    });
    expect(given.list[0]?.text).toContain(key);
  });

  it('leaves the fields it is told to leave', () => {
    const except = new Set(['ref']);
    expect(
      masking.within({ ref: '19:a@thread.v2', text: 'a@b.example' }, { masks: 'personal-data', except }),
    ).toEqual({ ref: '19:a@thread.v2', text: '[masked: e-mail address]' });
  });

  it('may be made to be deep or to change prototypes; neither does harm', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(() => masking.within(deep)).not.toThrow();
    const named = masking.within(JSON.parse(`{"__proto__":{"polluted":"${key}"}}`));
    expect(Object.hasOwn(named, '__proto__')).toBe(true);
    expect({}).not.toHaveProperty('polluted');
  });
});
