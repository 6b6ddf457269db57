import { afterAll, describe, it } from 'vitest';
import { mayLog } from '../support/log.ts';
import { postgresIsThere, postgresServer } from '../support/postgres.ts';
import type { Side } from './calls.ts';
import { railwayFindings } from './checks.ts';
import { atInputs } from './plans.ts';
import { strikeAtRandom } from './replicas.ts';
import { killedAt, troublesOfRestarts } from './restarts.ts';
import { playRailway } from './story.ts';
import { openWorld, type World } from './world.ts';

mayLog(...troublesOfRestarts);
mayLog(
  // A write waits for a writer that stands still or was killed in the midst of its own, is taken back, and is tried again; whoever
  // pressed meanwhile is told that nothing was stored. Whether something is lost by it is asked at the end of each story.
  /^(warn|error) .*PostgreSQL at \S+ (is held by another writer|took too long|took the write back|can not be reached|is starting)/,
  /^warn the limits of the chat that replicas share can not be asked/,
  /^error a Slack delivery could not be taken .*Cannot write headers after they are sent/,
  /^warn An unhandled error occurred after ack\(\) called/,
  /^warn could not mark the channel as ours/,
  // One that stood still finds its connection gone and its leases in other hands.
  /^warn lost the connection that holds the records/,
  /^warn another process (ended while it was sending|has taken this over)/,
  /^warn this process was away for longer than its leases/,
  /^warn found effects that were being sent when the process ended/,
  // Each has a share of what Slack allows, and says so when it has to wait.
  /^warn Slack takes \S+ again in/,
);

/** Every input on every side is what torture plays. */
const inputs: Record<string, Side[]> = { alert: ['during'], block_actions: ['after'], command: ['during'] };
const durations = { measureAfter: '1s', hold: '0s', page: '10m', update: '30m' };

const worlds: World[] = [];

afterAll(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

describe.skipIf(!postgresIsThere())(
  'the bot with its records in PostgreSQL is killed with SIGKILL on its way',
  {
    timeout: 400_000,
  },
  () => {
    it('what it answered for is kept', async ({ expect }) => {
      const server = await postgresServer();
      try {
        const settings = { DATABASE_URL: await server.database() };
        const one = await openWorld({ durations, plan: atInputs(inputs), gather: 400, settings });
        worlds.push(one);
        await playRailway(one);
        expect(await one.end()).toBe(0);
        expect(await railwayFindings(one)).toEqual([]);
        expect(killedAt(one)).toEqual(Object.keys(inputs).sort());
      } finally {
        await server.remove();
      }
    });

    it('three of them, one at a time killed or standing still: others go on, nothing happens twice', async ({
      expect,
    }) => {
      const server = await postgresServer();
      try {
        const settings = { DATABASE_URL: await server.database() };
        const one = await openWorld({ durations, plan: () => undefined, settings, replicas: 3 });
        worlds.push(one);
        const striking = strikeAtRandom(one, { seed: 7, kills: 8, replicas: 3, pause: 800 });
        await playRailway(one, striking.stop);
        expect(await one.end()).toBe(0);
        expect(await railwayFindings(one)).toEqual([]);
        // The three that began, and at least one that had to be started again: how many more is up to the machine.
        expect(one.lives()).toBeGreaterThan(3);
      } finally {
        await server.remove();
      }
    });
  },
);
