import { type Duration, minute, second } from '../../domain/time.ts';
import type { Act } from '../../sandbox/protocol.ts';
import { type Narrator, soon } from './narrator.ts';
import type { Script, Workspace } from './workspace.ts';

/** The people of the sample workspace by their role in every story. Who is on call depends on the system. */
export const cast = {
  commander: 'U01BEN',
  communications: 'U01CHLOE',
  engineer: 'U01DEV',
  approvers: ['U01BEN', 'U01FINN', 'U01HUGO'],
};

export interface Stage {
  people: Workspace;
  narrator: Narrator;
  script: Script;
  /** Account of the person who is paged first. */
  onCall: string;
  /** The incident channel. */
  channel: string;
  /** Number of the incident. */
  number: number;
  tally: Tally;
}

/** What the people of the story pressed and typed for airb: buttons, shortcuts, commands and forms. */
export interface Tally {
  acts: number;
  /** How many it were until the deed that relieved users took effect; absent until airb has said that one did. */
  relieved?: number;
}

/**
 * How long people take one act after the other: to read the page, to read what a command asks about, to look and write
 * something down. No two alike, as people are no clockwork, and the same in every story.
 */
const takes: Duration[] = [100, 45, 70, 95, 55, 80, 40, 65, 110, 50].map((seconds) => seconds * second);

/** So many times as long; what is not named takes no time. */
const effort: Partial<Record<Act['type'], number>> = { press: 1, command: 1, submit: 1, say: 2 };

/**
 * People who take minutes: before each of their acts the clock moves on, as they read and think. What they do for airb is
 * counted; to talk, and to come into a channel, is no work that airb asks of them.
 */
export function unhurried(people: Workspace, tally: Tally): Workspace {
  // Retried by `soon`, one act must neither take its time nor count twice.
  let waited = false;
  let turn = 0;
  async function act(what: Act): Promise<void> {
    const times = effort[what.type];
    if (times !== undefined && !waited) {
      waited = true;
      await people.advance((takes[turn % takes.length] ?? minute) * times);
      turn += 1;
    }
    await people.act(what);
    waited = false;
    if (what.type !== 'say' && what.type !== 'join') tally.acts += 1;
  }
  return { ...people, ...people.through(act) };
}

/** Lets somebody into the incident channel who is not in it yet. */
export async function enter(
  { people, channel }: Pick<Stage, 'people' | 'channel'>,
  as: string,
): Promise<void> {
  const members = await people.members(channel);
  if (!members.includes(as)) await people.act({ as, type: 'join', channel });
}

/** Presses a button once it is there. */
export function pressSoon(
  { people }: Pick<Stage, 'people'>,
  { as, channel, verb, value }: { as: string; channel: string; verb: string; value: string },
): Promise<void> {
  return soon(() => people.press(as, channel, verb, value));
}
