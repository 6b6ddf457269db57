import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Queue } from 'bullmq';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MovableClock, movableClock } from '../../src/clock.ts';
import { minute } from '../../src/domain/time.ts';
import { runApp, sourceSecret } from '../support/app.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { type RedisServer, redisIsThere, redisServer } from '../support/redis.ts';
import { type Story, slack, storyOf } from '../support/story.ts';
import { at } from '../support/worked-example.ts';

const soon = { timeout: 20_000, interval: 50 };

/** A clock that tells nobody when it is moved: what falls due then is found by wake-ups and by the sweep alone. */
function silentClock(): MovableClock {
  return { ...movableClock(at('14:10')), onJump: () => undefined };
}

describe.skipIf(!redisIsThere())('airb with its wake-ups on Redis', { timeout: 60_000 }, () => {
  let redis: RedisServer;
  let story: Story;
  beforeEach(async () => {
    redis = await redisServer();
    const env = { REDIS_URL: redis.url, AIRB_GENERIC_SECRET: sourceSecret };
    story = storyOf(await runApp([], env, { clock: silentClock() }));
  });
  afterEach(async () => {
    await story.close();
    await redis.kill();
  });

  /** What Redis keeps for one airb, whatever the id of its queue. */
  const kept = async () => (await redis.keys()).filter((key) => /^airb:[0-9a-f]{8}:wake-ups:at-/.test(key));
  const acknowledged = async () => {
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    expect((await story.news('inc-')).filter((one) => one !== '[diagnosis]')).toEqual([
      expect.stringMatching(/^Ana.* acknowledged after/),
    ]);
    expect(await story.pages()).toEqual(['acknowledge airb-1-step-0']);
    await vi.waitFor(async () => expect((await kept()).length).toBeGreaterThan(0), soon);
  };
  const reminded = async () => {
    await story.later(24 * minute);
    await vi.waitFor(async () => {
      expect(
        (await story.dump('channels')).channels.flatMap(({ messages }) => messages.map(({ text }) => text)),
      ).toContainEqual(expect.stringMatching(/next stakeholder update of INC-1 is due/));
    }, soon);
    expect(await story.news('inc-')).toEqual([
      expect.stringMatching(/Chloe.*next stakeholder update of INC-1 is due at/),
    ]);
    expect(await story.news('@U01CHLOE')).toEqual([expect.stringMatching(/is due at/)]);
  };
  const ready = async () => {
    const response = await fetch(`${story.url}/readyz`);
    const { reasons } = (await response.json()) as { reasons: { name: string; detail: string }[] };
    return { status: response.status, reasons: reasons.map(({ name, detail }) => `${name}: ${detail}`) };
  };
  const gauge = async () =>
    /^airb_redis_up (\d)$/m.exec(await (await fetch(`${story.url}/metrics`)).text())?.[1];

  it('that is emptied while timers wait: the reminder comes, once', async () => {
    await acknowledged();
    await redis.flush();
    await reminded();
  });

  it('that is killed and comes back empty while timers wait: the reminder comes, once', async () => {
    mayLog(/^warn Redis can not be reached/);
    await acknowledged();
    await redis.kill();
    await redis.start();
    await reminded();
  });

  it('that becomes a replica: airb stays ready and says why, and the reminder comes all the same', async () => {
    expectLog(/^warn Redis is a replica that takes no writes/);
    await acknowledged();
    expect([await ready(), await gauge()]).toEqual([{ status: 200, reasons: [] }, '1']);
    await redis.ask((ask) => ask.replicaof('127.0.0.1', 1));
    const detail =
      'jobs: Redis is a replica that takes no writes; timers of this process and the sweep stand in';
    await vi.waitFor(async () => expect(await ready()).toEqual({ status: 200, reasons: [detail] }), soon);
    expect(await gauge()).toBe('0');
    await reminded();
    await redis.ask((ask) => ask.replicaof('NO', 'ONE'));
    await vi.waitFor(async () => expect(await ready()).toEqual({ status: 200, reasons: [] }), soon);
    expect(await gauge()).toBe('1');
  });

  it('Bull Board opens the queue: who looks sees which incident and what falls due, of a private one its number', async () => {
    await acknowledged();
    const alert = {
      id: 'leak',
      title: 'System prompt in answers',
      system: 'support-bot',
      failure: 'prompt-leak',
    };
    expect((await story.post('/alerts/generic', alert, sourceSecret)).status).toBe(202);
    await vi.waitFor(async () => expect(await jobNames(redis)).toContain('INC-2'), soon);
    const jobs = await jobsOnBoard(redis);
    expect(jobs.filter(({ name }) => name.includes('INC-1 update deadline'))).toEqual([
      expect.objectContaining({
        data: {
          at: expect.any(Number),
          due: expect.stringMatching(/^2025-02-17T14:4\d:/),
          about: [
            { incident: 1, severity: 'sev2', what: 'escalate due' },
            { incident: 1, severity: 'sev2', what: 'update deadline' },
            // For a scribe, whom nobody named.
            { incident: 1, severity: 'sev2', what: 'role ask' },
          ],
        },
      }),
    ]);
    expect(jobs.map(({ name }) => name)).toContain('INC-1 update nudge');
    const hidden = jobs.filter(({ name }) => name.includes('INC-2'));
    expect(hidden.length).toBeGreaterThan(0);
    for (const { name, data } of hidden) {
      expect(name).toBe('INC-2');
      expect(data).toMatchObject({ about: [{ incident: 2 }] });
    }
    expect(JSON.stringify(jobs)).not.toMatch(/leak|prompt|support-bot|Ana|Chloe|refusal/i);
    await drop(story);
  });
});

interface BoardJob {
  name: string;
  data: { about?: { incident: number }[] };
}

/** What the board shows of the queue's waiting wake-ups, asked over HTTP as a browser asks. */
async function jobsOnBoard(redis: RedisServer): Promise<BoardJob[]> {
  const prefix = await redis.ask(async (ask) => {
    const [key = ''] = await ask.keys('airb:*:wake-ups:meta');
    return key.replace(/:wake-ups:meta$/, '');
  });
  const queue = new Queue('wake-ups', { connection: { host: '127.0.0.1', port: redis.port }, prefix });
  const board = new ExpressAdapter();
  createBullBoard({ queues: [new BullMQAdapter(queue, { readOnlyMode: true })], serverAdapter: board });
  const server = createServer(board.getRouter());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const { port } = server.address() as AddressInfo;
    const query = 'activeQueue=wake-ups&status=delayed&page=1&jobsPerPage=100';
    const answer = await fetch(`http://127.0.0.1:${port}/api/queues?${query}`);
    const { queues } = (await answer.json()) as { queues: { name: string; jobs: BoardJob[] }[] };
    return queues.flatMap(({ jobs }) => jobs);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await queue.close();
  }
}

async function jobNames(redis: RedisServer): Promise<string[]> {
  return (await jobsOnBoard(redis)).map(({ name }) => name);
}

/** What the second incident says is not this story's business. */
async function drop(story: Story): Promise<void> {
  await story.settle();
  for (const { name, members } of (await story.dump('channels')).channels) {
    await story.news(name || `@${members.find((one) => one !== 'UAIRB')}`);
  }
  await story.pages();
}
