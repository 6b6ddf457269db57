import { afterEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const said = (one: { text: string; blocks: unknown[] }) => JSON.stringify(one.blocks) || one.text;

/** Everything airb said, wherever it stands, with whoever alone sees it. */
async function everything() {
  const { channels, files } = await story.dump('channels,files');
  const messages = channels.flatMap(({ name, kind, members, messages }) =>
    messages
      .filter(({ user, subtype }) => user === 'UAIRB' && !/^(channel|group)_/.test(subtype ?? ''))
      .map((message) => ({
        ...message,
        place: kind === 'dm' ? `@${members.find((one) => one !== 'UAIRB')}` : name,
      })),
  );
  return { messages, files, channels };
}

async function drillRoom(): Promise<string> {
  const { channels } = await story.dump('channels');
  const found = channels.find(({ name }) => name.startsWith('drill-'));
  if (!found) throw new Error('there is no channel of a drill');
  return found.id;
}

async function start(): Promise<string> {
  const { channels } = await story.dump('channels');
  const incidents = channels.find(({ name }) => name === 'incidents')?.id ?? '';
  await story.people.command(slack.ana, incidents, 'drill support-bot');
  await story.settle();
  const room = await drillRoom();
  await story.people.act({ as: slack.ben, type: 'join', channel: room });
  await story.people.press(slack.ben, room, 'drill.join', '1');
  await story.settle();
  return room;
}

/** Everybody who could say something has been listened to. */
async function listenToAll(): Promise<void> {
  const { channels } = await story.dump('channels');
  for (const { name, kind, members } of channels)
    await story.news(kind === 'dm' ? `@${members.find((one) => one !== 'UAIRB')}` : name);
}

const does = async (who: string, room: string, ...commands: string[]) => {
  for (const command of commands) {
    await story.people.command(who, room, command);
    await story.settle();
  }
};

describe('a drill of two people', () => {
  it('walks the real path in a channel of its own, is heard by nobody else, touches nothing, and ends with a score', async () => {
    story = await tellStory();
    const room = await start();
    const { ana, ben } = slack;
    await does(
      ana,
      room,
      'ack',
      'role owner',
      'diagnose refusals step up within minutes of a prompt release',
      'diagnose yes, the text or what it renders to',
    );
    await does(ana, room, 'evidence failing prompt: “How do I cancel my plan?” was refused');
    const { evidence } = await story.api<{ evidence: { title: string }[] }>('/incidents/1/evidence');
    const place = evidence.findIndex(({ title }) => title.includes('failing prompt')) + 1 || evidence.length;
    await does(
      ana,
      room,
      `example ${place} blocking expected: explains how to cancel because: asked every day`,
    );
    for (const [part, before] of [
      ['prompt', 'prompt-v6'],
      ['index', 'kb-2025-02-01'],
    ]) {
      await story.people
        .press(ana, room, 'rollback.open', `1|${part}`)
        .catch(() => does(ana, room, `rollback ${part} to ${before} because it changed`));
      await story.people
        .submit(ana, { part: part ?? '', to: before ?? '', reason: 'it changed', override: 'harm goes on' })
        .catch(() => undefined);
      await story.settle();
      await story.people.press(ben, room, 'rollback.approve', '1|');
      await story.settle();
      await story.later(6 * minute);
      await story.later(minute);
    }
    await does(
      ana,
      room,
      'update send users: they get answers again since: 14:02 scope: paid English traffic mitigation: the prompt is back',
    );
    await does(ana, room, 'evidence eval again: the same question is answered; 20 of 20 pass');
    await does(ben, room, 'verify');
    for (let turn = 0; turn < 5; turn++) await story.later(2 * minute + 1000);
    await does(ben, room, 'resolve');

    const { messages, files, channels } = await everything();
    for (const message of messages) expect(`${message.text} ${said(message)}`).toMatch(/^EXERCISE/);
    expect(
      [...new Set(messages.map(({ place }) => place))].filter((place) => !place.startsWith('drill-')).sort(),
    ).toEqual(['@U01ANA', '@U01BEN', 'incidents']);
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['exercise-inc-1-postmortem.md']));
    expect(channels.find(({ id }) => id === room)?.topic).toMatch(/^EXERCISE/);
    const { targets, world } = await story.dump('targets,world');
    expect([targets, world.pages]).toEqual([[], []]);
    const texts = messages.map(({ text }) => text).join('\n');
    expect(texts).toContain('Not sent, because this is a drill: to #support-leadership');
    console.log(texts);
    expect(texts).toMatch(/The drill is over: 4 tasks of 4, \d+ of 100 points: passed/);
    await listenToAll();
  });
});
