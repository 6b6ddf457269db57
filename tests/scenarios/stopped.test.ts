import { expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { runApp } from '../support/app.ts';
import { freePort } from '../support/loopback.ts';
import { slack, storyOf } from '../support/story.ts';
import { until } from '../support/until.ts';

it('keeps in the workspace what was on its way when airb was stopped', async () => {
  const running = await runApp([], { AIRB_PORT: String(await freePort()) });
  const story = storyOf(running);
  const room = await story.begin();
  // By then Slack takes a message at once; each call takes effect a while after it was made.
  await story.later(minute);
  await story.faults({ latencyMs: 500 });
  await story.people.command(slack.ana, room, 'note the second region is calm');
  await until('the note to be on its way', async () => {
    const { sending } = await running.app.store.backlog(running.clock.now());
    return sending > 0;
  });

  await running.restart();

  await story.faults({ latencyMs: 0 });
  expect(await story.news('inc-')).toEqual(['Note by Ana: the second region is calm']);
  await story.close();
});
