import { afterEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { base } from '../chat/teams/support/activities.ts';
import { people } from '../chat/teams/support/world.ts';
import { type Both, chatWith, tellBoth } from '../support/both.ts';
import { expectLog } from '../support/log.ts';
import { slack } from '../support/story.ts';

let both: Both;
afterEach(() => both.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const { ana, ben, chloe, dan } = people;

/** The message of a slot in the Slack channel of incident 1, as JSON. */
async function shownInSlack(slot: string): Promise<string> {
  const { messages } = await both.story.room();
  return JSON.stringify(messages.find(({ metadata }) => metadata?.event_payload.key === `1:${slot}`) ?? {});
}

describe('an alert, where people work in Slack and in Teams', () => {
  it('opens one incident with a room in each, and pages its owner once, where they are', async () => {
    both = await tellBoth();
    await both.begin();
    expect(await both.story.news('@U01ANA')).toEqual(['[page:0:ana]']);
    expect(await both.heard('@Ana')).toEqual([]);
    const { rooms } = await both.story.api<{ rooms: unknown[] }>('/incidents/1');
    expect(rooms).toHaveLength(2);
    expect(JSON.stringify(rooms)).toContain(both.thread());
  });

  it('pages an owner who is in Teams alone there, and takes the answer there', async () => {
    const noSlack = {
      file: 'organization.yaml',
      change: (yaml: string) => yaml.replace('    slack: U01ANA\n', ''),
    };
    both = await tellBoth([noSlack]);
    await both.story.people.fire('support-bot');
    expect(await both.heard('@Ana')).toEqual(['[page:0:ana]']);
    expect(await both.story.news('@U01ANA')).toEqual([]);
    for (const place of ['inc-', 'incidents']) await both.story.news(place);
    await both.heard('incidents');

    expect(await both.press(ana, 'page.ack', '', chatWith(ana))).toBe('Done.');
    const answered = text(/^Ana acknowledged after .* \(via /);
    expect((await both.story.news('inc-')).filter((one) => !isKept(one))).toEqual([answered]);
    expect((await both.heard('incidents')).filter((one) => !isKept(one))).toEqual([answered]);
    expect(await both.story.pages()).toEqual(['trigger airb-1-step-0', 'acknowledge airb-1-step-0']);
  });

  it('shows in each what was pressed in the other, under the same name', async () => {
    both = await tellBoth();
    const channel = await both.begin();
    await both.story.people.press(
      slack.ana,
      (await both.story.people.directMessages(slack.ana))?.id ?? '',
      'page.ack',
    );
    expect(await both.story.news('@U01ANA')).toEqual(['[page:0:ana]']);
    for (const said of [await both.story.news('inc-'), await both.heard('incidents')])
      expect(said.sort()).toEqual([text(/^Ana.* acknowledged after .* \(via /), '[diagnosis]']);
    expect(both.shown('card')).toMatch(/Ana Lima.{0,300}acknowledged/);
    expect(await both.story.pages()).toEqual(['acknowledge airb-1-step-0']);

    expect(await both.press(ana, 'section.show', '1|triage')).toBe('Done.');
    expect(await both.story.news('inc-')).toEqual(['[section:triage]']);
    expect(await both.heard('incidents')).toEqual(['[section:triage]']);
    expect(await shownInSlack('section:triage')).not.toMatch(/✓/);
    expect(await both.press(ana, 'step.done', '1|triage.')).toBe('Done.');
    for (const shown of [await shownInSlack('section:triage'), both.shown('section:triage')]) {
      expect(shown).toMatch(/✓.*Ana/);
    }
    await both.story.people.press(slack.dev, channel, 'step.done', '1|triage.');
    await both.story.settle();
    expect(both.shown('section:triage')).toMatch(/✓.*Dev/);
  });

  it('takes a command in Teams and changes the card in Slack', async () => {
    both = await tellBoth();
    await both.begin();
    await both.story.news('@U01ANA');
    await both.command(ben, 'severity sev1 paying users get no answer');
    const changed = text(/^Severity sev2 → sev1 \(Ben.*: paying users get no answer\)/);
    expect(await both.story.news('inc-')).toEqual([changed]);
    expect(await both.heard('incidents')).toEqual([changed]);
    expect(await shownInSlack('card')).toMatch(/SEV1/);
    expect(both.shown('card')).toMatch(/SEV1/);
    await both.story.news('incidents');
    const leadership = [
      ...(await both.story.news('support-leadership')),
      ...(await both.heard('support-leadership')),
    ];
    expect(leadership).toEqual([text(/^INC-1: SEV2 → SEV1\. paying users/)]);
    // Whoever raises it is there already, and is paged nowhere.
    expect(await both.story.news('@U01BEN')).toEqual([]);
    await both.story.pages();
  });

  it('lets a member whom no file lists respond, and not decide', async () => {
    both = await tellBoth();
    await both.begin();
    await both.story.news('@U01ANA');
    await both.command(dan, 'status');
    await expect.poll(() => both.heard('@Dan')).toEqual([text(/^INC-1 · SEV2/)]);
    expect(await both.press(dan, 'section.show', '1|triage')).toBe('Done.');
    expect(await both.story.news('inc-')).toEqual(['[section:triage]']);
    expect(await both.heard('incidents')).toEqual(['[section:triage]']);
    expect(await both.press(dan, 'step.done', '1|')).toBe('Done.');
    expect(await both.press(dan, 'role.take', '1|')).toMatch(/can't/);
    await both.command(dan, 'sev4 just looking');
    await expect.poll(() => both.heard('@Dan')).toEqual([text(/can't/)]);
    expect(await both.story.api('/incidents/1')).toMatchObject({ phase: 'triage', severity: 'sev2' });
  });

  it('lets a guest look, and not decide', async () => {
    both = await tellBoth();
    for (const user of both.teams.world.users) if (user.aad === dan.aad) user.role = 'guest';
    await both.begin();
    await both.story.news('@U01ANA');
    await both.command(dan, 'status');
    await expect.poll(() => both.heard('@Dan')).toEqual([text(/^INC-1 · SEV2/)]);
    await both.command(dan, 'sev1 I say so');
    await expect.poll(() => both.heard('@Dan')).toEqual([text(/does not know you yet/)]);
    expect(await both.press(dan, 'section.show', '1|triage')).toMatch(/does not know you yet/);
    expect(await both.press(dan, 'role.take', '1|')).toMatch(/does not know you yet/);
    expect(await both.story.api('/incidents/1')).toMatchObject({ phase: 'triage', severity: 'sev2' });
  });
});

describe('what people say in one room', () => {
  it('is said once in the other, and nothing goes round', async () => {
    both = await tellBoth();
    const channel = await both.begin();
    await both.story.news('@U01ANA');
    const said = await both.say(ana, 'is it the index?');
    expect(await both.story.news('inc-')).toEqual(['Ana Lima in Teams: is it the index?']);
    await both.story.people.act({ as: slack.dev, type: 'join', channel });
    await both.story.people.act({ as: slack.dev, type: 'say', channel, text: 'it is the prompt' });
    await expect.poll(() => both.heard('incidents')).toEqual(['Dev Patel in Slack: it is the prompt']);

    await both.deliver(said);
    await both.deliver({ ...said, type: 'messageUpdate', text: 'is it the prompt?' });
    const from = { id: `28:${both.teams.world.appId}`, name: 'airb' };
    const own = base(both.teams.sender, ana, both.thread());
    await both.deliver({ ...own, type: 'message', from, text: 'Dev Patel in Slack: it is the prompt' });
    await both.story.later(minute);
    expect(await both.story.news('inc-')).toEqual([]);
    expect(await both.heard('incidents')).toEqual([]);
    const { entries = [] } = await both.story.api<{ entries?: unknown[] }>('/incidents/1/timeline');
    expect(JSON.stringify(entries).match(/is it the index\?/g)).toHaveLength(1);
  });

  it('is text in the other, whatever it tries to be', async () => {
    both = await tellBoth();
    const channel = await both.begin();
    await both.story.news('@U01ANA');
    const template = '$'.concat('{name}');
    const tries = `<!channel> [click](https://x.invalid) ${template} <at>everyone</at>`;
    await both.say(ana, tries.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
    expect(await both.story.news('inc-')).toHaveLength(1);
    const { messages } = await both.story.room();
    const passed = JSON.stringify(messages.at(-1)?.blocks);
    expect(passed).not.toMatch(/"type":"(?:broadcast|link|user|channel)"/);
    await both.story.people.act({ as: slack.dev, type: 'join', channel });
    await both.story.people.act({
      as: slack.dev,
      type: 'say',
      channel,
      text: '<at>everyone</at> [x](https://x.invalid)',
    });
    await expect.poll(() => both.heard('incidents')).toHaveLength(1);
    const thread = both.teams.world.conversations.get('19:incidents@thread.tacv2');
    const last = JSON.stringify(thread?.messages.at(-1)?.activity);
    expect(last).not.toMatch(/"type":"(?:mention|TextBlock|Action\.OpenUrl)"/);
    expect(last).toContain('everyone');
  });
});

describe('an update to stakeholders', () => {
  it('is written in Teams and reaches those who listen there', async () => {
    both = await tellBoth();
    await both.begin();
    await both.story.news('@U01ANA');
    await both.command(
      chloe,
      'update send users: refusals at 19 % where 4 % is normal mitigation: the newest prompt goes back',
    );
    expect(await both.heard('support-leadership')).toEqual([text(/refusals at 19 %|INC-1/i)]);
    expect(await both.story.news('support-leadership')).toEqual([]);
    expect((await both.story.news('inc-')).join()).toMatch(/Chloe/);
    expect((await both.heard('incidents')).join()).toMatch(/Chloe/);
  });
});

describe('Teams is down when the alert comes', () => {
  it('holds up nothing in Slack; afterwards everything arrives in Teams once and in order', async () => {
    expectLog(/^warn Teams answered .* with HTTP 503/);
    both = await tellBoth();
    both.teams.weather({ down: true });
    await both.story.people.fire('support-bot');
    await both.story.later(minute);
    expect((await both.story.news('inc-')).filter(isKept)).toHaveLength(2);
    expect(await both.story.news('incidents')).toEqual(['[announcement]']);
    expect(await both.story.news('@U01ANA')).toEqual(['[page:0:ana]']);
    await both.story.people.command(slack.ana, (await both.story.room()).id, 'ack');
    // Before time goes on: what a busy machine had not sent by then would come late, and say so.
    expect(await both.story.news('inc-')).toContainEqual(text(/^Ana acknowledged/));
    await both.story.later(2 * minute);
    expect(await both.heard('incidents')).toEqual([]);

    both.teams.weather({});
    for (let n = 0; n < 6; n += 1) await both.story.later(30_000);
    const said = await both.heard('incidents');
    const kept = said.filter(isKept);
    const inOrder = ['[head]', '[card]', '[checklist]', '[diagnosis]'];
    expect(kept.filter((one) => inOrder.includes(one))).toEqual(inOrder);
    // Beside them stands the line of the incidents channel, which is the same place here.
    expect(kept.filter((one) => !inOrder.includes(one))).toEqual(['[announcement]']);
    const words = said.filter((one) => !isKept(one));
    const first = (pattern: RegExp) => words.findIndex((one) => pattern.test(one));
    // What comes late says first from when it is.
    const late = String.raw`^\d+ min late\. It is from 14:1\d UTC\. `;
    expect(words.filter((one) => one.includes('Ana acknowledged'))).toEqual([
      text(new RegExp(`${late}Ana acknowledged`)),
    ]);
    expect(first(/Signals at/)).toBeGreaterThanOrEqual(0);
    expect(first(/Signals at/)).toBeLessThan(first(/Ana acknowledged/));
    expect(new Set(said).size).toBe(said.length);
    expect(both.shown('card')).toMatch(/Ana.{0,300}acknowledged/);
    await both.story.news('inc-');
    await both.story.pages();
  });

  it('passes on afterwards what was said in Slack meanwhile, once and in the order it was said', async () => {
    expectLog(/^warn Teams answered .* with HTTP 503/);
    both = await tellBoth();
    const channel = await both.begin();
    await both.story.news('@U01ANA');
    await both.story.people.act({ as: slack.dev, type: 'join', channel });
    both.teams.weather({ down: true });
    for (const words of ['first', 'second', 'third']) {
      await both.story.people.act({ as: slack.dev, type: 'say', channel, text: words });
      await both.story.settle();
    }
    await both.story.later(minute);
    both.teams.weather({});
    // Whatever failed again and again waits at most two minutes by now.
    for (let n = 0; n < 5; n += 1) await both.story.later(30_000);
    const passed = (await both.heard('incidents')).filter((one) => one.includes('Dev Patel in Slack'));
    // What waited for two minutes says from when it is.
    const sent = passed.map((one) => one.replace(/^\d+ min late\. It is from 14:1\d UTC\. /, ''));
    expect(sent).toEqual(['first', 'second', 'third'].map((words) => `Dev Patel in Slack: ${words}`));
    await both.story.news('inc-');
  });
});

const isKept = (said: string) => said.startsWith('[');

describe('a private incident', () => {
  const sensitive = {
    file: 'library/governance/refusal-spike.yaml',
    change: (yaml: string) => yaml.replace('\nsummary: >-', '\nsensitive: true\nsummary: >-'),
  };

  it('has no room where it can’t be private, and says so in the room it has', async () => {
    expectLog(/^warn Teams has not granted airb AppCatalog/);
    both = await tellBoth([sensitive], ['ChannelMessage.Read.Group', 'TeamSettings.Read.Group']);
    await both.story.people.fire('support-bot');
    await both.story.settle();
    expect(await both.story.room()).toMatchObject({ kind: 'private' });
    expect((await both.story.news('inc-')).filter(isKept)).toHaveLength(2);
    expect(await both.story.news('@U01ANA')).toEqual(['[page:0:ana]']);
    await both.story.people.command(slack.ana, (await both.story.room()).id, 'ack');
    for (let n = 0; n < 3; n += 1) await both.story.later(5 * minute);
    expect((await both.story.news('inc-')).join('\n')).toMatch(
      /private incidents have no room in Teams: airb opens nothing public in its place/,
    );
    expect([...both.teams.world.conversations.values()].filter(({ kind }) => kind === 'chat')).toEqual([]);
    expect(everythingInTeams()).not.toMatch(/INC-1|refus/i);
    await both.story.pages();
  });

  it('has a group chat where it can, and tells nobody outside it', async () => {
    both = await tellBoth([sensitive]);
    await both.story.people.fire('support-bot');
    await both.story.settle();
    const [chat, ...more] = [...both.teams.world.conversations.values()].filter(
      ({ kind }) => kind === 'chat',
    );
    expect(more).toEqual([]);
    expect(chat?.members).not.toContain(dan.aad);
    const name = chat?.name ?? '';
    expect((await both.heard(name)).filter(isKept)).toContain('[card]');
    await both.command(dan, '#1 status', '19:incidents@thread.tacv2');
    await expect.poll(() => both.heard('@Dan')).toEqual([text(/no incident #1/)]);
    expect(await both.heard('incidents')).toEqual([]);
    expect(await both.heard('General')).toEqual([]);
    await both.heard(name);
    for (const place of ['inc-', '@U01ANA']) await both.story.news(place);
    await both.story.pages();
  });
});

const everythingInTeams = () =>
  JSON.stringify([...both.teams.world.conversations.values()].map(({ messages }) => messages));

describe('the end', () => {
  it('comes to both: resolved in Teams, the postmortem in each, stakeholders told where they listen', async () => {
    both = await tellBoth();
    await both.begin();
    await both.story.news('@U01ANA');
    await both.command(ben, 'category prompt');
    await both.command(ben, 'resolve override the prompt is back and refusals are normal');
    const last = [
      text(/^Resolved by Ben by override/),
      text(/^The postmortem draft is written: inc-1-postmortem\.md/),
      text(/inc-1-postmortem\.html/),
    ];
    expect(await both.story.news('inc-')).toEqual(expect.arrayContaining([...last, '[file]']));
    expect(await both.heard('incidents')).toEqual(
      expect.arrayContaining([...last, text(/^INC-1: .*: inc-1-postmortem\.md$/)]),
    );
    expect(await both.heard('support-leadership')).toEqual([text(/^INC-1 is resolved/)]);
    expect([...both.teams.world.files.keys()]).toEqual([
      text(/inc-1-postmortem\.md$/),
      text(/inc-1-postmortem\.html$/),
    ]);
    expect(await both.story.pages()).toEqual(['resolve airb-1-step-0']);
    for (const shown of [await shownInSlack('card'), both.shown('card')])
      expect(shown).toMatch(/[Rr]esolved/);
  });
});
