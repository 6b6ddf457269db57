import { afterEach, expect, it } from 'vitest';
import { people } from '../chat/teams/support/world.ts';
import { type Both, tellBoth } from '../support/both.ts';
import { slack } from '../support/story.ts';

const { ben, chloe } = people;
const text = (pattern: RegExp) => expect.stringMatching(pattern);

let both: Both;
afterEach(() => both.close());

const roles = async () =>
  (await both.story.api<{ roles: Record<string, { id: string }> }>('/incidents/1')).roles;

/** Chloe is found in Teams alone. */
const inTeams = {
  file: 'organization.yaml',
  change: (yaml: string) => yaml.replace('    slack: U01CHLOE\n', ''),
};

it('a role is taken, handed over and released in Teams as in Slack', async () => {
  both = await tellBoth([inTeams]);
  const channel = await both.begin();
  for (const place of ['@U01ANA', '@U01BEN']) await both.story.news(place);
  await both.heard('@Chloe');

  expect(await both.press(ben, 'role.take', '1|scribe')).toBe('Done.');
  const taken = text(/^Ben Okafor is scribe now: keeps the notes/);
  expect(await both.heard('incidents')).toEqual([taken]);
  expect(await both.story.news('inc-')).toEqual([taken]);
  const late = await both.story.privately(slack.ana, () =>
    both.story.people.command(slack.ana, channel, 'role scribe'),
  );
  expect(late).toMatch(/Ben Okafor has the role of scribe since 14:1\d UTC/);

  await both.command(ben, 'role scribe @Chloe');
  expect(await both.heard('incidents')).toEqual(['[handover:h1]']);
  expect(await both.story.news('inc-')).toEqual(['[handover:h1]']);
  expect(await both.heard('@Chloe')).toEqual(['[handover:h1:chloe]']);
  const direct = [...both.teams.world.conversations.values()].find(
    (one) => one.kind === 'direct' && one.name.startsWith('Chloe'),
  );
  expect(await both.press(chloe, 'role.accept', '1|h1', direct?.id)).toBe('Done.');
  expect((await roles()).scribe?.id).toBe('chloe');
  const handed = text(/^Chloe Martin is scribe now, taking over from Ben Okafor/);
  expect(await both.heard('incidents')).toEqual([handed]);
  expect(await both.story.news('inc-')).toEqual([handed]);

  await both.command(chloe, 'role scribe release');
  const released = text(/^Chloe released the role of scribe: nobody keeps the notes now/);
  expect(await both.heard('incidents')).toEqual([released]);
  expect(await both.story.news('inc-')).toEqual([released]);

  await both.command(ben, 'assign 3 @Chloe');
  expect(await both.heard('@Chloe')).toEqual([text(/^\[task:1:triage\./)]);
  expect(await both.heard('@Ben')).toEqual([
    text(/Chloe Martin is asked to take the role of scribe/),
    text(/^Step 3, .*Chloe Martin has it/),
  ]);
});
