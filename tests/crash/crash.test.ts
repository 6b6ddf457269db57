import { afterAll, describe, it } from 'vitest';
import { expectLog, mayLog } from '../support/log.ts';
import { postgresIsThere, postgresServer } from '../support/postgres.ts';
import { redisIsThere, redisServer } from '../support/redis.ts';
import type { KillPlan, Side } from './calls.ts';
import { railwayFindings } from './checks.ts';
import { atFirstOfEach, atInputs } from './plans.ts';
import { strikeAtRandom } from './replicas.ts';
import type { Durations } from './short-runbooks.ts';
import { playRailway } from './story.ts';
import { playTimers, timerFindings } from './timers.ts';
import { openWorld, type World } from './world.ts';

/** What leaves the bot: one line for each kind of effect, and the steps of those that take several calls. */
const effects = [
  ...['conversations.create', 'conversations.invite', 'conversations.setTopic'],
  ...['bookmarks.add', 'pins.add', 'conversations.open', 'post page', 'pagerduty trigger'],
  ...['pagerduty acknowledge', 'pagerduty resolve', 'prometheus query', 'post card', 'post section'],
  ...['post questions', 'post announcement', 'post action', 'post recovery', 'say in the room'],
  ...['say to a channel', 'chat.update', 'dry run', 'action', 'views.open'],
  ...['files.getUploadURLExternal', 'upload bytes', 'files.completeUploadExternal'],
];

const inputs: Record<string, Side[]> = {
  change: ['during', 'after'],
  alert: ['before', 'during', 'after'],
  block_actions: ['before', 'during', 'after'],
  command: ['during', 'after'],
  view_submission: ['during', 'after'],
  'event message': ['during', 'after'],
};

// Two stories run side by side, each with a program that starts again and again: a call may wait too long for its answer.
mayLog(
  /^warn pagerduty did not answer in time/,
  /^warn Slack gave no answer to/,
  /^warn http request failed/,
  /^warn Redis gives no answer/,
  // Whoever sent it is told to send it again, and does.
  /^warn a webhook was refused .*503.*Nothing was stored; send it again/,
);
// Three programs that start again and again on two processors: each may be slow, and the others wait for it.
mayLog(
  /^warn another process (ended while it was sending|has taken this over)/,
  /^error effects can not be taken from the store .*held by another writer/,
  // Each of three has a third of what Slack allows, and says so when it has to wait.
  /^warn Slack takes \S+ again in/,
  // One that stood still finds the time of all its questions over.
  /^error (effects can not be taken from the store|an effect could not be taken up|the outcome of an effect is not written yet) .*does not answer in time/,
  // Longer than three seconds without a processor, and PostgreSQL ends the transaction and its connection; the click that
  // waited for it has got its answer meanwhile.
  /^error (effects can not be taken from the store|an effect could not be taken up|the outcome of an effect is not written yet) .*(it closed the connection|took too long|took the write back)/,
  // Whoever pressed meanwhile is told that nothing was stored, and presses again.
  /^error an input from Slack could not be stored .*(took too long|took the write back|held by another writer|can not be reached)/,
  /^error a Slack delivery could not be taken .*Cannot write headers after they are sent/,
  /^warn An unhandled error occurred after ack\(\) called/,
  /^warn could not mark the channel as ours/,
  /^warn lost the connection that holds the records/,
  /^warn the leases could not be renewed yet .*(held by another writer|does not answer in time)/,
  /^warn this process was away for longer than its leases/,
);
expectLog(/^warn found effects that were being sent when the process ended/);

/**
 * Milliseconds. Calls of several kinds may be on the wire when it dies, so that it dies less often; each of them alone is what
 * torture plays.
 */
const gather = 400;
const quick: Durations = { measureAfter: '1s', hold: '0s', page: '10m', update: '30m' };
const worlds: World[] = [];

afterAll(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function world(
  plan: KillPlan,
  durations = quick,
  settings: Record<string, string> = {},
  replicas = 1,
): Promise<World> {
  const opened = await openWorld({ durations, plan, gather, settings, replicas });
  worlds.push(opened);
  return opened;
}

function killedAt(one: World): string[] {
  return [...new Set(one.deaths.map(({ call }) => call.kind))].sort();
}

describe('the bot is killed with SIGKILL on its way through an incident, again and again', {
  timeout: 400_000,
}, () => {
  // These two wait most of the time, so they come first and the others beside them.
  it.concurrent('while timers are pending and as they fall due: each fires once when it is back', async ({
    expect,
  }) => {
    const one = await world(() => undefined, { ...quick, page: '3s', update: '1m' });
    await playTimers(one);
    expect(await one.end()).toBe(0);
    expect(await timerFindings(one)).toEqual([]);
    expect(one.lives()).toBeGreaterThanOrEqual(5);
  });

  it.skipIf(!redisIsThere()).concurrent(
    'with its timers on a Redis that is emptied each time: each fires once all the same',
    async ({ expect }) => {
      const redis = await redisServer();
      try {
        const one = await world(
          () => undefined,
          { ...quick, page: '3s', update: '1m' },
          { REDIS_URL: redis.url },
        );
        const strike = one.strike;
        one.strike = (held) => {
          strike(held);
          void redis.flush();
        };
        await playTimers(one);
        expect(await one.end()).toBe(0);
        expect(await timerFindings(one)).toEqual([]);
        expect(one.lives()).toBeGreaterThanOrEqual(5);
      } finally {
        await redis.kill();
      }
    },
  );

  it.concurrent('before each kind of effect has happened: all of it happens later, once', async ({
    expect,
  }) => {
    const one = await world(atFirstOfEach(effects, 'before'));
    await playRailway(one);
    expect(await one.end()).toBe(0);
    expect(await railwayFindings(one)).toEqual([]);
    expect(killedAt(one)).toEqual([...effects].sort());
  });

  it.concurrent('after each kind of effect has happened and before it knows: nothing happens a second time', async ({
    expect,
  }) => {
    const one = await world(atFirstOfEach(effects, 'after'));
    await playRailway(one);
    expect(await one.end()).toBe(0);
    expect(await railwayFindings(one)).toEqual([]);
    expect(killedAt(one)).toEqual([...effects].sort());
  });

  it.concurrent('as alerts, presses, forms, commands and messages come in: what it answered for is kept', async ({
    expect,
  }) => {
    const one = await world(atInputs(inputs));
    await playRailway(one);
    expect(await one.end()).toBe(0);
    expect(await railwayFindings(one)).toEqual([]);
    expect(killedAt(one)).toEqual(Object.keys(inputs).sort());
  });

  it.skipIf(!postgresIsThere()).concurrent(
    'the same with its records in PostgreSQL: what it answered for is kept',
    async ({ expect }) => {
      const server = await postgresServer();
      try {
        // All of it, on every side, is what torture plays.
        const few: typeof inputs = { alert: ['during'], block_actions: ['after'], command: ['during'] };
        const one = await world(atInputs(few), quick, { DATABASE_URL: await server.database() });
        await playRailway(one);
        expect(await one.end()).toBe(0);
        expect(await railwayFindings(one)).toEqual([]);
        expect(killedAt(one)).toEqual(Object.keys(few).sort());
      } finally {
        await server.remove();
      }
    },
  );

  it.skipIf(!postgresIsThere()).concurrent(
    'three of them on one PostgreSQL, one at a time killed or standing still: others go on, nothing happens twice',
    async ({ expect }) => {
      const server = await postgresServer();
      try {
        const settings = { DATABASE_URL: await server.database() };
        const one = await world(() => undefined, quick, settings, 3);
        const striking = strikeAtRandom(one, { seed: 7, kills: 8, replicas: 3, pause: 800 });
        await playRailway(one, striking.stop);
        expect(await one.end()).toBe(0);
        expect(await railwayFindings(one)).toEqual([]);
        // The three that began, and at least one that had to be started again: how many more is up to the machine.
        expect(one.lives()).toBeGreaterThan(3);
      } finally {
        await server.remove();
      }
    },
  );
});
