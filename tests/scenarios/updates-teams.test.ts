import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Json, people } from '../chat/teams/support/world.ts';
import { type Both, tellBoth } from '../support/both.ts';
import { sendDialog } from '../support/dialogs.ts';

let both: Both;
afterEach(() => both.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const { ben, chloe } = people;

const send = (dialog: Json, answers: Record<string, string> = {}, by = chloe) =>
  sendDialog(both, by, dialog, answers);

const open = (verb: string, by = chloe, conversation?: string) =>
  both.press(by, verb, '1|', conversation).then((answer) => JSON.parse(answer) as Json);

describe('an update in Teams', () => {
  beforeEach(async () => {
    both = await tellBoth();
    await both.begin();
    await both.command(ben, 'sev2 paid traffic');
    await both.hush();
  });

  it('is shown as it will be read before it goes out, and is corrected where it stands', async () => {
    const form = await open('update.open');
    const shown = await send(form, { users: 'one in five is refused' });
    expect(JSON.stringify(shown)).toContain('Nothing is sent yet.');
    expect(JSON.stringify(shown)).toMatch(/#support-leadership/);
    expect(await both.heard('support-leadership')).toEqual([]);
    await send(shown);
    await send(shown);
    expect(await both.heard('support-leadership')).toEqual([text(/Users see: one in five is refused/)]);
    await both.hush();

    const edit = await open('update.edit');
    await send(await send(edit, { users: 'one in ten is refused' }));
    const standing = JSON.stringify(
      [...both.teams.world.conversations.values()].find(({ name }) => name === 'support-leadership')
        ?.messages,
    );
    expect(standing).toMatch(/Corrected at/);
    expect(standing).toContain('one in ten is refused');
    expect(standing).not.toContain('one in five is refused');
    expect(await both.heard('support-leadership')).toEqual([]);
    await both.hush();
  });

  it('with words to look at again goes out only when they are confirmed', async () => {
    const shown = await send(await open('update.open'), { users: 'all is fixed' });
    expect(JSON.stringify(shown)).toContain('“fixed”');
    await send(shown);
    expect(await both.heard('support-leadership')).toEqual([]);
    await send(shown, { confirm: 'yes' });
    expect(await both.heard('support-leadership')).toEqual([text(/all is fixed/)]);
    await both.hush();
  });
});

describe('an update for customers in Teams', () => {
  it('waits for the commander, who sends it from their own chat', async () => {
    both = await tellBoth([
      {
        file: 'organization.yaml',
        change: (yaml: string) => yaml.replace('    form: internal', '    form: customer'),
      },
    ]);
    await both.begin();
    await both.command(ben, 'sev2 paid traffic');
    await both.hush();
    const shown = await send(await open('update.open'), { users: 'some questions are refused' });
    await send(shown);
    expect(await both.heard('support-leadership')).toEqual([]);
    expect(await both.heard('incidents')).toEqual(['[held-update:u1]']);
    await both.hush();
    const review = await open('update.review', ben, both.thread());
    expect(JSON.stringify(review)).toContain('some questions are refused');
    await send(review, {}, ben);
    expect(await both.heard('support-leadership')).toEqual([text(/some questions are refused/)]);
    expect(both.shown('held-update:u1')).toContain('Ben Okafor sent it.');
    await both.hush();
  });
});
