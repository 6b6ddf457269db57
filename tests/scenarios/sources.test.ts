import { afterEach, expect, it } from 'vitest';
import { hour, minute } from '../../src/domain/time.ts';
import { given } from '../alerts/fixture.ts';
import { type Story, tellStory } from '../support/story.ts';

const secret = 'the shared sample secret';
let story: Story;
afterEach(() => story.close());

const spoken = (path: string, body: unknown) => fetchJson(`${story.url}${path}`, body);

async function fetchJson(url: string, body: unknown) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [answer.status, await answer.text()];
}

/** Everything that was said, so that a story may speak of one thing. */
async function hearAll(): Promise<string> {
  await story.settle();
  const heard: string[] = [];
  for (const { name, kind, members } of (await story.dump('channels')).channels) {
    const places = kind === 'dm' ? members.map((member) => `@${member}`) : [name];
    for (const place of places) heard.push(...(await story.news(place)));
  }
  await story.pages();
  return heard.join('\n');
}

async function card(): Promise<string> {
  const { messages } = await story.room();
  return JSON.stringify(messages.find(({ metadata }) => metadata?.event_payload.key === '1:card')?.blocks);
}

it('a tool that speaks only to Slack: one incident, a countdown, and an end that nobody mistakes for a measurement', async () => {
  story = await tellStory([], { AIRB_SLACK_SECRET: secret });
  const path = `/alerts/slack/${encodeURIComponent(secret)}?system=support-bot`;
  const outage = given('slack-litellm-outage');

  // 14:10 - it begins, and says so again with other numbers.
  expect(await spoken(path, outage)).toEqual([200, 'ok']);
  const later = JSON.parse(
    JSON.stringify(outage).replace('14:10:00', '14:18:30').replace('503: 18', '503: 41'),
  );
  expect(await spoken(path, later)).toEqual([200, 'ok']);
  await hearAll();
  const { incidents } = await story.api<{ incidents: { system: string; failure: string }[] }>('/incidents');
  expect(incidents).toMatchObject([{ system: 'support-bot', failure: 'provider-outage' }]);
  const { alerts } = await story.api<{ alerts: { countsAsOverAt: string }[] }>('/incidents/1');
  // An hour, and the five minutes in which what is heard is not noted again.
  expect(alerts).toMatchObject([{ countsAsOverAt: expect.stringMatching(/T15:15:/) }]);
  expect(await card()).toMatch(/Counts as over unless heard again/);

  // Quiet for longer than the hour.
  await story.later(hour + 6 * minute);
  expect(await hearAll()).toMatch(
    /counts as over: nothing was heard of it for 1 h, and slack never says that something is over\. Nobody measured that it is\./,
  );
  expect(await card()).not.toMatch(/Counts as over unless heard again/);
  const over = await story.api<{ alerts: { status: string }[]; phase: string }>('/incidents/1');
  expect([over.alerts[0]?.status, over.phase]).not.toEqual(['resolved', 'resolved']);
  expect(over.alerts[0]?.status).toBe('resolved');
});

it('the words of a message name the system where its address does not, and a test of it opens nothing', async () => {
  story = await tellStory([], { AIRB_SLACK_SECRET: secret });
  const path = `/alerts/slack/${encodeURIComponent(secret)}`;
  expect(await spoken(path, { text: 'This is a test message' })).toEqual([200, 'ok']);
  expect((await story.api<{ incidents: unknown[] }>('/incidents')).incidents).toEqual([]);
  expect(await spoken(path, { text: 'Support bot: p95 latency is 8 s' })).toEqual([200, 'ok']);
  await hearAll();
  const { incidents } = await story.api<{ incidents: object[] }>('/incidents');
  expect(incidents).toMatchObject([{ system: 'support-bot', failure: 'latency-degradation' }]);
  const metrics = await (await fetch(`${story.url}/metrics`)).text();
  expect(metrics).toContain('airb_webhooks_passed_total{feed="alerts",source="slack"} 1');
});
