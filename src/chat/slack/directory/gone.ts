import { setTimeout as pause } from 'node:timers/promises';
import { DeliveryError } from '../../../errors.ts';
import type { Caller } from '../api/client.ts';

/** Which of these accounts are deactivated, or nobody's. Of many it waits for Slack's limit in between. */
export async function goneAccounts(call: Caller, accounts: string[]): Promise<string[]> {
  const gone: string[] = [];
  for (const user of new Set(accounts)) if (await isGone(call, user)) gone.push(user);
  return gone;
}

async function isGone(call: Caller, user: string): Promise<boolean> {
  try {
    const answer = await call({ method: 'users.info' }, (client) => client.users.info({ user }));
    return answer.user?.deleted === true;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    if (error.code === 'user_not_found') return true;
    if (!error.throttled) throw error;
    await pause(error.afterMs ?? 1000);
    return isGone(call, user);
  }
}
