import { everybodyOnCall, isUnknown, type Rotation } from '../domain/oncall/rotation.ts';
import type { PersonId } from '../domain/people.ts';
import { inSeries } from '../domain/plain.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { UserGroups } from '../ports/schedules.ts';

export interface KeepGroupsOptions {
  groups: UserGroups;
  /** With what its schedules answered. */
  library(): Library;
  clock: Clock;
  log: Log;
}

/**
 * Keeps each user group that a rotation names to whoever is on call. Nothing is written where it is so already. A group is
 * never emptied: while nobody is on call, or nobody of them has a Slack account, it stays as it is, and that is logged.
 * @returns a function that looks at all of them once; it never fails
 */
export function keepGroups({ groups, library, clock, log }: KeepGroupsOptions): () => Promise<void> {
  /** What was last said of a group, so that it is said once. */
  const told = new Map<string, string>();

  function tell(group: string, trouble: string | undefined): void {
    if (trouble !== undefined && told.get(group) !== trouble)
      log.warn({ group }, `on call, user group @${group}: ${trouble}`);
    if (trouble === undefined) told.delete(group);
    else told.set(group, trouble);
  }

  async function keep(rotation: Rotation, group: string): Promise<void> {
    const { accounts, trouble } = wantedIn(rotation, library(), clock.now());
    if (accounts.length > 0) {
      const present = await groups.members(group);
      if (!isSame(present, accounts)) {
        await groups.setMembers(group, accounts);
        log.info({ rotation: rotation.id, group }, 'the user group follows who is on call');
      }
    }
    tell(group, trouble);
  }

  return async () => {
    for (const rotation of library().organization.rotations ?? []) {
      const { slackGroup: group } = rotation;
      if (group === undefined) continue;
      await keep(rotation, group).catch((error: unknown) =>
        tell(group, error instanceof Error ? error.message : String(error)),
      );
    }
  };
}

/** Whom a group should hold. With some who have no account it holds the others, and that is told. */
function wantedIn(
  rotation: Rotation,
  { organization: { people } }: Library,
  at: number,
): { accounts: string[]; trouble?: string } {
  const called = everybodyOnCall(rotation, at);
  if (called.length === 0) {
    const nobody = isUnknown(rotation) ? 'it is not known who is on call' : 'nobody is on call';
    return { accounts: [], trouble: `${nobody} in ${rotation.title}, so its members stay` };
  }
  const slackOf = (id: PersonId) => people.find((one) => one.id === id)?.slack;
  const lacking = called.filter((id) => slackOf(id) === undefined);
  return {
    accounts: called.flatMap((id) => slackOf(id) ?? []),
    ...(lacking.length > 0 && {
      trouble: `${inSeries(lacking)} without \`slack\` in organization.yaml can't be in it`,
    }),
  };
}

function isSame(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((account) => other.includes(account));
}
