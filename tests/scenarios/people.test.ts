import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);

describe('two people press Done at once', () => {
  it('counts one of them; the other hears who was first', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.unfold(slack.ana, 'triage');
    await Promise.all(
      [slack.ana, slack.dev].map((who) => story.people.press(who, channel, 'step.done', '1|').catch(String)),
    );
    const [told, ...more] = await story.news('inc-');
    expect(more).toEqual([]);
    expect(told).toMatch(/^@(U01ANA|U01DEV) (Ana Lima|Dev Patel) has done that step at 14:1\d UTC/);
    const first = told?.startsWith('@U01ANA') ? 'Dev Patel' : 'Ana Lima';
    expect(told).toContain(first);
    const { entries = [] } = await story.api<{ entries?: { what: string }[] }>('/incidents/1/timeline');
    expect(JSON.stringify(entries).match(/Step done/g) ?? []).toHaveLength(1);
  });
});

describe('`/airb` is misused', () => {
  it('answers each mistake to its maker alone, with what to write', async () => {
    story = await tellStory();
    const channel = await story.begin();
    const mistakes: [words: string, answer: RegExp][] = [
      ['severty sev1 all users', /severity/],
      ['severity sev9 all users', /sev1 .*to sev4/],
      ['rollback indx because it changed', /no part called .*indx.*Did you mean .*index/],
      ['rollback prompt to prompt-v7 because I said so', /already/],
      ['role comander @Ben', /commander/],
      ['assign 99 @Dev', /step/],
      ['category weather', /infrastructure/],
      ['#99 status', /no incident #99/],
      ['assign @Dev', /which step/],
      ['resolve', /not been verified/],
      ['dance', /help/],
    ];
    for (const [words, answer] of mistakes) {
      const told = await story.privately(slack.ana, () => story.people.command(slack.ana, channel, words));
      expect(told, words).toMatch(answer);
      expect(told, words).not.toMatch(/undefined|Error:|at Object/);
    }
    const outside = await story.privately(slack.eva, () => story.people.command(slack.eva, 'C01GEN', 'ack'));
    expect(outside).toMatch(/is about an incident.*#1 ack/);
    expect(await story.api('/incidents/1')).toMatchObject({ phase: 'triage', severity: 'sev2' });
  });
});

describe('somebody airb does not know', () => {
  const zed = 'U01ZED';
  const visitor = {
    file: 'scenarios/workspace.yaml',
    change: (yaml: string) =>
      yaml
        .replace(
          'channels:\n',
          `  - { id: ${zed}, name: Zed Visitor, title: visitor, tz: Europe/Paris, email: zed@example.com, account: guest, hue: 9 }\nchannels:\n`,
        )
        .replace(
          '[UAIRB, U01ANA, U01BEN, U01CHLOE, U01DEV, U01EVA',
          `[UAIRB, ${zed}, U01ANA, U01BEN, U01CHLOE, U01DEV, U01EVA`,
        ),
  };

  it('may talk and keep notes, and is told kindly that deciding is for others', async () => {
    story = await tellStory([visitor]);
    const channel = await story.begin();
    await story.people.act({ as: zed, type: 'join', channel });
    for (const words of ['ack', 'sev1 I say so', 'cancel no incident', 'verify', 'role commander me']) {
      const told = await story.privately(zed, () => story.people.command(zed, channel, words));
      expect(told, words).toMatch(/airb does not know you yet.*organization\.yaml/);
    }
    const declared = await story.privately(zed, () =>
      story.people.command(zed, 'C01GEN', 'declare support-bot sev1 everything is broken'),
    );
    expect(declared).toMatch(/does not know you yet/);
    for (const [verb, value] of [
      ['section.show', '1|triage'],
      ['role.take', '1|'],
      ['verify.start', '1'],
    ] as const) {
      const told = await story.privately(zed, () =>
        story.people.press(zed, channel, verb, value).catch(() => undefined),
      );
      if (told !== '') expect(told, verb).toMatch(/does not know you yet/);
    }
    await story.people.command(zed, channel, 'note I saw it too');
    await expect
      .poll(async () => JSON.stringify(await story.api('/incidents/1/timeline')))
      .toContain('I saw it too');
    expect(await story.news('inc-')).toEqual([text(/^Note by Zed.*: I saw it too/)]);
    expect(await story.api('/incidents/1')).toMatchObject({ phase: 'triage', severity: 'sev2' });
  });
});

describe('a wrong part is rolled back', () => {
  const roll = async (channel: string, part: string) => {
    await story.people.command(slack.dev, channel, `rollback ${part} because I have a feeling`);
    await story.people.submit(slack.dev, {
      part,
      reason: 'a feeling',
      override: 'too many users are refused',
    });
    await story.settle();
  };

  it('gives wrong numbers, and airb says so: no effect for the model, worse for the guardrail', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    await story.people.act({ as: slack.dev, type: 'join', channel });
    await roll(channel, 'model');
    await story.people.press(slack.ben, channel, 'rollback.approve', '1|r1');
    await story.settle();
    await story.later(6 * 60_000);
    expect(await story.calls()).toEqual(['model → support-3.1 200']);
    const model = await story.news('inc-');
    expect(model.at(-1)).toMatch(/model.*3\.2 → .*3\.1.*Refusals 19 % → 19 %.*normal 4 %: no effect/i);
    expect(model.at(-1)).toMatch(/Next suspect: .*prompt/i);

    await roll(channel, 'guardrail');
    await story.people.press(slack.ben, channel, 'rollback.approve', '1|r2');
    await story.settle();
    await story.later(6 * 60_000);
    expect(await story.calls()).toEqual(['guardrail → guardrail-v3 200']);
    const guardrail = (await story.news('inc-')).join('\n');
    expect(guardrail).toMatch(/unsafe answers 0\.2 % → 1\.9 %/i);
    expect(guardrail).toMatch(/worse/);
    expect(guardrail).toMatch(/Escalated, risk: .*Unsafe answers 1\.9 % is above 0\.3 %/);
    for (const who of ['@U01FINN', '@U01HUGO'])
      expect(await story.news(who)).toContainEqual(text(/^Escalated, risk: /));
    expect(await story.pages()).toEqual(['acknowledge airb-1-step-0']);
  });
});
