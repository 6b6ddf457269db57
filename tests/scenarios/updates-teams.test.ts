import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { task } from '../chat/teams/support/activities.ts';
import { type Json, people } from '../chat/teams/support/world.ts';
import { type Both, tellBoth } from '../support/both.ts';
import { slack } from '../support/story.ts';

let both: Both;
afterEach(() => both.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const { ben, chloe } = people;

/** What both chats have said so far is not what this is about. */
async function hush(): Promise<void> {
  for (const place of ['inc-', 'incidents', ...Object.values(slack).map((who) => `@${who}`)])
    await both.story.news(place);
  for (const place of ['incidents', 'support-leadership', '@Ana', '@Ben', '@Chloe']) await both.heard(place);
  await both.story.pages();
}

/** Sends a dialog that stands open, as it is or with other answers. */
async function send(dialog: Json, answers: Record<string, string> = {}, by = chloe): Promise<Json> {
  const data = submitIn(dialog);
  if (data === undefined) throw new Error(`there is no form in ${JSON.stringify(dialog)}`);
  const where = { by, conversation: both.thread(), kind: 'submit' as const };
  return both.deliver(
    task(both.teams.sender, { ...where, data: { ...data, ...valuesIn(dialog), ...answers } }),
  );
}

function submitIn(value: unknown): Json | undefined {
  return found(value).find(({ type, data }) => type === 'Action.Submit' && (data as Json)?.form)?.data as
    | Json
    | undefined;
}

/** What Teams sends of fields that nobody touched: the values they were shown with. */
function valuesIn(value: unknown): Json {
  const inputs = found(value).filter(({ type }) => String(type).startsWith('Input.'));
  return Object.fromEntries(inputs.map(({ id, value: shown }) => [String(id), shown ?? '']));
}

function found(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(found);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(found)];
}

const open = (verb: string, by = chloe, conversation?: string) =>
  both.press(by, verb, '1|', conversation).then((answer) => JSON.parse(answer) as Json);

describe('an update in Teams', () => {
  beforeEach(async () => {
    both = await tellBoth();
    await both.begin();
    await both.command(ben, 'sev2 paid traffic');
    await hush();
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
    await hush();

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
    await hush();
  });

  it('with words to look at again goes out only when they are confirmed', async () => {
    const shown = await send(await open('update.open'), { users: 'all is fixed' });
    expect(JSON.stringify(shown)).toContain('“fixed”');
    await send(shown);
    expect(await both.heard('support-leadership')).toEqual([]);
    await send(shown, { confirm: 'yes' });
    expect(await both.heard('support-leadership')).toEqual([text(/all is fixed/)]);
    await hush();
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
    await hush();
    const shown = await send(await open('update.open'), { users: 'some questions are refused' });
    await send(shown);
    expect(await both.heard('support-leadership')).toEqual([]);
    expect(await both.heard('incidents')).toEqual(['[held-update:u1]']);
    await hush();
    const review = await open('update.review', ben, both.thread());
    expect(JSON.stringify(review)).toContain('some questions are refused');
    await send(review, {}, ben);
    expect(await both.heard('support-leadership')).toEqual([text(/some questions are refused/)]);
    expect(both.shown('held-update:u1')).toContain('Ben Okafor sent it.');
    await hush();
  });
});
