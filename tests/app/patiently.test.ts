import { expect, it } from 'vitest';
import { patiently } from '../../src/app/patiently.ts';
import { BusyError, ConfigError } from '../../src/errors.ts';

it('a start does again what the records are too busy for, and nothing else', async () => {
  let tries = 0;
  const busyOnce = async () => {
    tries += 1;
    if (tries === 1) throw new BusyError('held by another writer', 1);
    return 'done';
  };
  expect(await patiently(busyOnce)).toBe('done');
  const refused = async () => {
    tries += 1;
    throw new ConfigError('the password is wrong');
  };
  await expect(patiently(refused)).rejects.toThrow('the password is wrong');
  expect(tries).toBe(3);
});
