import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { movableClock } from '../../src/clock.ts';
import { second } from '../../src/domain/time.ts';
import { type RunningApp, runApp, sourceSecret } from '../support/app.ts';
import { type Endpoint, endpoint } from '../support/endpoint.ts';
import { mayLog } from '../support/log.ts';
import { type Story, slack, storyOf } from '../support/story.ts';
import { at } from '../support/worked-example.ts';

const soon = { timeout: 20_000, interval: 20 };
let running: RunningApp;
let story: Story;
let pager: Endpoint;
beforeEach(async () => {
  pager = await endpoint();
  // Nobody hears of a move: what falls due is found by timers and by the sweep.
  const clock = { ...movableClock(at('14:10')), onJump: () => undefined };
  const env = { AIRB_PAGE_WEBHOOK_URL: pager.url, AIRB_PAGE_WEBHOOK_SECRET: sourceSecret };
  running = await runApp([], env, { clock });
  story = storyOf(running);
});
afterEach(async () => {
  await running.close();
  await pager.close();
});

it('a pager that gives no answer keeps no timer waiting', { timeout: 60_000 }, async () => {
  // Where the machine is slow the pager's time is over before all else is seen; it is asked again then.
  mayLog(/^warn webhook did not answer in time/);
  const channel = await story.begin();
  await story.people.command(slack.ana, channel, 'ack');
  await story.settle();
  const waiting: ServerResponse[] = [];
  pager.answer = (response) => void waiting.push(response);
  await story.people.command(slack.ana, channel, 'sev1 unsafe answers reach paid users');
  await vi.waitFor(() => expect(waiting).toHaveLength(1), soon);
  const { store } = running.app;
  const alone = () =>
    vi.waitFor(async () => {
      const now = running.clock.now();
      const { sending, oldestDue = now } = await store.backlog(now);
      expect([sending, oldestDue > now - 5000]).toEqual([1, true]);
    }, soon);
  const comes = async (timer: 'update.nudge' | 'update.deadline', event: string) => {
    const effects = await store.effects(1);
    const due = effects.find(
      ({ state, body }) => state === 'pending' && body.kind === 'timer' && body.command.type === timer,
    );
    await story.people.advance((due?.dueAt ?? 0) - running.clock.now() + second);
    const types = async () => (await store.events(1)).map((stored) => stored.event.type);
    await vi.waitFor(async () => expect(await types()).toContain(event), soon);
  };
  // Nothing but the page is under way. A first sweep joins the run that sends it; only the second timer shows whether another can.
  await alone();
  await comes('update.nudge', 'update.nudged');
  await alone();
  await comes('update.deadline', 'update.missed');
  const pages = (await store.effects(1)).filter(({ body }) => body.kind === 'page');
  expect(pages.some(({ state }) => state === 'sending')).toBe(true);
  pager.answer = (response) => response.writeHead(202).end();
  for (const response of waiting) response.writeHead(202).end();
  await story.settle();
});
