import { afterEach, describe, expect, it } from 'vitest';
import { hour, minute, second } from '../../src/domain/time.ts';
import { people } from '../chat/teams/support/world.ts';
import { type Both, tellBoth } from '../support/both.ts';
import { type PlayedParts, playParts } from '../support/played-parts.ts';
import { slack } from '../support/story.ts';

let both: Both;
let parts: PlayedParts;
afterEach(async () => {
  await both.close();
  await parts.close();
});

const text = (pattern: RegExp) => expect.stringMatching(pattern);

/** A system whose prompts can be frozen, whose traffic can be throttled and whose answers are kept. */
async function withRelief(): Promise<string> {
  parts = await playParts({ prompts: 'open', rate: '600-a-minute', answers: '1532' });
  both = await tellBoth([
    { file: 'library/governance/refusal-spike.yaml', change: noEvidence },
    {
      file: 'systems/support-bot.yaml',
      change: (yaml) =>
        yaml.replace(/\ncontainment:\n/, `\n${partsFrom(parts.url)}\ncontainment:\n${relief}`),
    },
  ]);
  const channel = await both.begin();
  await both.story.people.command(slack.ana, channel, 'ack');
  await both.story.settle();
  await hush();
  return channel;
}

const noEvidence = (yaml: string) =>
  yaml.replace(
    /\nevidence:\n(?: .*\n)+/,
    '\nevidence:\n  - { id: alert, title: The alert, source: automatic }\n',
  );

const partsFrom = (url: string) =>
  ['prompts flag open', 'rate threshold 600-a-minute', 'answers data 1532']
    .map((line) => line.split(' '))
    .map(
      ([id, kind, live]) => `  ${id}:
    kind: ${kind}
    title: The ${id}
    live: '${live}'
    separate: true
    action: { url: '${url}/${id}', body: { version: '{{version}}', key: '{{key}}' } }
    current: { url: '${url}/${id}', path: live }
`,
    )
    .join('');

const relief = `  freeze:
    kind: freeze
    title: Freeze prompt changes
    part: prompts
    to: frozen
    loses: Nothing; nobody can publish a prompt.
  throttle:
    kind: throttle
    title: Slow down
    part: rate
    to: 60-a-minute
    loses: Nine of ten users wait.
    remind: 20m
  cache:
    kind: cache
    title: Empty the cache
    part: answers
    to: '0'
    loses: Answers take a second longer for some minutes.
    once: true
`;

/** What both chats and the pager have said so far is not what this is about. */
async function hush(): Promise<string> {
  const said = await both.story.news('inc-');
  for (const place of ['incidents', 'support-leadership']) said.push(...(await both.heard(place)));
  for (const who of Object.values(slack)) said.push(...(await both.story.news(`@${who}`)));
  await both.story.news('incidents');
  await both.story.pages();
  return said.join('\n');
}

const card = async () =>
  (await both.story.room()).messages.find(({ text: said }) => said.startsWith('INC-1'));
const drawn = async () => JSON.stringify((await card())?.blocks);

describe('prompt changes are frozen', () => {
  it('by a typed word as by the button, in both chats: first line, reminder, the way back', async () => {
    const channel = await withRelief();
    await both.story.people.command(slack.ben, channel, 'freeze because somebody publishes while we look');
    await both.story.settle();
    expect(parts.live('prompts')).toBe('frozen');
    expect(await drawn()).toMatch(/In force: Freeze prompt changes/);
    expect(both.shown('card')).toMatch(/In force: Freeze prompt changes/);
    // It moves no signal, so it is not measured, and nothing waits for it.
    await both.story.later(15 * minute);
    expect(await hush()).not.toMatch(/no effect|worse|Put .* back/i);

    await both.story.later(hour);
    expect(await hush()).toMatch(/Still in force: Freeze prompt changes since .*Users lose: Nothing/);

    await both.command(people.ben, 'freeze off because the cause is known');
    await both.story.settle();
    expect(parts.live('prompts')).toBe('open');
    expect(await drawn()).not.toMatch(/In force/);
    await hush();
    await both.story.later(2 * hour);
    expect(await hush()).not.toMatch(/Still in force/);
  });
});

describe('traffic is throttled', () => {
  it('reminds as often as its file says, and its button leads back to what was live', async () => {
    const channel = await withRelief();
    await both.story.people.press(slack.ben, channel, 'rollback.to', '1|rate|60-a-minute');
    await both.story.people.submit(slack.ben, { reason: 'users wait for minutes' });
    await both.story.settle();
    expect(parts.live('rate')).toBe('60-a-minute');
    expect(await drawn()).toMatch(/In force: Slow down.*Users lose: Nine of ten users wait/);
    await hush();
    await both.story.later(21 * minute);
    expect(await hush()).toMatch(/Still in force: Slow down/);

    await both.story.people.press(slack.ben, channel, 'rollback.to', '1|rate|600-a-minute');
    await both.story.people.submit(slack.ben, { reason: 'enough' });
    await both.story.settle();
    expect(parts.live('rate')).toBe('600-a-minute');
    expect(await drawn()).not.toMatch(/In force/);
    await hush();
  });
});

describe('a cache is emptied', () => {
  it('as often as somebody asks, says that nothing leads back, and is never in force', async () => {
    const channel = await withRelief();
    await both.story.people.press(slack.ben, channel, 'rollback.to', '1|answers|0');
    await both.story.people.submit(slack.ben, { reason: 'stale answers' });
    await both.story.settle();
    expect(parts.calls('answers')).toBe(1);
    expect(await drawn()).not.toMatch(/In force/);
    await both.story.later(15 * minute);
    await hush();
    parts.put('answers', '871');
    await both.story.people.press(slack.ben, channel, 'rollback.to', '1|answers|0');
    await both.story.people.submit(slack.ben, { reason: 'stale again' });
    await both.story.settle();
    expect(parts.calls('answers')).toBe(2);
    const { rollbacks } = await both.story.api<{ rollbacks: { status: string; took: string }[] }>(
      '/incidents/1',
    );
    expect(rollbacks).toMatchObject([{ took: 'confirmed' }, { status: 'applied', took: 'confirmed' }]);
    await hush();
  });
});

describe('a system that names none', () => {
  it('says so, and what to do by hand', async () => {
    parts = await playParts({});
    both = await tellBoth();
    const channel = await both.begin();
    await hush();
    const said = await both.story.privately(slack.ben, () =>
      both.story.people.command(slack.ben, channel, 'freeze because of this'),
    );
    expect(said).toEqual(text(/names no .?freeze under .*containment.*, so airb can’t do it/));
    const vague = await both.story.privately(slack.ben, () =>
      both.story.people.command(slack.ben, channel, 'fallback the whole bot now'),
    );
    expect(vague).toEqual(text(/The reason for a fallback comes after “because”; nothing was done/));
    await both.story.later(second);
    expect(await hush()).toBe('');
  });
});
