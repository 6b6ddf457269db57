import { describe, expect, it } from 'vitest';
import { bearerIn, formsOf, sameSecret, withoutSecrets } from '../../src/http/secrets.ts';

const secret = 'sample+token/of the target';

describe('the credential of a request', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer  with spaces ', 'with spaces'],
    ['Basic abc', ''],
    ['Bearer', ''],
    [undefined, ''],
  ])('of %j is %j', (authorization, token) => {
    expect(bearerIn(authorization === undefined ? {} : { authorization })).toBe(token);
  });

  it('is compared whole', () => {
    expect([sameSecret(secret, secret), sameSecret(secret, `${secret}!`), sameSecret('', secret)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('what a peer says', () => {
  it.each(formsOf(secret))('never holds the secret as %s', (form) => {
    expect(withoutSecrets({ text: `no: ${form}!`, ended: 'whole' }, formsOf(secret))).toBe('no: [secret]!');
  });

  it.each(['limit', 'broken'] as const)('holds no half of one where it ends by %s', (ended) => {
    for (let length = 3; length < secret.length; length += 1) {
      const text = `no: ${secret.slice(0, length)}`;
      expect(withoutSecrets({ text, ended }, formsOf(secret))).toBe('no: [secret]');
    }
  });

  it('keeps what only looks like the start of one when all of it is there', () => {
    const said = { text: 'a sample', ended: 'whole' } as const;
    expect(withoutSecrets(said, formsOf(secret))).toBe('a sample');
  });
});
