import { createHmac } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { fixture } from '../changes/fixture.ts';
import { expectLog } from '../support/log.ts';
import { type Story, tellStory } from '../support/story.ts';
import { at } from '../support/worked-example.ts';

let story: Story;
afterEach(() => story.close());

const key = 'made-up-for-github';

/** A deployment as GitHub posts it, signed. */
async function deploy(
  over: Record<string, unknown>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = JSON.stringify(fixture('github-deployment-succeeded', over));
  const signature = createHmac('sha256', key).update(body).digest('hex');
  const answer = await fetch(`${story.url}/changes/github`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

it('a deployment that GitHub tells of is a suspect of the part whose feed it is; one of a stranger is refused', async () => {
  expectLog(/^warn a webhook was refused/);
  story = await tellStory([], { AIRB_GITHUB_SECRET: key });

  // 14:00  Something else is deployed, and then the bot.
  const created = new Date(at('14:00')).toISOString();
  const stranger = await deploy({ 'repository.full_name': 'example/website' });
  expect(stranger.status).toBe(422);
  expect(stranger.body.detail).toContain('no part of any system takes example/website of github');
  const taken = await deploy({ 'deployment.ref': 'api-v19', 'deployment_status.created_at': created });
  expect(taken).toEqual({
    status: 202,
    body: { changes: [{ id: 'github:145988746:support-bot/code', system: 'support-bot', kind: 'code' }] },
  });

  // 14:10  The alert comes, and the card names both what the demo told and what GitHub told.
  await story.begin();
  const { changes } = await story.api<{ changes: { part: string; from: string; to: string }[] }>(
    '/incidents/1',
  );
  expect(changes.find(({ part }) => part === 'code')).toMatchObject({ from: 'api-v18', to: 'api-v19' });
});
