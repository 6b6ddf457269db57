import type { PersonId } from '../../../domain/people.ts';
import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Caller } from '../api/client.ts';
import { type Directory, slackUser } from '../directory/people.ts';
import { channelOf } from '../directory/refs.ts';

const batch = 100;
const where = 'the incident channel';

export interface NotInvited {
  person: PersonId;
  why: string;
}

interface Refusal {
  user?: string;
  error?: string;
}

/** Codes of people who are already in the room or need no invitation. */
const fine = new Set(['already_in_channel', 'cant_invite_self']);

const sentences: Record<string, string> = {
  user_not_found: 'Slack knows no such user',
  cant_invite: 'Slack does not let airb invite them',
  user_disabled: 'the Slack account is deactivated',
  user_is_restricted: 'guests can be in one channel only',
  user_is_ultra_restricted: 'guests can be in one channel only',
  ura_max_channels: 'guests can be in one channel only',
  org_user_not_in_team: 'the account is not in this workspace',
};

/** Invites in batches. A person who can't come keeps nobody else out. */
export async function invite(
  context: { call: Caller; directory: Directory },
  room: RoomRef,
  people: PersonId[],
): Promise<NotInvited[]> {
  const channel = channelOf(room);
  const missing: NotInvited[] = [];
  const invited: { person: PersonId; user: string }[] = [];
  for (const person of new Set(people)) {
    const user = slackUser(context.directory, person);
    if (user) invited.push({ person, user });
    else missing.push({ person, why: 'no Slack user in the organization file' });
  }
  for (let i = 0; i < invited.length; i += batch) {
    const group = invited.slice(i, i + batch);
    const users = group.map((guest) => guest.user);
    for (const { user, error } of await refusals(context.call, channel, users)) {
      const guest = group.find((candidate) => candidate.user === user);
      if (guest && error) missing.push({ person: guest.person, why: sentences[error] ?? error });
    }
  }
  return missing;
}

async function refusals(call: Caller, channel: string, users: string[]): Promise<Refusal[]> {
  try {
    const answer = await call({ method: 'conversations.invite', where, about: users.join() }, (client) =>
      client.conversations.invite({ channel, users: users.join(','), force: true }),
    );
    return unexpected(errorsIn(answer));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const told = errorsIn(dataOf(error));
    if (told.length > 0) return unexpected(told);
    if (!fine.has(error.code) && !(error.code in sentences)) throw error;
    const [only, ...others] = users;
    if (only && others.length === 0) return unexpected([{ user: only, error: error.code }]);
    return oneByOne(call, channel, users);
  }
}

/** Invites one by one, after Slack refused the batch because of one person and did not say which. */
async function oneByOne(call: Caller, channel: string, users: string[]): Promise<Refusal[]> {
  const all: Refusal[] = [];
  for (const user of users) all.push(...(await refusals(call, channel, [user])));
  return all;
}

function unexpected(errors: Refusal[]): Refusal[] {
  return errors.filter(({ error }) => error !== undefined && !fine.has(error));
}

function dataOf(error: DeliveryError): unknown {
  return error.cause instanceof Error && 'data' in error.cause ? error.cause.data : undefined;
}

function errorsIn(answer: unknown): Refusal[] {
  if (typeof answer !== 'object' || answer === null || !('errors' in answer)) return [];
  return Array.isArray(answer.errors) ? answer.errors : [];
}
