import { type Duration, minute } from '../../../domain/time.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { UserGroups } from '../../../ports/schedules.ts';
import type { Caller } from '../api/client.ts';

/** Handles are changed seldom, and the list may be asked for twenty times a minute by everything that airb does. */
const listKept: Duration = 10 * minute;

/**
 * The workspace's user groups. They are there on paid plans alone; elsewhere every method fails with that sentence.
 * Source: docs.slack.dev/reference/methods/usergroups.list, usergroups.users.list and usergroups.users.update.
 */
export function userGroups(call: Caller, clock: Clock): UserGroups {
  let listed: { at: number; ids: Map<string, string> } | undefined;

  async function idOf(group: string): Promise<string> {
    if (/^S[A-Z0-9]+$/.test(group)) return group;
    const now = clock.now();
    if (listed === undefined || now - listed.at >= listKept || !listed.ids.has(group)) {
      const { usergroups = [] } = await call({ method: 'usergroups.list' }, (client) =>
        client.usergroups.list(),
      );
      const ids = usergroups.map(({ handle = '', id = '' }) => [handle, id] as const);
      listed = { at: now, ids: new Map(ids) };
    }
    const id = listed.ids.get(group);
    if (id) return id;
    const message = `Slack has no user group @${group} that is switched on.`;
    throw new DeliveryError(message, { retry: false, code: 'no_such_subteam' });
  }

  return {
    async members(group) {
      const usergroup = await idOf(group);
      const where = `the user group ${group}`;
      const { users = [] } = await call({ method: 'usergroups.users.list', where }, (client) =>
        client.usergroups.users.list({ usergroup }),
      );
      return users;
    },
    async setMembers(group, accounts) {
      // Slack refuses it as well; a group without anybody is a mention that reaches nobody.
      if (accounts.length === 0)
        throw new DeliveryError(`The user group @${group} is never emptied.`, {
          retry: false,
          code: 'no_users_provided',
        });
      const usergroup = await idOf(group);
      await call({ method: 'usergroups.users.update', where: `the user group ${group}` }, (client) =>
        client.usergroups.users.update({ usergroup, users: accounts.join(',') }),
      );
    },
  };
}
