import { join, resolve } from 'node:path';
import type { App } from '../../app/app.ts';
import { count } from '../../domain/plain.ts';
import { type Duration, hour, inWords } from '../../domain/time.ts';
import { ConfigError } from '../../errors.ts';
import type { Io } from '../terminal/io.ts';
import { makeFolder, writeFile } from '../terminal/write-file.ts';
import { contain, stopFirst } from './contain.ts';
import { createNarrator, type Narrator } from './narrator.ts';
import { recover } from './recover.ts';
import { acknowledge, respond } from './respond.ts';
import { type Stage, type Tally, unhurried } from './stage.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** What it took until a point of the story: acts of people, and time since the alert. */
export interface Effort {
  acts: number;
  time: Duration;
}

export interface Played {
  contained: Effort;
  resolved: Effort;
}

/**
 * Plays a scenario to its end. Scripted responders use the same HTTP addresses as people in the page, and take minutes as people do;
 * the clock is moved for them. What airb measures decides which part they roll back, or must be what the script says, so a
 * wrong measurement ends the story.
 * @throws Error when a step does not happen
 */
export async function playScenario(
  app: App,
  { scenario, out, io }: { scenario: string; out: string; io: Io },
): Promise<Played> {
  const tally: Tally = { acts: 0 };
  const workspace = createWorkspace(app.url);
  await rest(app, workspace);
  const number = await workspace.fire(scenario);
  if (number === undefined) throw new Error('airb did not take the alert');
  const stage = await setStage(unhurried(workspace, tally), createNarrator(app, { number, io }), {
    number,
    tally,
  });
  await acknowledge(stage);
  await stopFirst(stage);
  await respond(stage);
  await contain(stage);
  await recover(stage);
  const files = await keepPostmortem(stage, out);
  const played = await effortOf(stage);
  io.out(`\n${inShort(played)}`);
  io.out(`The postmortem draft is in ${files.join(' and ')}`);
  return played;
}

/** Longer than any of the sample runbooks watches a recovery. */
const restBetween = 3 * hour;

/**
 * Lets time pass when the folder already contains a demo. airb reads the signals of a resolved incident once more, and
 * an incident that began before that would count as its relapse.
 */
async function rest(app: App, people: Workspace): Promise<void> {
  const earlier = await app.store.heads({});
  if (earlier.some(({ open }) => open))
    throw new ConfigError(
      'AIRB_DATA_DIR: an incident is open in the records there, and no other is played beside it',
      'Resolve it in the demo without --auto, or give AIRB_DATA_DIR another folder.',
    );
  if (earlier.length > 0) await people.advance(restBetween);
}

async function setStage(
  people: Workspace,
  narrator: Narrator,
  { number, tally }: Pick<Stage, 'number' | 'tally'>,
): Promise<Stage> {
  const { plan, roomName } = await narrator.until('the channel', (one) => one.room !== undefined);
  const channel = await people.channelNamed(roomName);
  if (!channel) throw new Error(`the channel ${roomName} is not there`);
  const first = plan.escalation[0]?.people[0] ?? '';
  const onCall = await people.accountOf(plan.people[first]?.name ?? '');
  if (!onCall) throw new Error(`nobody in the workspace is on call for ${plan.system.id}`);
  return { people, narrator, script: await people.script(), onCall, channel: channel.id, number, tally };
}

async function effortOf({ narrator, tally }: Stage): Promise<Played> {
  const { openedAt, milestones } = await narrator.until('the end', () => true);
  const { contained = milestones.recovered ?? openedAt, resolved = openedAt } = milestones;
  return {
    contained: { acts: tally.relieved ?? tally.acts, time: contained - openedAt },
    resolved: { acts: tally.acts, time: resolved - openedAt },
  };
}

function inShort({ contained, resolved }: Played): string {
  const told = ({ acts, time }: Effort) =>
    `${count(acts, 'press or command', 'presses and commands')}, ${inWords(time)}`;
  return `Contained after ${told(contained)}; resolved after ${told(resolved)}.`;
}

/** Saves the drafts that airb posted as files here. */
async function keepPostmortem({ people, narrator }: Stage, out: string): Promise<string[]> {
  await narrator.until('the postmortem', (one) => one.drafts >= 2);
  makeFolder(out);
  const kept: string[] = [];
  for (const ending of ['.md', '.html']) {
    const file = await people.file(ending);
    if (!file) throw new Error(`no postmortem${ending} was posted`);
    const path = resolve(join(out, file.name));
    writeFile(path, file.bytes);
    kept.push(path);
  }
  return kept;
}
