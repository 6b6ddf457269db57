import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const told = (channel: string, words: string) =>
  story.privately(slack.ana, () => story.people.command(slack.ana, channel, words));

interface Listed {
  incidents: { number: number; system: string }[];
}
const incidents = async () => (await story.api<Listed>('/incidents')).incidents.map(({ system }) => system);

/** How many events the log of incident 1 holds. */
async function events(): Promise<number> {
  const { entries } = await story.api<{ entries: unknown[] }>('/incidents/1/timeline');
  return entries.length;
}

describe('words that are not understood', () => {
  it('do nothing, and each is answered with what to write', async () => {
    story = await tellStory();
    const channel = await story.begin();
    const before = await events();
    const cases: [words: string, answer: RegExp][] = [
      ['rollback prompt —dry-run', /Rolling back .*prompt.* would take it from/i],
      ['rollback prompt –dry-run because it changed', /would take it from/],
      ['rollback prompt --dryrun', /would take it from/],
      ['rollback prompt dry‑run', /would take it from/],
      ['rollback prompt — dry-run', /would take it from/],
      ['rollback prompt /dryrun', /would take it from/],
      [
        'rollback prompt to prompt-v99 --dry-run',
        /from prompt-v7 to prompt-v99\. Nothing was called\..*2: Ben.*one more, because airb has never seen prompt-v99/s,
      ],
      ['rollback prompt to prompt-v5 —dry-run because x', /from prompt-v7 to prompt-v5/],
      ['rollback prompt to prompt-v7 --dry-run', /is prompt-v7 already\. Name another version/],
      ['rollback prmpt —dry-run', /no part called .*prmpt.*Did you mean .*prompt/],
      ['rollback model --help', /Asks for a rollback/],
      ['rollback prompt —force because it changed', /has no option “—force”, and nothing was done/],
      ['cancel --help', /Ends an incident that was opened by mistake/],
      ['cancel help', /Ends an incident that was opened by mistake/],
      ['cancel –force', /has no option “–force”, and nothing was done/],
      ['severity sev1 --force', /has no option “--force”, and nothing was done/],
      ['resolve override —yes', /has no option “—yes”, and nothing was done/],
      ['ack now please', /does not take “now please”, and nothing was done.*Takes the page/],
      ['verify x', /does not take “x”, and nothing was done/],
      ['status all of it', /does not take “all of it”, and nothing was done/],
      ['postmortem y', /does not take “y”, and nothing was done/],
      ['role commander Ben', /“Ben” names nobody, and nothing was done/],
      ['assign 99 @Dev', /no step “99”, and nothing was assigned/],
      ['change prompt x v1 → v2 at 23:50', /23:50 UTC is still to come. Nothing was noted/],
      ['who', /airb help who.* says who may do what/],
      ['break-glass nobody answers', /role commander break-glass.*approve .*break-glass/],
      ['report yesterday', /nothing was|does not take|no time/],
      ['declare sev9 it is bad', /“sev9” is not a severity: use sev1/],
      [
        'declare support-bott refuses',
        /“support-bott” is no system airb knows, so nothing was opened. Did you mean .*support-bot/,
      ],
      ['declare support bot refuses', /nothing was opened. Did you mean .*support-bot/],
      [
        'declare the bot is lying',
        /“the” is no system airb knows, so nothing was opened. Which system is it\? .*refund-agent.*system:&lt;name&gt;/,
      ],
    ];
    for (const [words, answer] of cases) {
      const said = await told(channel, words);
      expect(said, words).toMatch(answer);
      expect(said, words).not.toMatch(/undefined|Error:/);
    }
    expect(await events()).toBe(before);
    expect(await incidents()).toEqual(['support-bot']);
    expect(await story.api('/incidents/1')).toMatchObject({ phase: 'triage', severity: 'sev2' });
  });
});

describe('words that help promises', () => {
  it('give step 3 to somebody, and note a change when it was', async () => {
    story = await tellStory();
    const channel = await story.begin();
    expect(await told(channel, 'assign 3 @Dev')).toMatch(/Step 3, Lay the changes .*: Dev Patel has it/);
    expect(await story.news('@U01DEV')).toEqual([expect.stringMatching(/^\[task:1:/)]);
    await story.people.command(slack.ana, channel, 'change prompt tone v1 → v2 40 min ago');
    await story.settle();
    const { entries } = await story.api<{ entries: { what: string }[] }>('/incidents/1/timeline');
    const given = entries.map(({ what }) => what).filter((what) => what.startsWith('Step given'));
    expect(given).toEqual(['Step given to Dev Patel: Lay the changes beside the curve']);
    expect(await story.news('inc-')).toEqual([
      expect.stringMatching(/^Change: prompt v1 → v2, 3[2-5] min before the start — tone v1 → v2/),
    ]);
  });

  it('open an incident for a system without a file when it is said so', async () => {
    story = await tellStory();
    const channel = await story.begin();
    expect(await told(channel, 'declare system:payments sev3 answers take a minute')).toMatch(
      /INC-2 is open/,
    );
    expect((await incidents()).sort()).toEqual(['payments', 'support-bot']);
    for (const place of ['inc-', 'payments', 'incidents', ...Object.values(slack).map((who) => `@${who}`)])
      await story.news(place);
    await story.pages();
  });
});
