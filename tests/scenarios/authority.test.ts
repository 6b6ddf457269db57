import { afterEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import type { Edit } from '../support/app.ts';
import { expectLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const incident = () => story.api('/incidents/1');

/** Asks for a rollback in words; the form asks why not to wait for the evidence. */
async function ask(who: string, channel: string, words: string) {
  await story.people.command(who, channel, `rollback ${words} because I have a feeling`);
  await story.people.submit(who, { reason: 'a feeling', override: 'users are refused now' });
  await story.settle();
}

const told = (who: string, channel: string, words: string) =>
  story.privately(who, () => story.people.command(who, channel, words));

describe('one listed person, alone', () => {
  it('lowers no severity, takes no command and approves nothing, so nothing is rolled back', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.act({ as: slack.eva, type: 'join', channel });
    expect(await told(slack.eva, channel, 'severity sev4 just looking')).toMatch(
      /can't lower the severity.*Ben Okafor, Finn Berg or Hugo Brandt can/,
    );
    expect(await told(slack.eva, channel, 'role commander me')).toMatch(
      /can't take command.*Ben Okafor holds it.*break-glass/,
    );
    await ask(slack.eva, channel, 'prompt');
    const approved = await story.privately(slack.eva, () =>
      story.people.press(slack.eva, channel, 'rollback.approve', '1|r1').catch(() => undefined),
    );
    expect(approved).toMatch(/can't approve a rollback.*Ben Okafor, Finn Berg or Hugo Brandt can/);
    expect(await told(slack.eva, channel, 'approve prompt break-glass nobody is here')).toMatch(
      /break-glass is open from 14:2\d UTC/,
    );
    expect(await story.calls()).toEqual([]);
    expect(await incident()).toMatchObject({
      severity: 'sev2',
      roles: { commander: { id: 'ben' } },
      rollbacks: [{ status: 'waiting' }],
    });
    // Whoever asks for a rollback has answered the page.
    expect(await story.news('inc-')).toEqual([
      text(/^Eva acknowledged after .*by acting on it/),
      '[diagnosis]',
      '[action:r1]',
      text(/^Dry run/),
    ]);
    expect(await story.pages()).toEqual(['acknowledge airb-1-step-0']);
  });
});

describe('what a rollback would do', () => {
  it('is told of the version that was named, before it is asked for and while it waits', async () => {
    story = await tellStory();
    const channel = await story.begin();
    const wouldDo = await told(slack.ana, channel, 'rollback prompt to prompt-v99 --dry-run');
    expect(wouldDo).toMatch(/from prompt-v7 to prompt-v99/);
    expect(wouldDo).not.toContain('prompt-v6');
    expect(wouldDo).toMatch(
      /2: Ben Okafor, Finn Berg, Hugo Brandt; one more, because airb has never seen prompt-v99/,
    );
    expect(wouldDo).toMatch(/\/airb rollback prompt to prompt-v99 because/);
    expect(await told(slack.ana, channel, 'rollback prompt to prompt-v7 --dry-run')).toMatch(
      /prompt is prompt-v7 already/i,
    );
    await ask(slack.ana, channel, 'prompt to prompt-v99');
    expect((await story.news('inc-')).join('\n')).toMatch(
      /Dry run of prompt v7 → v99: the target did not accept it: it answered 422.* A dry run changes nothing/,
    );
    const waits = await story.privately(slack.dev, () =>
      story.people.press(slack.dev, channel, 'rollback.preview', '1|prompt'),
    );
    expect(waits).toMatch(/from prompt-v7 to prompt-v99/);
    expect(await story.pages()).toEqual(['acknowledge airb-1-step-0']);
    expect(await story.calls()).toEqual([]);
  });
});

describe('a request waits', () => {
  const strict: Edit = {
    file: 'organization.yaml',
    change: (yaml) => yaml.replace('sev1: { high: 2, medium: 1', 'sev1: { high: 2, medium: 2'),
  };

  it('and needs two once the severity rose; one more for a version airb never saw', async () => {
    expectLog(/^warn .*what Ben Okafor asks for can't be approved in sev1 to a version airb has never seen/);
    story = await tellStory([strict]);
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    await ask(slack.ana, channel, 'prompt to prompt-v99');
    expect(await incident()).toMatchObject({ rollbacks: [{ to: 'prompt-v99', approvalsNeeded: 2 }] });
    const previewed = await story.privately(slack.ana, () =>
      story.people.press(slack.ana, channel, 'rollback.preview', '1|prompt'),
    );
    expect(previewed).toMatch(/from prompt-v7 to prompt-v99\. Nothing was called/);
    expect(previewed).toMatch(/one more, because airb has never seen prompt-v99/);
    expect(previewed).not.toContain('prompt-v6');
    await story.people.command(slack.ana, channel, 'sev1 all users are refused');
    expect(await story.news('support-leadership')).toEqual([
      expect.stringMatching(/^INC-1: SEV2 → SEV1\. all users are refused/),
    ]);
    expect(await incident()).toMatchObject({ rollbacks: [{ approvalsNeeded: 3 }] });
    for (const who of [slack.ben, slack.finn]) {
      await story.people.act({ as: who, type: 'join', channel });
      await story.people.command(who, channel, 'approve');
    }
    await story.settle();
    expect(await story.calls()).toEqual([]);
    expect(await incident()).toMatchObject({ rollbacks: [{ status: 'waiting', approvals: [{}, {}] }] });
    const news = (await story.news('inc-')).join('\n');
    expect(news).toMatch(/Rollbacks now need two approvers/);
    await story.news('@U01BEN');
    await story.pages();
  });
});

describe('a burning incident is cancelled from another channel', () => {
  it('only after its person was shown what is red; whoever heard of it hears the end, and nothing runs', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    await story.people.command(
      slack.chloe,
      channel,
      'update send users: one in five is refused mitigation: taking the prompt back',
    );
    await story.news('support-leadership');
    await ask(slack.ana, channel, 'prompt');
    await story.news('inc-');

    await story.people.command(slack.eva, 'C01GEN', '#1 cancel false alarm');
    expect(await incident()).toMatchObject({ phase: 'triage' });
    await story.people.submit(slack.eva, { reason: 'false alarm' });
    await story.settle();
    expect(await incident()).toMatchObject({ phase: 'cancelled', rollbacks: [{ status: 'declined' }] });
    expect(await story.news('support-leadership')).toEqual([
      'INC-1: Closed as not an incident: false alarm.',
    ]);
    expect((await story.news('inc-')).join('\n')).toMatch(
      /rollback of prompt v7 → v6 is called off: the incident was cancelled/,
    );

    for (const words of ['update', 'rollback prompt', 'severity'])
      expect(await told(slack.ben, channel, words), words).toContain('INC-1 is already cancelled');
    await story.people.press(slack.ben, channel, 'rollback.approve', '1|r1').catch(() => undefined);
    await story.later(10 * minute);
    expect(await story.calls()).toEqual([]);
    await story.news('inc-');
    await story.pages();
  });
});

describe('a stranger with the name of the commander', () => {
  const fake = 'U01FAKE';
  const visitor: Edit = {
    file: 'scenarios/workspace.yaml',
    change: (yaml) =>
      yaml
        .replace(
          'channels:\n',
          `  - { id: ${fake}, name: Ben Okafor, title: visitor, tz: Europe/Paris, email: b@example.com, account: guest, hue: 9 }\nchannels:\n`,
        )
        .replaceAll('[UAIRB, U01ANA', `[UAIRB, ${fake}, U01ANA`),
  };

  it('reads as a guest, moves no version, and reads nothing from elsewhere', async () => {
    story = await tellStory([visitor]);
    const channel = await story.begin();
    await story.people.act({ as: fake, type: 'join', channel });
    await story.people.command(fake, channel, 'note I approve this');
    expect((await story.news('inc-')).join('\n')).toMatch(/\(guest\): I approve this/i);
    const { entries = [] } = await story.api<{ entries?: { who: string; what: string }[] }>(
      '/incidents/1/timeline',
    );
    expect(entries.find(({ what }) => what.includes('I approve this'))?.who).toMatch(/ \(guest\)$/);

    expect(await told(fake, channel, 'change prompt prompt-v1 → prompt-v2')).toMatch(
      /airb does not know you yet.*tell of a change/,
    );
    expect(await incident()).toMatchObject({ versions: { prompt: 'prompt-v7' } });
    for (const words of ['#1 timeline', '#1 status', 'status', '#1 note hello', 'readiness'])
      expect(await told(fake, 'C01GEN', words), words).toMatch(/airb does not know you yet/);
    expect(await told(fake, channel, 'status')).toMatch(/INC-1/);
    expect(await story.calls()).toEqual([]);
  });
});

describe('nobody answers', () => {
  it('so somebody lets the rollback go on after ten minutes, from the button on the request', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.act({ as: slack.eva, type: 'join', channel });
    await ask(slack.eva, channel, 'prompt');
    const letGo = async () => {
      await story.people.press(slack.eva, channel, 'rollback.break-glass', '1|r1');
      await story.people.submit(slack.eva, { reason: 'refusals double' }).catch(() => undefined);
      await story.settle();
    };
    await letGo();
    expect(await story.calls()).toEqual([]);
    await story.later(11 * minute);
    await letGo();
    expect(await story.calls()).toEqual(['prompt → prompt-v6 200']);
    const heard = /^Break-glass in INC-1: Eva let the rollback of prompt v7 → v6 go on: refusals double/;
    expect(await story.news('incidents')).toContainEqual(text(heard));
    expect(await story.news('inc-')).toContainEqual(text(heard));
    expect(await story.api('/incidents/1')).toMatchObject({
      rollbacks: [{ approvals: [{ id: 'eva' }], approvalsNeeded: 1 }],
    });
    for (const place of ['@U01ANA', '@U01BEN', '@U01DEV', '@U01FINN', 'support-leadership'])
      await story.news(place);
    await story.pages();
  });

  it('so somebody of the team takes command after ten minutes, and the incidents channel hears it first', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.act({ as: slack.eva, type: 'join', channel });
    const early = await told(slack.eva, channel, 'role commander break-glass nobody answers');
    expect(early).toMatch(/can't take command by break-glass.*open from 14:20 UTC/);
    await story.later(11 * minute);
    await story.news('inc-');
    await story.people.command(slack.eva, channel, 'role commander break-glass nobody answers');
    await story.settle();
    expect(await incident()).toMatchObject({ roles: { commander: { id: 'eva' } } });
    const heard = /^Break-glass in INC-1: Eva took command: nobody answers\. Not heard of: Ben, Finn\./;
    expect(await story.news('incidents')).toContainEqual(text(heard));
    expect(await story.news('inc-')).toContainEqual(text(heard));
    const page = await fetch(`${story.url}/incidents/1/postmortem`);
    expect(page.status).toBeLessThan(500);
    for (const place of ['@U01ANA', '@U01BEN', '@U01DEV', '@U01FINN', 'support-leadership'])
      await story.news(place);
    await story.pages();
  });
});
