import { afterEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import type { Edit } from '../support/app.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const incident = () => story.api<{ roles: Record<string, { id: string }> }>('/incidents/1');
const told = (who: string, channel: string, words: string) =>
  story.privately(who, () => story.people.command(who, channel, words));

/** Presses a button of airb's direct message to somebody. */
async function answer(who: string, verb: string, value: string) {
  const direct = await story.people.directMessages(who);
  await story.people.press(who, direct?.id ?? '', verb, value);
  await story.settle();
}

/** The messages that ask the room for a role, oldest first. */
async function askings(id: string): Promise<string[]> {
  const { channels } = await story.dump('channels');
  const messages = channels.find((one) => one.id === id)?.messages ?? [];
  const keys = messages.map(({ metadata }) => metadata?.event_payload.key?.replace(/^\d+:/, '') ?? '');
  return keys.filter((key) => key.startsWith('vacancy:'));
}

interface Menu {
  block_id: string;
  accessory?: { action_id: string; options?: { value: string }[] };
}

/** Picks an entry of a menu that stands beside a line. */
async function choose(as: string, channel: string, choice: string) {
  for (const { ts, blocks } of (await story.people.messages(channel)).toReversed())
    for (const { block_id: blockId, accessory } of blocks as Menu[]) {
      const value = accessory?.options?.find((one) => one.value.startsWith(choice))?.value;
      if (accessory && value !== undefined)
        return story.people.act({
          as,
          type: 'press',
          channel,
          ts,
          blockId,
          actionId: accessory.action_id,
          value,
        });
    }
  throw new Error(`no entry ${choice} in ${channel}`);
}

/** Somebody asks somebody else by command, and hears that they were asked. */
async function offer(channel: string, words: string) {
  expect(await told(slack.ben, channel, words)).toMatch(/is asked to take .*you hear what they say/);
}

const organization = (more: string): Edit => ({
  file: 'organization.yaml',
  change: (yaml) => `${yaml}\n${more}\n`,
});

const account = (id: string, name: string, kind: string): Edit => ({
  file: 'scenarios/workspace.yaml',
  change: (yaml) =>
    yaml.replace(
      'channels:\n',
      `  - { id: ${id}, name: ${name}, title: visitor, tz: Europe/Paris, email: x@example.com, account: ${kind}, hue: 9 }\nchannels:\n`,
    ),
});

describe('command is handed over', () => {
  it('by command, and is the other’s once they accept in their direct message', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await offer(channel, `role commander <@${slack.dev}>`);
    expect(await story.news('inc-')).toEqual(['[handover:h1]']);
    expect(await story.news('@U01DEV')).toEqual(['[handover:h1:dev]']);
    expect(await story.people.members(channel)).toContain(slack.dev);
    expect(await incident()).toMatchObject({ roles: { commander: { id: 'ben' } } });

    await answer(slack.dev, 'role.accept', '1|h1');
    expect(await story.news('inc-')).toEqual([
      text(/^Dev Patel is commander now, taking over from Ben Okafor/),
    ]);
    expect(await incident()).toMatchObject({ roles: { commander: { id: 'dev' } } });
    const direct = await story.people.directMessages(slack.dev);
    expect(JSON.stringify(direct?.messages.at(-1))).not.toContain('role.accept');
  });

  it('by a form; a no is told in the channel and to whoever asked', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await told(slack.ben, channel, 'role');
    await choose(slack.ben, channel, 'role.hand|1|commander');
    await story.people.submit(slack.ben, { person: slack.ben }).catch(() => undefined);
    expect(await incident()).toMatchObject({ roles: { commander: { id: 'ben' } } });
    await story.people.submit(slack.ben, { person: slack.eva });
    await story.settle();
    expect(await story.news('@U01EVA')).toEqual(['[handover:h1:eva]']);
    await answer(slack.eva, 'role.decline', '1|h1');
    const no = text(/INC-1: Eva declined command\. Ben still has command\./);
    expect(await story.news('inc-')).toEqual(['[handover:h1]', no]);
    expect(await story.news('@U01BEN')).toEqual([no]);
  });

  it('and stays where it was when nobody answers for ten minutes', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    await story.news('inc-');
    await offer(channel, `role commander <@${slack.dev}>`);
    await story.later(9 * minute);
    expect(await story.news('inc-')).toEqual(['[handover:h1]']);
    await story.later(2 * minute);
    const silence = text(/INC-1: Dev did not answer the offer of command\. Ben still has command\./);
    expect(await story.news('inc-')).toEqual([silence]);
    expect(await story.news('@U01BEN')).toEqual([silence]);
    expect(await story.news('@U01DEV')).toEqual(['[handover:h1:dev]']);
    expect(await told(slack.dev, channel, 'role commander accept')).toMatch(/Nobody is offered command now/);
    await story.pages();
  });
});

describe('an old button of an offer', () => {
  it('hands nothing over: not to a bystander, and not once somebody else has taken command', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await offer(channel, `role commander <@${slack.dev}>`);
    await story.people.act({ as: slack.finn, type: 'join', channel });
    const who = await told(slack.finn, channel, 'role commander');
    expect(who).toMatch(/Ben Okafor has command since 14:1\d UTC.*Take over from Ben/);
    expect((await incident()).roles.commander?.id).toBe('ben');
    await story.people.press(slack.finn, channel, 'role.take-over', '1|commander|ben');
    await story.settle();
    const taken = text(/^Finn Berg is commander now, taking over from Ben Okafor/);
    expect(await story.news('inc-')).toEqual(['[handover:h1]', taken]);
    // Ben did not give it away, so he hears of it where he is.
    expect(await story.news('@U01BEN')).toEqual([taken]);
    expect(await story.news('@U01DEV')).toEqual(['[handover:h1:dev]']);
    const late = await told(slack.dev, channel, 'role commander accept');
    expect(late).toMatch(/Nobody is offered command now/);
    expect((await incident()).roles.commander?.id).toBe('finn');
  });
});

describe('a role nobody has', () => {
  it('goes to one of two who press in the same second, and the other is told who', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await Promise.all(
      [slack.dev, slack.eva].map((who) => story.people.press(who, channel, 'role.take', '1|scribe')),
    );
    const said = await story.news('inc-');
    const { roles } = await incident();
    const [winner, loser] = roles.scribe?.id === 'dev' ? ['Dev Patel', slack.eva] : ['Eva Sato', slack.dev];
    expect(said).toContainEqual(text(new RegExp(`^${winner} is scribe now`)));
    expect(said).toContainEqual(
      text(new RegExp(`^@${loser} .*${winner} has the role of scribe since 14:1\\d UTC`)),
    );
    expect(said).toHaveLength(2);
  });

  it('is asked for on its own timer, each time anew, until somebody takes it', async () => {
    story = await tellStory([organization('askForRoles: { scribe: 3m }')]);
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    await story.news('inc-');
    await story.later(3 * minute + 1000);
    expect(await askings(channel)).toEqual(['vacancy:1:scribe']);
    await story.later(3 * minute);
    expect(await askings(channel)).toEqual(['vacancy:1:scribe', 'vacancy:2:scribe']);
    await story.people.press(slack.eva, channel, 'role.take', '1|scribe');
    await story.settle();
    expect(await story.news('inc-')).toEqual([text(/^Eva Sato is scribe now: keeps the notes/)]);
    const vacancies = (await story.people.messages(channel)).filter(({ text: said }) =>
      /scribe was asked for/.test(said),
    );
    expect(vacancies.map(({ blocks }) => JSON.stringify(blocks)).join()).not.toContain('role.take');
    await story.later(4 * minute);
    expect(await askings(channel)).toHaveLength(2);
    expect(await told(slack.eva, channel, 'role scribe release')).toBe('');
    expect(await story.news('inc-')).toEqual([
      text(/^Eva released the role of scribe: nobody keeps the notes now/),
    ]);
    await story.later(3 * minute);
    expect((await askings(channel)).at(-1)).toBe('vacancy:3:scribe');
    await story.pages();
  });
});

describe('`/airb assign`', () => {
  it('gives a step by its number to somebody who is told directly, with what settles it', async () => {
    story = await tellStory();
    const channel = await story.begin();
    expect(await told(slack.ana, channel, `assign 3 <@${slack.dev}>`)).toMatch(
      /Step 3, .*: Dev Patel has it, is told directly, and invited/,
    );
    expect(await story.news('@U01DEV')).toEqual([text(/^\[task:1:triage\./)]);
    expect(await story.people.members(channel)).toContain(slack.dev);
    const checklist = await told(slack.dev, channel, 'status');
    expect(checklist).not.toBe('');
    await answer(slack.dev, 'step.done', '1|triage.');
    const again = await told(slack.ana, channel, `assign 3 <@${slack.eva}>`);
    expect(again).toMatch(/Dev Patel has done that step at 14:1\d UTC/);
  });

  it('answers whatever is wrong with it', async () => {
    story = await tellStory([
      account('U01GUS', 'Gus Guest', 'guest'),
      account('U01LEA', 'Lea Left', 'deactivated'),
    ]);
    const channel = await story.begin();
    const wrong: [words: string, answer: RegExp][] = [
      ['assign 99 @Dev', /no step “99”, and nothing was assigned.*1 .*2 /],
      ['assign 3 @mallory', /“mallory” is not in the organization file/],
      ['assign 3 <@U01GUS>', /Gus Guest is a guest, a bot or nobody of this workspace/],
      ['assign 3 <@U01LEA>', /Lea Left is a guest, a bot or nobody of this workspace/],
      ['assign @Dev', /Say which step/],
    ];
    for (const [words, expected] of wrong)
      expect(await told(slack.ana, channel, words), words).toMatch(expected);
  });
});

describe('the severity', () => {
  it('is asked for with what was typed, and says what it changed and takes back', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'sev1');
    await story.people.submit(slack.ana, { reason: 'every user is refused' });
    await story.settle();
    const [said] = await story.news('inc-');
    expect(said).toMatch(/^Severity sev2 → sev1 \(Ana: every user is refused\)\./);
    expect(said).toMatch(/Updates every 20 min, next 14:1\d UTC, sooner than promised \(14:4\d UTC\)\./);
    expect(said).toMatch(/Ben paged as commander.*Invited where not here yet: Ben/);
    await story.news('incidents');
    expect(await story.news('support-leadership')).toEqual([
      text(/^INC-1: SEV2 → SEV1\. every user is refused\.$/),
    ]);
    expect(await story.news('@U01BEN')).toEqual([text(/\[page/)]);
    await story.pages();
  });
});
