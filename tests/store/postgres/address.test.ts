import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import { addressOf } from '../../../src/store/postgres/address.ts';

const read = (url: string) => addressOf(url, 'DATABASE_URL');
/** Put together, so that nobody takes it for one. */
const secret = ['very', 'secret'].join('-');

function refusal(url: string): string {
  try {
    read(url);
  } catch (error) {
    if (error instanceof ConfigError) return `${error.message} ${error.hint}`;
    throw error;
  }
  throw new Error(`${url} was read`);
}

describe('the address of a database', () => {
  it('is read as libpq reads it', () => {
    expect(
      read(`postgresql://ana:${secret}@db.example:6432/airb?application_name=x&connect_timeout=7`),
    ).toEqual({
      label: 'db.example:6432/airb',
      ...{ host: 'db.example', port: 6432, database: 'airb', user: 'ana', password: secret },
      ssl: { rejectUnauthorized: false },
      plainIfMust: true,
      applicationName: 'x',
      options: undefined,
      connectTimeout: 7000,
    });
    expect(read('postgres://db.example/airb')).toMatchObject({ label: 'db.example/airb', user: undefined });
    expect(read('postgres://ana%40x:p%23%2F%40@h/a%20b')).toMatchObject({
      user: 'ana@x',
      password: 'p#/@',
      database: 'a b',
    });
    expect(read('postgres:///airb?host=/var/run/postgresql&user=ana')).toMatchObject({
      ...{ host: '/var/run/postgresql', user: 'ana', ssl: false, label: '/var/run/postgresql/airb' },
    });
    expect(read('postgres://[::1]:5433/airb')).toMatchObject({ host: '::1', port: 5433 });
    expect(read('postgres://h/airb?options=-c%20search_path%3Dairb')).toMatchObject({
      options: '-c search_path=airb',
    });
  });

  it.each([
    ['disable', false],
    ['allow', false],
    ['prefer', { rejectUnauthorized: false }],
    ['require', { rejectUnauthorized: false }],
    ['verify-ca', { rejectUnauthorized: true, checkServerIdentity: expect.any(Function) }],
    ['verify-full', { rejectUnauthorized: true }],
  ])('with sslmode=%s encrypts as libpq does', (mode, ssl) => {
    expect(read(`postgres://h/airb?sslmode=${mode}`).ssl).toEqual(ssl);
  });

  it('with a root certificate proves the server also with sslmode=require', () => {
    const { ssl } = read('postgres://h/airb?sslmode=require&sslrootcert=package.json');
    expect(ssl).toMatchObject({ rejectUnauthorized: true, ca: expect.stringContaining('airb') });
    expect(read('postgres://h/airb?sslmode=verify-full&sslrootcert=system').ssl).toEqual({
      rejectUnauthorized: true,
    });
  });

  it.each([
    ['mysql://h/airb', 'expected postgres://'],
    ['postgres:airb', 'expected postgres://'],
    ['postgres://h', 'it names no database'],
    ['postgres://h/', 'it names no database'],
    ['postgres://h/airb?sslmode=on', 'its sslmode is none of disable, allow'],
    ['postgres://h/airb?sslrootcert=/not/there&sslmode=require', 'the file of its sslrootcert can’t be read'],
    ['postgres://h/airb?pool=3', 'airb does not know pool'],
    ['postgres://h/airb?connect_timeout=soon', 'its connect_timeout is no number'],
    ['postgres://h/airb?host=a,b', 'it names several hosts'],
    ['postgres://a,b/airb', 'it names several hosts'],
  ])('%s is refused', (url, says) => {
    expect(refusal(url)).toContain(says);
  });

  it.each([
    ['a # in it', `postgres://ana:${secret}#1@h/airb`],
    ['a / in it', `postgres://ana:${secret}/1@h/airb`],
    ['a ? in it', `postgres://ana:${secret}?1@h/airb`],
    ['a % in it', `postgres://ana:${secret}%zz@h/airb`],
    ['digits and a #', `postgres://ana:12#${secret}@h/airb`],
    ['digits and a /', `postgres://ana:12/${secret}@h/airb`],
    ['digits and a ?', `postgres://ana:12?${secret}@h/airb`],
  ])('a password with %s is refused, and no part of it is repeated', (_, url) => {
    const said = refusal(url);
    expect(said).toContain('%23 for #');
    expect(said).not.toContain(secret);
    expect(said).not.toContain('12');
  });
});
