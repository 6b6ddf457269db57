import { afterEach, describe, expect, it } from 'vitest';
import { minute, second } from '../../src/domain/time.ts';
import type { MetricsLie } from '../../src/sandbox/protocol.ts';
import { mayLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

async function acknowledged(): Promise<string> {
  story = await tellStory();
  const channel = await story.begin();
  await story.people.command(slack.ana, channel, 'ack');
  await story.news('inc-');
  await story.pages();
  return channel;
}

describe('a proxy answers for Slack with its sign-in page', () => {
  it('for four seconds: an update and a page arrive all the same, each once', async () => {
    mayLog(/^warn /);
    story = await tellStory();
    const channel = await story.begin();
    await story.faults({ proxy: true });
    await story.people.command(
      slack.chloe,
      channel,
      'update send users: some get refusals scope: paid English traffic mitigation: rolling back the prompt',
    );
    await story.people.advance(5 * minute);
    await story.people.advance(4 * second);
    await story.faults({ proxy: false });
    await story.later(2 * minute);
    const updates = (await story.news('support-leadership')).filter((one) =>
      one.includes('some get refusals'),
    );
    expect(updates).toHaveLength(1);
    expect(await story.news('@U01DEV')).toEqual(['[page:1:dev]']);
    const timeline = JSON.stringify(await story.api('/incidents/1/timeline'));
    expect(timeline).toContain('Dev Patel paged by chat');
    await story.news('inc-');
    await story.news('incidents');
    await story.pages();
  });
});

describe('Prometheus gives no measurement', () => {
  it.each<[MetricsLie, RegExp]>([
    ['partial', /the answer is partial: store replica-2 is unavailable/],
    ['nan', /NaN/],
    ['empty', /no data/],
    ['no-org', /no org id.*X-Scope-OrgID in PROMETHEUS_HEADERS/],
    ['unprocessable', /many-to-many matching/],
    ['away', /query timed out/],
  ])('%s: recovery is not held, and nothing is called out of range', async (lie, why) => {
    const channel = await acknowledged();
    await story.faults({ metrics: lie });
    // Key signals that are not measured must be named, so somebody who decides starts the watch.
    await story.people.command(slack.ben, channel, 'verify');
    await story.settle();
    await story.later(12 * minute);
    const said = (await story.news('inc-')).join('\n');
    expect(said).toContain('not measured');
    expect(said).not.toContain('out of range');
    expect(said).not.toContain('can be resolved');
    const incident = await story.api<{
      phase: string;
      readings: { values: { value: number | null; problem: string | null }[] }[];
    }>('/incidents/1');
    expect(incident.phase).toBe('verifying');
    const newest = incident.readings.at(-1)?.values ?? [];
    expect(newest.every(({ value }) => value === null)).toBe(true);
    expect(newest[0]?.problem).toMatch(why);
    const told = await story.privately(slack.ben, () => story.people.command(slack.ben, channel, 'resolve'));
    expect(told).toContain('not measured');
    for (const place of ['inc-', 'incidents', 'support-leadership', '@U01CHLOE']) await story.news(place);
    await story.pages();
  });
});
