import type { Context } from '../context.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Group } from '../state.ts';
import type { Answer, Method } from './access.ts';
import { needScope } from './access.ts';
import { type Args, list, required } from './args.ts';

function all(ctx: Context): Answer {
  needScope(ctx, 'usergroups:read');
  return { usergroups: Object.values(ctx.state.groups).map((group) => groupObject(ctx, group)) };
}

function members(ctx: Context, args: Args): Answer {
  needScope(ctx, 'usergroups:read');
  return { users: groupOf(ctx, args).members };
}

/** Replaces all members. Slack takes nobody out without putting somebody in, and no guests, bots or former members. */
function update(ctx: Context, args: Args): Answer {
  needScope(ctx, 'usergroups:write');
  const group = groupOf(ctx, args);
  const users = [...new Set(list(args, 'users'))];
  if (users.length === 0) throw new SlackError('no_users_provided');
  if (
    !users.every((user) =>
      ctx.workspace.people.some(({ id, account }) => id === user && account === 'member'),
    )
  )
    throw new SlackError('invalid_users');
  group.members = users;
  ctx.changed({});
  return { usergroup: { ...groupObject(ctx, group), users } };
}

function groupOf(ctx: Context, args: Args): Group {
  const group = ctx.state.groups[required(args, 'usergroup')];
  if (!group) throw new SlackError('no_such_subteam');
  return group;
}

function groupObject(ctx: Context, { id, handle, name, members: users }: Group): Answer {
  return {
    id,
    team_id: ctx.workspace.team.id,
    is_usergroup: true,
    name,
    description: '',
    handle,
    is_external: false,
    date_delete: 0,
    user_count: users.length,
  };
}

export const groups: Record<string, Method> = {
  'usergroups.list': { tier: 20, run: all },
  'usergroups.users.list': { tier: 20, run: members },
  'usergroups.users.update': { tier: 20, run: update },
};
