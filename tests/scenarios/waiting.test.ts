import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
let channel: string;
beforeEach(async () => {
  story = await tellStory();
  channel = await story.begin();
});
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const command = (who: string, words: string) => story.people.command(who, channel, words);

async function acknowledge(): Promise<void> {
  await command(slack.ana, 'ack');
  expect((await story.news('inc-')).filter((one) => one !== '[diagnosis]')).toEqual([
    text(/^Ana.* acknowledged after .*Nobody else is paged/),
  ]);
  expect(await story.pages()).toEqual(['acknowledge airb-1-step-0']);
}

describe('nobody acknowledges', () => {
  it('climbs the policy level by level, says who is next, and is quiet once somebody answers', async () => {
    await story.later(5 * minute);
    expect(await story.news('inc-')).toEqual([
      text(/^Ana.* did not acknowledge.*Dev.* paged now.*Ben.*Finn/),
    ]);
    expect(await story.news('@U01DEV')).toEqual(['[page:1:dev]']);
    expect(await story.pages()).toEqual(['trigger airb-1-step-1']);

    await story.later(5 * minute);
    expect(await story.news('inc-')).toEqual([text(/^Dev.* did not acknowledge.*Ben.*Finn.* paged now/)]);
    expect(await story.news('@U01BEN')).toEqual(['[page:2:ben]']);
    expect(await story.news('@U01FINN')).toEqual(['[page:2:finn]']);
    expect(await story.pages()).toEqual(['trigger airb-1-step-2']);

    await story.people.press(
      slack.finn,
      (await story.people.directMessages(slack.finn))?.id ?? '',
      'page.ack',
    );
    expect((await story.news('inc-')).filter((one) => one !== '[diagnosis]')).toEqual([
      text(/^Finn.* acknowledged after 1\d min/),
      text(/Finn.* is owner now, taking over from Ana/),
    ]);
    expect((await story.pages()).sort()).toEqual(
      [0, 1, 2].map((level) => `acknowledge airb-1-step-${level}`),
    );
    await story.later(10 * minute);
  });

  it('says aloud when the policy is at its end, and begins it again: at SEV2 somebody has to answer', async () => {
    await story.later(5 * minute);
    await story.later(5 * minute);
    await story.later(10 * minute);
    const said = await story.news('inc-');
    expect(said.slice(0, 3)).toEqual([
      text(/Dev.* paged now/),
      text(/paged now/),
      text(/^Nobody acknowledged/),
    ]);
    await story.settle();
    expect([...said.slice(3), ...(await story.news('inc-'))]).toEqual([text(/Ana.* paged now/)]);
    for (const who of ['U01ANA', 'U01DEV', 'U01BEN', 'U01FINN'])
      expect(await story.news(`@${who}`)).toHaveLength(1);
    expect(await story.pages()).toEqual([1, 2, 7].map((level) => `trigger airb-1-step-${level}`));
  });
});

describe('an update is missed', () => {
  it('nudges, tells the stakeholders that no person has written, climbs, and ends when somebody writes', async () => {
    await acknowledge();
    await story.later(24 * minute);
    expect(await story.news('inc-')).toEqual([text(/Chloe.*next stakeholder update of INC-1 is due at/)]);
    expect(await story.news('@U01CHLOE')).toEqual([text(/is due at/)]);

    await story.later(6 * minute);
    expect(await story.news('support-leadership')).toEqual([
      text(/Automatic status.*no person has written this one/),
    ]);
    const missed = await story.news('inc-');
    expect([...missed].sort()).toEqual([
      text(/Chloe.*due at.*has not come/),
      text(/^Escalated, business: .*30 min after opening without a measured containment/),
      text(/^No update was written by/),
    ]);
    expect(await story.news('@U01EVA')).toEqual([text(/^Escalated, business: .*#inc-/)]);
    expect(await story.news('@U01CHLOE')).toEqual([text(/Chloe.*has not come/)]);

    await story.later(7.5 * minute);
    expect(await story.news('inc-')).toEqual([text(/Ben.*is [78] min late/)]);
    expect(await story.news('@U01BEN')).toEqual([text(/late/)]);

    await command(
      slack.chloe,
      'update send users: one in five answers is a refusal mitigation: taking v7 back',
    );
    expect(await story.news('inc-')).toEqual([
      text(/^Chloe.* posted the internal update to .*support-leadership/),
    ]);
    expect(await story.news('support-leadership')).toEqual([text(/one in five answers is a refusal/)]);
    await story.later(7.5 * minute);
  });
});

describe('the severity goes up and down', () => {
  it('re-derives updates, pages the commander and moves the approvals, each time at once', async () => {
    await acknowledge();
    await command(slack.ana, 'sev1 unsafe answers reach paid users');
    expect(await story.news('inc-')).toEqual([
      text(
        /^Severity sev2 → sev1 \(Ana.*Updates every 20 min.*Ben.* paged as commander.*Rollbacks still need/,
      ),
    ]);
    expect(await story.news('@U01BEN')).toEqual([text(/^\[page:3:ben\]$/)]);
    expect(await story.pages()).toEqual(['trigger airb-1-step-3']);
    expect(await story.news('support-leadership')).toEqual([text(/^INC-1: SEV2 → SEV1\. unsafe answers/)]);

    await command(slack.ben, 'sev3 only one intent is affected');
    expect(await story.news('inc-')).toEqual([
      text(/^Severity sev1 → sev3 \(Ben.*Updates every 1 h.*Rollbacks still need an approver/),
    ]);
    expect(await story.news('support-leadership')).toEqual([text(/^INC-1: SEV1 → SEV3\. only one intent/)]);
    const { topic } = await story.room();
    expect(topic).toContain('SEV3');
    expect(await story.api('/incidents/1')).toMatchObject({ severity: 'sev3' });
    await story.later(20 * minute);
  });
});
