import { setTimeout as pause } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import { DeliveryError } from '../../../errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { type Caller, createClient } from '../api/client.ts';
import { profileOf } from './profile.ts';

/** Somebody who can be paged there. */
export interface Member {
  slack: string;
  name: string;
  title?: string;
  email?: string;
  tz?: string;
}

/** A workspace as it is, for whoever writes the first organization file. */
export interface Roster {
  team: string;
  members: Member[];
  /** Names of the public channels that are in use, without #. */
  channels: string[];
  /** How many accounts were left out: apps, guests, people of other workspaces, deactivated ones. */
  leftOut: number;
  /** True where the token may not read e-mail addresses. */
  withoutEmails: boolean;
}

interface Where {
  /** A token of the app or of a person. */
  token: string;
  apiUrl?: string | undefined;
  clock: Clock;
  log: Log;
}

type Client = webApi.WebClient;
interface Page {
  response_metadata?: { next_cursor?: string };
}

/** As many as Slack recommends at once. */
const limit = 200;
/** A hundred thousand accounts; who has more writes the file by other means. */
const mostPages = 500;

/**
 * Reads who is in a workspace and which channels there are. Slack's limits are waited for.
 * @throws DeliveryError with what Slack refuses and which scope is missing
 */
export async function readRoster({ token, apiUrl, ...around }: Where): Promise<Roster> {
  const { call } = createClient({ botToken: token, ...(apiUrl && { apiUrl }), ...around });
  const { team = '', team_id: teamId = '' } = await call({ method: 'auth.test' }, (client) =>
    client.auth.test(),
  );
  const users = await pages(call, 'users.list', (client, cursor) => client.users.list({ limit, ...cursor }));
  const accounts = users.flatMap((page) => page.members ?? []);
  const members = accounts.flatMap((user): Member[] => {
    const { member, name = user.name ?? '', emails } = profileOf(user, teamId);
    if (!member || !user.id) return [];
    const [email] = emails;
    const title = user.profile?.title;
    const whole = user.real_name || name;
    return [
      {
        slack: user.id,
        name: whole,
        ...(title && { title }),
        ...(email && { email }),
        ...(user.tz && { tz: user.tz }),
      },
    ];
  });
  const found = await pages(call, 'conversations.list', (client, cursor) =>
    client.conversations.list({ limit, exclude_archived: true, types: 'public_channel', ...cursor }),
  );
  return {
    team,
    members,
    channels: found.flatMap((page) => page.channels ?? []).flatMap(({ name }) => (name ? [name] : [])),
    leftOut: accounts.length - members.length,
    withoutEmails: members.length > 0 && members.every(({ email }) => email === undefined),
  };
}

async function pages<T extends Page>(
  call: Caller,
  method: string,
  ask: (client: Client, cursor: { cursor?: string }) => Promise<T>,
): Promise<T[]> {
  const all: T[] = [];
  for (let cursor = ''; all.length < mostPages; ) {
    const page = await patiently(() => call({ method }, (client) => ask(client, cursor ? { cursor } : {})));
    all.push(page);
    cursor = page.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  return all;
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DeliveryError && error.throttled)) throw error;
      await pause(error.afterMs ?? 1000);
    }
  }
}
