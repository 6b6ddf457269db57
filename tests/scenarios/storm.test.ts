import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorkspace } from '../../src/cli/demo/workspace.ts';
import { type RunningApp, runApp, sourceSecret } from '../support/app.ts';
import { mayLog } from '../support/log.ts';
import { at } from '../support/worked-example.ts';

interface Channel {
  name: string;
  messages: { user: string; text: string; metadata?: { event_payload: { key?: string } } }[];
}

let running: RunningApp;
beforeEach(async () => {
  running = await runApp([], { AIRB_GENERIC_SECRET: sourceSecret });
});
afterEach(() => running.close());

const channels = async () => {
  const answer = await fetch(`${running.app.url}/sandbox/api/dump?parts=channels`);
  return ((await answer.json()) as { channels: Channel[] }).channels;
};
const roomsNow = async () => (await channels()).filter(({ name }) => name.startsWith('inc-'));

it('twenty problems at once, the worst last: its channels come first, all come, and the incidents channel is told once', async () => {
  mayLog(/^warn /);
  const alerts = Array.from({ length: 20 }, (_, n) => ({
    ...{ title: `Assistant ${n + 1} answers nonsense`, system: `assistant-${n + 1}`, fingerprint: `f${n}` },
    ...{ startsAt: new Date(at('14:09')).toISOString(), severity: n >= 17 ? 'sev1' : 'sev3' },
  }));
  const taken = await fetch(`${running.app.url}/alerts/generic`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sourceSecret}` },
    body: JSON.stringify(alerts),
  });
  expect(taken.status).toBe(202);
  const workspace = createWorkspace(running.app.url);
  let seen: string[] = [];
  const came: string[] = [];
  for (let tries = 0; came.length < 20 && tries < 200; tries++) {
    await workspace.advance(3000);
    await running.app.store.ping();
    const now = (await roomsNow()).map(({ name }) => name);
    came.push(...now.filter((name) => !seen.includes(name)));
    seen = now;
  }
  const numbers = came.map((name) => Number(/^inc-\d+-(\d+)-/.exec(name)?.[1]));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  // Slack takes five at once; who is among them is decided before anybody knows of the worst.
  const worst = [18, 19, 20].map((number) => numbers.indexOf(number));
  expect(Math.max(...worst)).toBeLessThan(5 + 3);
  for (let n = 0; n < 10; n++) await workspace.advance(10_000);
  const incidents = (await channels()).find(({ name }) => name === 'incidents');
  const own = incidents?.messages.filter(({ user }) => user === 'UAIRB') ?? [];
  const keys = own.map(({ metadata }) => String(metadata?.event_payload.key).replace(/^\d+:/, ''));
  expect(keys.filter((key) => key === 'storm')).toHaveLength(1);
  expect(keys.filter((key) => key === 'announcement')).toHaveLength(10);
  expect(own.find(({ metadata }) => metadata?.event_payload.key?.endsWith(':storm'))?.text).toMatch(
    /^Storm: 3 SEV1, 7 SEV3 open/,
  );
  expect((await running.app.store.verify()).faults).toEqual([]);
});
