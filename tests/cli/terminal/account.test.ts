import { userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { accountName } from '../../../src/cli/terminal/account.ts';

it('is the name of the account or, where the machine knows none, its number', () => {
  expect(accountName()).toBe(userInfo().username);
  const unknown = () => {
    throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT');
  };
  expect(accountName(unknown)).toBe(`user ${process.getuid?.()}`);
});
