import { setTimeout as pause } from 'node:timers/promises';
import { createWorkspace } from '../../src/cli/demo/workspace.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { findings, heardBy } from './checks.ts';
import { type Look, look } from './ledger.ts';
import { does, until } from './people.ts';
import { answerPage, soundAlarm, untilQuiet } from './story.ts';
import type { World } from './world.ts';

const [ben, chloe] = ['U01BEN', 'U01CHLOE'];

type Of<T extends IncidentEvent['type']> = Extract<IncidentEvent, { type: T }>;

function all<T extends IncidentEvent['type']>(seen: Look, type: T): Of<T>[] {
  return seen.events.filter((one): one is Of<T> => one.type === type);
}

/** Nobody answers and nobody writes, and the bot is dead at each moment at which a timer falls due. */
export async function playTimers(world: World): Promise<void> {
  const people = createWorkspace(world.people);
  await soundAlarm(world);
  await until(world, 'the page', (seen) => all(seen, 'page.sent').length >= 2);
  await sleepThrough(world, 'page.timeout');
  await until(world, 'the climb', (seen) => all(seen, 'page.climbed').length >= 1);
  await struck(world);
  await until(world, 'the end of the ladder', (seen) => all(seen, 'page.exhausted').length >= 1);
  await sleepThrough(world, 'update.deadline');
  await until(world, 'the missed update', (seen) => all(seen, 'update.missed').length >= 1);
  await struck(world);
  await until(world, 'a reminder', (seen) => all(seen, 'update.nudged').length >= 1);
  await answerPage(world, people);
  const room = roomOf(await look(world));
  await does(world, 'the update', {
    act: () => people.command(chloe, room, 'update send users: it refuses mitigation: we look'),
    done: (seen) => all(seen, 'update.posted').length > 0,
  });
  await does(world, 'cancel', {
    act: () => people.command(ben, room, 'cancel this was a drill'),
    done: (seen) => all(seen, 'cancelled').length > 0,
  });
  await untilQuiet(world);
}

function roomOf({ incident }: Look): string {
  return incident?.room?.split(':')[1] ?? '';
}

/** Kills it and sees it begin its next life, so that the next death is another one. */
async function struck(world: World): Promise<void> {
  const before = world.lives();
  world.strike();
  while (world.lives() === before) await pause(20);
}

/** Keeps the bot dead until the next timer of that name is past. */
async function sleepThrough(world: World, name: string): Promise<void> {
  const pending = (seen: Look) =>
    seen.effects.find(
      ({ body, state }) => body.kind === 'timer' && body.name === name && state === 'pending',
    );
  const seen = await until(world, `the timer ${name}`, (one) => pending(one) !== undefined);
  const before = world.lives();
  world.strike('held');
  const due = pending(seen)?.dueAt ?? 0;
  while (Date.now() <= due) await pause(50);
  world.revive();
  // A timer that was due already brings it back before its death is seen; the next strike must hit the next life.
  while (world.lives() === before) await pause(20);
}

/** Every timer has fired once for what it was set for, and each word it brought was said once. */
export async function timerFindings(world: World): Promise<string[]> {
  const seen = await look(world);
  const fired = [
    ...all(seen, 'page.climbed').map((one) => `climb to ${one.level}`),
    ...all(seen, 'page.exhausted').map(() => 'end of the ladder'),
    ...all(seen, 'update.nudged').map((one) => `reminder for ${one.dueAt}`),
    ...all(seen, 'update.missed').map((one) => `missed update of ${one.dueAt}`),
    ...all(seen, 'update.escalated').map((one) => `escalation ${one.rung} for ${one.dueAt}`),
  ];
  const twice = fired.filter((one, i) => fired.indexOf(one) !== i);
  const levels = all(seen, 'page.climbed').map((one) => one.level);
  // Who heard of the incident hears that it was cancelled.
  const owed = [all(seen, 'update.missed'), all(seen, 'update.posted'), all(seen, 'cancelled')].flat().length;
  const { wrong, replies } = heardBy(world, 'C01LEAD');
  return [
    ...(await findings(world)),
    ...twice.map((one) => `fired twice: ${one}`),
    ...(levels.join() === '1,2' ? [] : [`the page climbed ${levels.join() || 'nowhere'}`]),
    ...wrong,
    ...(replies.length === owed
      ? []
      : [`stakeholders heard ${replies.length} updates and holding statements and ends, of ${owed}`]),
  ];
}
