import { it } from 'vitest';
import { tellStory } from '../support/story.ts';
it('x', async () => {
  const s = await tellStory();
  const t0 = Date.now();
  const room = await s.begin();
  console.log('begin', Date.now() - t0, room);
  for (const p of ['inc-', 'incidents', 'support-leadership', '@U01ANA']) console.log(p, await s.news(p));
  console.log(await s.pages(), await s.calls());
  console.log(JSON.stringify((await s.room()).messages[0]).slice(0, 600));
  await s.close();
});
