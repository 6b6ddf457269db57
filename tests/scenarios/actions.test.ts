import { afterEach, describe, expect, it } from 'vitest';
import { minute, second } from '../../src/domain/time.ts';
import type { TargetLie } from '../../src/sandbox/protocol.ts';
import type { Edit } from '../support/app.ts';
import { mayLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const bot = 'systems/support-bot.yaml';
/** Nothing can be read back, as where the system file says nothing. */
const blind: Edit = { file: bot, change: (yaml) => yaml.replace(/^ {4}current: .*\n/gm, '') };
/** The target does not say that a call may come twice. */
const once: Edit = { file: bot, change: (yaml) => yaml.replace(/^ {6}idempotent: true\n/gm, '') };

const text = (pattern: RegExp) => expect.stringMatching(pattern);

/** An incident whose evidence is no matter, with the prompt's rollback asked for and carried out. */
async function rolledBack(lie: TargetLie, edits: Edit[]): Promise<string> {
  const evidence = { file: 'library/governance/refusal-spike.yaml', change: noEvidence };
  story = await tellStory([...edits, evidence]);
  const channel = await story.begin();
  await story.people.command(slack.ana, channel, 'ack');
  await story.faults({ target: lie });
  await benRollsBack(channel, 'refusals followed it');
  await story.settle();
  return channel;
}

/** Ben may approve: he asks, sees the dry run, and approves. */
async function benRollsBack(channel: string, because: string): Promise<void> {
  await story.people.command(slack.ben, channel, `rollback prompt because ${because}`);
  await story.settle();
  await story.people.command(slack.ben, channel, 'approve prompt');
}

/** Nothing must be saved by hand first. */
const noEvidence = (yaml: string) =>
  yaml.replace(
    /\nevidence:\n(?: .*\n)+/,
    '\nevidence:\n  - { id: alert, title: The alert, source: automatic }\n',
  );

async function rollback() {
  const { rollbacks } = await story.api<{
    rollbacks: { status: string; took: string | null; because: string | null }[];
  }>('/incidents/1');
  return rollbacks[0];
}

/** Hears all that was said so far. */
async function heard(): Promise<string> {
  const said = await story.news('inc-');
  await story.pages();
  await story.calls();
  return said.join('\n');
}

/** Somebody else's deployment puts the version live. */
async function deploy(version: string): Promise<void> {
  await story.faults({ target: 'none' });
  await fetch(`${story.url}/sandbox/targets/support-bot/prompt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer somebody' },
    body: JSON.stringify({ version }),
  });
}

describe('a rollback target that lies', () => {
  it.each<[TargetLie, RegExp]>([
    ['page', /answered with a web page, as a sign-in or a proxy does/],
    ['ok-false', /answered 200 but said ok: false/],
    ['errors', /answered 200 but said errors: .*forbidden/],
  ])('with %s has failed, moves nothing, and may be asked again', async (lie, because) => {
    const channel = await rolledBack(lie, [blind]);
    expect(await rollback()).toMatchObject({ status: 'failed', because: text(because) });
    const said = await heard();
    expect(said).toContain('The rollback of prompt v7 → v6 failed');
    expect(said).not.toContain('took effect');

    await story.faults({ target: 'none' });
    await benRollsBack(channel, 'once more');
    await story.settle();
    expect(await story.calls()).toEqual(['prompt → prompt-v6 200']);
    const { rollbacks } = await story.api<{ rollbacks: { status: string; took: string }[] }>('/incidents/1');
    expect(rollbacks[1]).toMatchObject({ status: 'applied', took: 'accepted' });
    await story.later(10 * minute);
    const later = await heard();
    expect(later).toContain('was accepted by the target (not confirmed)');
    expect(later).not.toContain('took effect');
  });

  it('with 202 is not done yet: it is looked at until it is', async () => {
    await rolledBack('queued', []);
    expect(await rollback()).toMatchObject({ status: 'unconfirmed', because: text(/taken, not done yet/) });
    expect(await heard()).toContain('Not confirmed yet whether the rollback of prompt v7 → v6 took effect');
    await deploy('prompt-v6');
    await story.later(15 * second);
    expect(await rollback()).toMatchObject({ status: 'applied', took: 'confirmed' });
    await heard();
  });

  it('with a lost answer, where nothing can be read back, is asked about and never called again', async () => {
    const channel = await rolledBack('lost', [blind, once]);
    expect(await rollback()).toMatchObject({ status: 'unconfirmed' });
    await story.later(5 * minute);
    expect(await story.calls()).toEqual(['prompt → prompt-v6 200']);
    expect(await heard()).toContain('Nobody knows whether the rollback of prompt v7 → v6 took effect');

    await story.people.press(slack.ana, channel, 'rollback.done', '1|r1');
    await story.settle();
    expect(await rollback()).toMatchObject({ status: 'applied', took: 'said' });
    await story.later(10 * minute);
    expect(await heard()).toContain('by a person’s word');
  });

  it('with 503 again and again is told as tried again, not as on its way', async () => {
    mayLog(/^warn it answered 503, which does not say whether it acted/);
    await rolledBack('away', [blind]);
    await story.later(20 * second);
    const { messages } = await story.room();
    const told = messages.find(({ text }) =>
      text.startsWith('The rollback of prompt to prompt-v6 is held up: it answered 503'),
    );
    expect(told?.text).toContain('airb goes on trying. “Stop trying” on its message ends that.');
    expect(await heard()).not.toContain('Something was held up');
  });

  it('with a lost answer, where the live version can be read, is confirmed by it', async () => {
    await rolledBack('lost', [once]);
    expect(await rollback()).toMatchObject({ status: 'applied', took: 'confirmed' });
    expect(await story.calls()).toEqual(['prompt → prompt-v6 200']);
    await heard();
  });
});

describe('somebody was faster', () => {
  it('the target is not called, and the room hears why', async () => {
    story = await tellStory([{ file: 'library/governance/refusal-spike.yaml', change: noEvidence }]);
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    await deploy('prompt-v6');
    await heard();
    await benRollsBack(channel, 'refusals followed it');
    await story.settle();
    expect(await rollback()).toMatchObject({ status: 'dropped', because: 'prompt-v6 is live already' });
    expect(await story.calls()).toEqual([]);
    expect(await heard()).toContain('was not run, because prompt-v6 is live already');
  });
});
