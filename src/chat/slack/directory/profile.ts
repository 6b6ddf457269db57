import type { webApi } from '@slack/bolt';
import { DeliveryError } from '../../../errors.ts';
import type { Profile } from '../../kit/acquaintances.ts';
import type { Caller } from '../api/client.ts';
import type { Whoami } from './identity.ts';

type User = NonNullable<webApi.UsersInfoResponse['user']>;

/** Slack's answers for a user who is nobody here, for good. */
const nobodyHere = ['user_not_found', 'user_not_visible'];

/**
 * Asks Slack who a user is.
 * @returns a function that throws DeliveryError when Slack does not say
 */
export function askProfile(call: Caller, whoami: Whoami): (user: string) => Promise<Profile> {
  return async (user) => {
    const { teamId } = await whoami.ask();
    try {
      const { user: found } = await call({ method: 'users.info' }, (client) => client.users.info({ user }));
      return profileOf(found, teamId);
    } catch (error) {
      if (error instanceof DeliveryError && nobodyHere.includes(error.code))
        return { member: false, emails: [] };
      throw error;
    }
  };
}

/** Slack's own bot; Slack does not mark it as one. */
const slackbot = 'USLACKBOT';

/**
 * What users.info says of somebody. Guests, people of other workspaces (Slack Connect), apps and deactivated accounts are
 * no members. Without users:read.email there is no address. Source: docs.slack.dev/reference/objects/user-object.
 * @param teamId the workspace airb is in; in an enterprise a person has several
 */
export function profileOf(user: User | undefined, teamId: string): Profile {
  const name = user?.profile?.display_name || user?.real_name || user?.name;
  const member = user !== undefined && isHere(user, teamId) && isWhole(user);
  const email = user?.is_email_confirmed === false ? undefined : user?.profile?.email;
  return { ...(name && { name }), member, emails: member && email ? [email] : [] };
}

function isHere({ team_id, enterprise_user }: User, teamId: string): boolean {
  return teamId !== '' && (team_id === teamId || enterprise_user?.teams?.includes(teamId) === true);
}

function isWhole(user: User): boolean {
  return ![
    user.deleted,
    user.is_bot,
    user.is_app_user,
    user.id === slackbot,
    user.is_restricted,
    user.is_ultra_restricted,
    user.is_stranger,
    user.is_invited_user,
  ].some(Boolean);
}
