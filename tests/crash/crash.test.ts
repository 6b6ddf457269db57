import { afterAll, describe, it } from 'vitest';
import { expectLog, mayLog } from '../support/log.ts';
import { redisIsThere, redisServer } from '../support/redis.ts';
import type { KillPlan, Side } from './calls.ts';
import { railwayFindings } from './checks.ts';
import { atFirstOfEach, atInputs } from './plans.ts';
import { killedAt, troublesOfRestarts } from './restarts.ts';
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
  'conversations.canvases.create',
];

const inputs: Record<string, Side[]> = {
  change: ['during', 'after'],
  alert: ['before', 'during', 'after'],
  block_actions: ['before', 'during', 'after'],
  command: ['during', 'after'],
  view_submission: ['during', 'after'],
  'event message': ['during', 'after'],
};

mayLog(...troublesOfRestarts);
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
): Promise<World> {
  const opened = await openWorld({ durations, plan, gather, settings });
  worlds.push(opened);
  return opened;
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
});
