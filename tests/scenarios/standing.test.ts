import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const [zed, mall, gus, grace, hugo] = ['U01ZED', 'U0MALL', 'U0GUS', 'U01GRACE', 'U01HUGO'];

/** Zed is a member, Mall a member who calls himself Finn, Gus a guest; none of them is in the organization file. */
const unlisted = {
  file: 'scenarios/workspace.yaml',
  change: (yaml: string) =>
    yaml
      .replace(
        'channels:\n',
        [
          `  - { id: ${zed}, name: Zed Newcomer, email: zed@example.com }`,
          `  - { id: ${mall}, name: Finn Berg, email: mall@example.com }`,
          `  - { id: ${gus}, name: Gus Guest, email: gus@example.com, account: guest }`,
          'channels:\n',
        ].join('\n'),
      )
      .replace(
        '[UAIRB, U01ANA, U01BEN, U01CHLOE, U01DEV, U01EVA',
        `[UAIRB, ${zed}, ${mall}, ${gus}, U01ANA, U01BEN, U01CHLOE, U01DEV, U01EVA`,
      ),
};

/** Dev is listed by e-mail alone. */
const devByEmail = {
  file: 'organization.yaml',
  change: (yaml: string) => yaml.replace('    slack: U01DEV\n', ''),
};

async function begin(...who: string[]): Promise<string> {
  const channel = await story.begin();
  for (const as of who) await story.people.act({ as, type: 'join', channel });
  return channel;
}

describe('a member of the workspace who is not in the organization file', () => {
  it('can not end the paging of others; ticks a step and is given one', async () => {
    story = await tellStory([unlisted]);
    const channel = await begin(zed);
    expect(await story.privately(zed, () => story.people.command(zed, channel, 'ack'))).toMatch(
      /Whoever was paged can, and anybody in runbooks\/organization\.yaml/,
    );
    await story.unfold(zed, 'triage');
    await story.people.press(zed, channel, 'step.done', '1|');
    const given = await story.privately(slack.ben, () =>
      story.people.command(slack.ben, channel, `assign 2 <@${zed}>`),
    );
    expect(given).toMatch(/^Step 2, .*: Zed Newcomer \(not listed\) has it, is told directly, and invited\./);
    expect(await story.news(`@${zed}`)).toEqual([text(/^\[task:1:triage\./)]);
    await expect
      .poll(async () => JSON.stringify(await story.api('/incidents/1/timeline')))
      .toMatch(/Step done.*Zed Newcomer|Zed Newcomer.*Step done/);
  });

  it('reads no entries from outside the rooms, by no command', async () => {
    story = await tellStory([unlisted]);
    const channel = await begin(zed);
    await story.people.command(slack.ben, channel, 'note the index is stale');
    await story.news('inc-');
    for (const words of ['#1 timeline', '#1 redact', '#1 redact "the index" why']) {
      const told = await story.privately(zed, () => story.people.command(zed, 'C01GEN', words));
      expect(told, words).toContain(
        "Zed Newcomer (not listed) can't read a timeline from outside the incident’s channel",
      );
      expect(told, words).not.toContain('stale');
    }
    const here = await story.privately(zed, () => story.people.command(zed, channel, 'redact'));
    expect(here).toContain('the index is stale');
  });

  it('is paged and put on record by name once they decide here', async () => {
    story = await tellStory([unlisted]);
    const channel = await begin(zed);
    await story.people.command(slack.ben, channel, `role commander <@${zed}>`);
    await story.people.command(zed, channel, 'role commander accept');
    await story.people.command(slack.ana, channel, 'sev1 all users are refused');
    await story.settle();
    const timeline = JSON.stringify(await story.api('/incidents/1/timeline'));
    expect(timeline).toContain('Zed Newcomer (not listed) paged by chat');
    expect(timeline).not.toContain(`slack:${zed}`);
    for (const place of ['inc-', 'incidents', 'support-leadership', '@U01ANA', '@U01BEN', `@${zed}`])
      await story.news(place);
    await story.pages();
  });

  it('is told who can what they can not, where they can themselves, and the way out when nobody answers', async () => {
    story = await tellStory([unlisted]);
    const channel = await begin(zed);
    const refused = (words: string, where = channel) =>
      story.privately(zed, () => story.people.command(zed, where, words));
    expect(await refused('role commander me')).toMatch(
      /Ben Okafor or Finn Berg can take it.*break-glass &lt;reason&gt;.* is open from/,
    );
    expect(await refused('cancel false alarm')).toMatch(
      /Ben Okafor, Finn Berg or Hugo Brandt can; anybody else in runbooks\/organization\.yaml can in the form/,
    );
    expect(await refused('redact 2 names a customer')).toMatch(/Ben Okafor, Finn Berg or Hugo Brandt can/);
    expect(await refused('#1 timeline', 'C01GEN')).toMatch(/In an incident’s channel you see that one/);
  });

  it('is the listed person where their confirmed address is listed', async () => {
    story = await tellStory([devByEmail]);
    const channel = await begin(slack.dev);
    await story.people.command(slack.dev, channel, 'note the prompt looks wrong');
    expect(await story.news('inc-')).toEqual([text(/^Note by Dev: the prompt looks wrong/)]);
    const events = JSON.stringify(await story.api('/incidents/1/timeline'));
    expect(events).not.toContain('slack:U01DEV');
  });

  it('never reads as the listed person they are named like, and no label makes them that person', async () => {
    story = await tellStory([unlisted]);
    const channel = await begin(mall);
    await story.people.command(mall, channel, 'note all is fine');
    expect(await story.news('inc-')).toEqual([text(/^Note by Finn Berg \(not listed\): all is fine/)]);
    await story.people.command(slack.ben, channel, `role commander <@${mall}>`);
    await story.people.command(mall, channel, 'role commander accept');
    const told = (await story.news('inc-')).filter((said) => !said.startsWith('['));
    expect(told).toHaveLength(2);
    for (const said of told) expect(said).toContain('Finn Berg (not listed)');
    expect(await story.news(`@${mall}`)).toEqual([`[handover:h1:slack:${mall}]`]);
    expect(await story.api('/incidents/1')).toMatchObject({
      roles: { commander: { id: 'slack:U0MALL' } },
    });
  });
});

describe('words of somebody who is named like a listed person', () => {
  it('keep the mark behind the name when somebody else marks them for the record or saves them', async () => {
    story = await tellStory([unlisted]);
    const channel = await begin(mall);
    await story.people.act({ as: mall, type: 'say', channel, text: 'I approve the rollback' });
    const ts = (await story.people.messages(channel)).at(-1)?.ts ?? '';
    await story.people.act({ as: slack.ana, type: 'react', channel, ts, name: 'pushpin' });
    await expect
      .poll(async () => JSON.stringify(await story.api('/incidents/1/timeline')))
      .toContain('Marked for the record: “Finn Berg (not listed): I approve the rollback”');
    await story.people.act({
      as: slack.ana,
      type: 'shortcut',
      callbackId: 'airb_evidence',
      channel,
      ts,
    });
    await story.settle();
    await story.people.submit(slack.ana, {});
    await story.settle();
    expect(JSON.stringify(await story.api('/incidents/1/timeline'))).toContain(
      'Evidence saved: Message by Finn Berg (not listed)',
    );
    await story.news('inc-');
  });
});

describe('a guest', () => {
  it('is given neither a step nor a role, whatever the label says', async () => {
    story = await tellStory([unlisted]);
    const channel = await begin(gus);
    for (const words of [`role commander <@${gus}>`, `assign 2 <@${gus}>`]) {
      const told = await story.privately(slack.ben, () => story.people.command(slack.ben, channel, words));
      expect(told, words).toContain('Gus Guest is a guest, a bot or nobody of this workspace');
    }
    expect(await story.api('/incidents/1')).toMatchObject({ roles: { commander: { id: 'ben' } } });
  });
});

describe('a private incident that somebody declares', () => {
  const sensitive = {
    file: 'library/reliability/ai-triage.yaml',
    change: (yaml: string) => yaml.replace('\nsummary: >-', '\nsensitive: true\nsummary: >-'),
  };
  const declared = 'declare support-bot sev2 it tells people secrets';
  const hear = async () => {
    for (const place of ['inc-20250217-1', 'inc-20250217-2', '@U01ANA']) await story.news(place);
    await story.pages();
  };

  it('has its declarer and the security contact in its room, and they see it from anywhere', async () => {
    story = await tellStory([sensitive]);
    await story.people.command(slack.eva, 'C01GEN', declared);
    await story.settle();
    const room = await story.room();
    expect(room.kind).toBe('private');
    expect(room.members).toEqual(expect.arrayContaining([slack.eva, hugo]));
    expect(room.members).not.toContain(grace);
    for (const who of [slack.eva, hugo]) {
      const told = await story.privately(who, () => story.people.command(who, 'C01GEN', '#1 status'));
      expect(told).toContain('it tells people secrets');
    }
    await hear();
  });

  it('is not named to somebody else who declares the same: theirs is opened beside it', async () => {
    story = await tellStory([sensitive]);
    await story.people.command(slack.eva, 'C01GEN', declared);
    await story.settle();
    const told = await story.privately(grace, () => story.people.command(grace, 'C01GEN', declared));
    expect(told).toContain('INC-2 is open');
    expect(told).not.toContain('INC-1');
    const again = await story.privately(slack.eva, () => story.people.command(slack.eva, 'C01GEN', declared));
    expect(again).toMatch(/^Nothing was opened: INC-1 has been open.*where you name the kind of failure/);
    const listed = await story.privately(grace, () => story.people.command(grace, 'C01GEN', 'status'));
    expect(listed).toContain('INC-2');
    expect(listed).not.toContain('INC-1');
    await hear();
  });
});
