import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
let channel: string;
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);

/** Finance reads the form for customers here. */
const customers = {
  file: 'organization.yaml',
  change: (yaml: string) =>
    yaml.replace(
      'channel: finance-operations\n    form: internal',
      'channel: finance-operations\n    form: customer',
    ),
};

const hearsOfIt = {
  file: 'systems/support-bot.yaml',
  change: (yaml: string) =>
    yaml.replace(/audiences: \[.*\]/, 'audiences: [support-leadership, finance-operations]'),
};

interface View {
  body: { title: { text: string }; submit?: { text: string } };
}

/** The form in front of somebody, as text; empty where none is open. */
async function form(who: string): Promise<string> {
  const response = await fetch(`${story.url}/sandbox/api/dump?parts=modals`);
  const { modals } = (await response.json()) as { modals: Record<string, View[]> };
  return JSON.stringify(modals[who]?.at(-1)?.body ?? '');
}

const command = async (who: string, words: string) => {
  await story.people.command(who, channel, words);
  await story.settle();
};
const submit = async (who: string, values: Record<string, string> = {}) => {
  await story.people.submit(who, values);
  await story.settle();
};
/** What somebody writes is kept in the form that opened for them. */
const writes = 'update users: one in five is refused mitigation: we look at what changed';

async function begin(edits: Parameters<typeof tellStory>[0] = []): Promise<void> {
  story = await tellStory(edits);
  channel = await story.begin();
  await story.people.act({ as: slack.chloe, type: 'join', channel });
  await command(slack.ana, 'ack');
  await command(slack.ben, 'sev2 paid traffic');
  for (const place of ['inc-', 'incidents', '@U01ANA', '@U01BEN', 'support-leadership', 'finance-', 'legal-'])
    await story.news(place);
  await story.pages();
}

describe('an update is typed', () => {
  beforeEach(() => begin());

  it('is shown as it will be read, with its channels, before anything goes out; then it goes out once', async () => {
    await command(slack.chloe, writes);
    const shown = await form(slack.chloe);
    expect(shown).toContain('Nothing is sent yet.');
    expect(shown).toMatch(/It goes to: .*#support-leadership/);
    expect(shown).toMatch(/one in five is refused/);
    expect(shown).toMatch(/"type":"date","timestamp":\d+/);
    expect(await story.news('support-leadership')).toEqual([]);

    await submit(slack.chloe);
    expect(await story.news('support-leadership')).toEqual([text(/Users see: one in five is refused/)]);
    expect(await story.news('inc-')).toEqual([text(/^Chloe posted the internal update to .*Next due/)]);

    const again = () => command(slack.chloe, writes.replace('update', 'update send'));
    expect(await story.privately(slack.chloe, again)).toContain('The same update went out at');
    expect(await story.news('support-leadership')).toEqual([]);
  });

  it('is shown anew when it is changed after it was shown, and what was shown is what goes out', async () => {
    await command(slack.chloe, writes);
    await submit(slack.chloe, { users: 'one in ten is refused' });
    expect(await story.news('support-leadership')).toEqual([]);
    expect(await form(slack.chloe)).toContain('one in ten is refused');
    await submit(slack.chloe);
    expect(await story.news('support-leadership')).toEqual([text(/one in ten is refused/)]);
    await story.news('inc-');
  });

  it('that reassures too early names the words, and goes out only when its writer confirms them', async () => {
    await command(slack.chloe, 'update send users: all is fixed mitigation: Ben broke the prompt');
    const shown = await form(slack.chloe);
    expect(shown).toMatch(/Look again at:/);
    expect(shown).toContain('“fixed”');
    expect(shown).toContain('“Ben”');
    await expect(submit(slack.chloe)).rejects.toThrow('needs another look');
    expect(await story.news('support-leadership')).toEqual([]);
    await submit(slack.chloe, { confirm: 'yes' });
    expect(await story.news('support-leadership')).toEqual([text(/all is fixed/)]);
    expect(await story.news('inc-')).toEqual([
      text(/Confirmed in spite of a warning: .*“fixed” \(reassurance\)/),
    ]);
    expect(JSON.stringify(await story.api('/incidents/1/timeline'))).toContain('in spite of a warning');
  });
});

describe('an update went out', () => {
  beforeEach(async () => {
    await begin();
    await command(slack.chloe, writes.replace('update', 'update send'));
    await story.news('inc-');
    await story.news('support-leadership');
  });
  const standing = async () =>
    (await story.dump('channels')).channels
      .find(({ name }) => name === 'support-leadership')
      ?.messages.map((message) => message.text) ?? [];

  it('and is corrected where it stands: readers see when, and the log keeps both', async () => {
    const before = (await standing()).length;
    await story.people.press(slack.chloe, channel, 'update.edit');
    await story.settle();
    await submit(slack.chloe, { users: 'one in ten is refused' });
    await submit(slack.chloe);
    const now = await standing();
    expect(now).toHaveLength(before);
    expect(now.at(-1)).toMatch(/^Corrected at .*first sent at .*one in ten is refused/);
    expect(await story.news('inc-')).toEqual([text(/^Chloe corrected the internal update/)]);
    expect(JSON.stringify(await story.api('/incidents/1/timeline'))).toMatch(
      /“one in five is refused” → “one in ten is refused”/,
    );
  });

  it('and the next is put off aloud: the old time passes in silence, the new one does not', async () => {
    await story.later(10 * minute);
    await command(slack.chloe, 'update snooze 20m the reading comes then');
    expect(await story.news('support-leadership')).toEqual([
      text(/the next update comes at .* and not at .*the reading comes then/),
    ]);
    expect(await story.news('inc-')).toEqual([text(/^Chloe put off the next update/)]);
    expect(await story.privately(slack.chloe, () => command(slack.chloe, 'update snooze 5m again'))).toMatch(
      /put off once already/,
    );
    await story.later(21 * minute);
    expect(await story.news('support-leadership')).toEqual([]);
    await story.later(10 * minute);
    await story.news('inc-');
    await story.news('@U01CHLOE');
    expect(await story.news('support-leadership')).toEqual([]);
    await story.later(10 * minute);
    expect(await story.news('support-leadership')).toEqual([text(/^Automatic status/)]);
    for (const place of [
      'inc-',
      '@U01CHLOE',
      '@U01EVA',
      'finance-',
      'legal-',
      'incidents',
      '@U01BEN',
      '@U01FINN',
    ])
      await story.news(place);
  });
});

describe('an update for customers', () => {
  it('waits for the commander, is sent from what they saw, and reaches its readers then', async () => {
    await begin([customers, hearsOfIt]);
    await command(slack.chloe, writes.replace('update', 'update customer'));
    expect(await form(slack.chloe)).toMatch(/It waits for Ben/);
    await submit(slack.chloe);
    expect(await story.news('finance-')).toEqual([]);
    expect(await story.news('inc-')).toEqual(['[held-update:u1]']);
    expect(await story.news('@U01BEN')).toEqual(['[held-update:u1:ben]']);

    const direct = (await story.people.directMessages(slack.ben))?.id ?? '';
    await story.people.press(slack.ben, direct, 'update.review');
    await story.settle();
    expect(await form(slack.ben)).toContain('Nothing is sent yet.');
    await submit(slack.ben);
    expect(await story.news('finance-')).toEqual([text(/one in five is refused/)]);
    expect(await story.news('support-leadership')).toEqual([]);
    expect(await story.news('inc-')).toEqual([text(/^Ben posted the customer update/)]);
    expect(JSON.stringify((await story.room()).messages)).toContain('Ben Okafor sent it.');
  });
});

describe('a message of the channel', () => {
  it('becomes an update: its words are what is being done', async () => {
    await begin();
    await story.people.act({ as: slack.ben, type: 'say', channel, text: 'we take the last prompt back' });
    await story.settle();
    const ts = (await story.people.messages(channel)).at(-1)?.ts ?? '';
    await story.people.act({ as: slack.chloe, type: 'shortcut', callbackId: 'airb_update', channel, ts });
    await story.settle();
    const shown = await form(slack.chloe);
    expect(shown).toContain('we take the last prompt back');
    expect(shown).toContain('Ben Okafor’s message');
    await submit(slack.chloe);
    await submit(slack.chloe);
    expect(await story.news('support-leadership')).toEqual([
      text(/What is being done: we take the last prompt back/),
    ]);
    await story.news('inc-');
  });
});
