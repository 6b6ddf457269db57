import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { movableClock } from '../../src/clock.ts';
import { minute, second } from '../../src/domain/time.ts';
import { type RunningApp, runApp, sourceSecret } from '../support/app.ts';
import { type Endpoint, endpoint } from '../support/endpoint.ts';
import { expectLog } from '../support/log.ts';
import { type RedisServer, redisIsThere, redisServer } from '../support/redis.ts';
import { playSlack, slackSettings } from '../support/slack-workspace.ts';
import { storyOf } from '../support/story.ts';
import { at } from '../support/worked-example.ts';

/** Airb where Slack grants no private channels, and a provider that fails each page of incident 1. */
interface House {
  /** Moves the clock; what falls due leaves. */
  later(ms: number): Promise<void>;
  alert(system: string, failure: string): Promise<void>;
  /** What an incident has by now, without moving the clock. */
  has(incident: number): Promise<Has>;
  /** Pages that reached the provider, taken or not: `500 trigger airb-1-step-0`. */
  pages(incident: number): string[];
  /** From now on the provider takes every page. */
  heal(): void;
  /** Why the last try at an incident's channel came to nothing. */
  noChannel(incident: number): Promise<string | undefined>;
  close(): Promise<void>;
}

interface Has {
  channel: boolean;
  card: boolean;
  page: boolean;
}

async function openHouse(env: Record<string, string>): Promise<House> {
  const clock = movableClock(at('14:10'));
  const workspace = await playSlack({
    clock,
    scopes: (asked) => asked.filter((one) => one !== 'groups:write'),
  });
  const provider: Endpoint = await endpoint();
  let ill = true;
  const pages: string[] = [];
  provider.answer = (response, { body }) => {
    const { action, dedupKey } = JSON.parse(body) as { action: string; dedupKey: string };
    const status = ill && dedupKey.startsWith('airb-1-') ? 500 : 202;
    pages.push(`${status} ${action} ${dedupKey}`);
    response.writeHead(status).end();
  };
  const running: RunningApp = await runApp(
    [],
    {
      ...slackSettings(workspace),
      AIRB_PAGE_WEBHOOK_URL: provider.url,
      AIRB_PAGE_WEBHOOK_SECRET: sourceSecret,
      ...env,
    },
    { clock },
  );
  workspace.connect(running.app.url);
  const story = storyOf({ ...running, workspace: workspace.url });
  const pagesOf = (incident: number) => pages.filter((one) => one.includes(` airb-${incident}-`));
  return {
    async noChannel(incident) {
      const effects = await running.app.store.effects(incident);
      return effects.find(({ body }) => body.kind === 'room.open')?.lastError;
    },
    later: (ms) => clock.advance(ms),
    async alert(system, failure) {
      const alert = { id: `${system}-${failure}`, title: `${failure} on ${system}`, system, failure };
      const { status } = await story.post('/alerts/generic', alert, sourceSecret);
      expect(status).toBe(202);
    },
    async has(incident) {
      const { channels } = await story.dump('channels');
      const room = channels.find(({ name }) => name.startsWith(`inc-20250217-${incident}-`));
      const card = room?.messages.some(({ metadata }) => metadata?.event_payload.key === `${incident}:card`);
      return {
        channel: room !== undefined,
        card: card ?? false,
        page: pagesOf(incident).includes(`202 trigger airb-${incident}-step-0`),
      };
    },
    pages: pagesOf,
    heal: () => {
      ill = false;
    },
    async close() {
      await running.close();
      await provider.close();
      await workspace.close();
    },
  };
}

const all: Has = { channel: true, card: true, page: true };
const nothing: Has = { channel: false, card: false, page: false };
const soon = { timeout: 20_000, interval: 50 };

function oneIsIll(jobs: string, env: () => Record<string, string>): void {
  describe(`an incident whose private channel is refused and whose page is not taken, ${jobs}`, () => {
    let house: House;
    beforeEach(async () => {
      expectLog(/^warn Slack has not granted airb the scope groups:write/, /^warn webhook answered 500/);
      house = await openHouse(env());
      await house.alert('support-bot', 'prompt-leak');
      await expect.poll(() => house.pages(1), soon).toContain('500 trigger airb-1-step-0');
      await expect.poll(() => house.noChannel(1), soon).toContain('groups:write');
    });
    afterEach(() => house.close());

    it('keeps none of the healthy ones waiting, from the first second to the last', async () => {
      const healthy: [incident: number, system: string, failure: string, later: number][] = [
        [2, 'refund-agent', 'tool-errors', 0],
        [3, 'contract-summariser', 'refusal-spike', 30 * second],
        [4, 'support-bot', 'cache-failure', 120 * second],
      ];
      for (const [incident, system, failure, wait] of healthy) {
        await house.later(wait);
        await house.alert(system, failure);
        await expect.poll(() => house.has(incident), soon).toEqual(all);
        expect(await house.has(1)).toEqual(nothing);
      }
      await house.later(4 * second);
      expect(house.pages(1).filter((one) => one.startsWith('202'))).toEqual([]);
      house.heal();
      await house.later(2 * minute);
      await expect.poll(() => house.has(1), soon).toEqual({ ...nothing, page: true });
      for (const [incident] of healthy) expect(house.pages(incident).filter(isTrigger)).toHaveLength(1);
    });
  });
}

const isTrigger = (page: string) => page.includes('trigger') && page.endsWith('step-0');

oneIsIll('in one process', () => ({}));

describe.skipIf(!redisIsThere())('on a Redis of our own', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await redisServer();
  });
  afterAll(() => redis.kill());
  oneIsIll('with BullMQ', () => ({ REDIS_URL: redis.url }));
});
