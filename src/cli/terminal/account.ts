import { userInfo } from 'node:os';

/**
 * Who runs a verb, for the record: the name of the account or, where the machine knows none (a container may run as any
 * number), its number.
 */
export function accountName(look: () => { username: string } = userInfo): string {
  try {
    return look().username;
  } catch {
    return `user ${process.getuid?.() ?? 'without a name'}`;
  }
}
