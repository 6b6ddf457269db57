import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
let channel: string;
beforeEach(async () => {
  story = await tellStory();
  channel = await story.begin();
  await story.people.command(slack.ana, channel, 'ack');
  await story.news('inc-');
  await story.pages();
});
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);

async function incidentChannels(): Promise<{ id: string; name: string; members: string[] }[]> {
  return (await story.dump('channels')).channels.filter(({ name }) => name.startsWith('inc-'));
}

/** What airb says in a channel, kept messages by their name. */
async function saidIn(id: string): Promise<string[]> {
  const found = (await story.dump('channels')).channels.find((one) => one.id === id);
  return (found?.messages ?? [])
    .filter(({ user, subtype }) => user === 'UAIRB' && !/^(channel|group)_/.test(subtype ?? ''))
    .map((one) => one.metadata?.event_payload.key?.match(/^\d+:(\w+)/)?.[1] ?? one.text);
}

describe.each(['archive', 'delete'] as const)('somebody does %s to the incident channel', (type) => {
  it('is said elsewhere, and another channel goes on with everything, once', async () => {
    expectLog(/^warn .*(archived|Slack does not show airb)/);
    await story.people.act({ as: slack.eva, type: 'join', channel });
    await story.people.act({ as: slack.eva, type, channel });
    await story.people.command(slack.dev, (await generalOf()).id, '#1 note the queue is filling up');
    await story.settle();

    const rooms = await incidentChannels();
    const fresh = rooms.find(({ id }) => id !== channel);
    expect(rooms).toHaveLength(type === 'archive' ? 2 : 1);
    expect(fresh?.name).toMatch(/^inc-20250217-1-.*-2$/);
    const said = await saidIn(fresh?.id ?? '');
    expect(said.slice().sort()).toEqual(
      expect.arrayContaining([
        'card',
        'checklist',
        'diagnosis',
        text(/^INC-1 goes on here\. This channel takes the place of/),
      ]),
    );
    // What was said into the void comes here.
    expect(said).toEqual(expect.arrayContaining([text(/the queue is filling up/)]));
    expect(said.filter((one) => one === 'card')).toHaveLength(1);
    expect(fresh?.members).toEqual(expect.arrayContaining([slack.ana, slack.ben, slack.dev]));

    const lost = /^INC-1 has lost its channel #inc-.*airb comes back into it or opens another one/;
    expect(await story.news('@U01ANA')).toEqual([text(lost)]);
    expect(await story.news('@U01BEN')).toEqual([text(lost)]);
    expect((await story.news('incidents')).sort()).toEqual([
      text(/^@U01DEV Done in INC-1; its channel says what came of it\.$/),
      text(lost),
    ]);
    // Nothing of the old one comes back with time.
    await story.later(minute);
    expect(await incidentChannels()).toHaveLength(rooms.length);
    await heardAll();
  });
});

describe('airb is put out of the incident channel', () => {
  it('comes back, says since when it was away, and opens no other channel', async () => {
    expectLog(/^warn airb is not a member/);
    mayLog(/^warn [aA]n answer did not reach/);
    await story.people.act({ as: slack.ana, type: 'kick', channel });
    await story.people.command(slack.ana, channel, 'note what was that');
    await story.settle();
    expect(await incidentChannels()).toHaveLength(1);
    const said = await saidIn(channel);
    expect(said).toEqual(
      expect.arrayContaining([text(/^INC-1 goes on here\. airb was not in this channel from/)]),
    );
    expect(said.filter((one) => one === 'card')).toHaveLength(1);
    expect(await story.news('@U01ANA')).toEqual([text(/has lost its channel/)]);
    await heardAll();
  });

  it('again and again: after the third time it asks people where they go on', async () => {
    expectLog(/^warn airb is not a member/);
    mayLog(/^warn [aA]n answer did not reach/);
    for (let n = 0; n < 5; n += 1) {
      await story.people.act({ as: slack.ana, type: 'kick', channel }).catch(() => undefined);
      await story.people.command(slack.ana, channel, `note number ${n}`);
      await story.later(20_000);
    }
    const told = await story.news('@U01ANA');
    expect(told.filter((one) => one.includes('has lost its channel'))).toHaveLength(4);
    expect(told.at(-1)).toMatch(/airb opens no other one/);
    expect(await incidentChannels()).toHaveLength(1);
    await heardAll();
  });
});

async function generalOf() {
  const found = (await story.dump('channels')).channels.find(({ name }) => name === 'incidents');
  if (!found) throw new Error('no channel of incidents');
  return found;
}

/** The rest is what any incident says, and other stories hold it. */
async function heardAll(): Promise<void> {
  for (const place of ['inc-20250217-1', 'incidents', 'support-leadership']) await story.news(place);
  for (const { name } of await incidentChannels()) await story.news(name);
  for (const who of Object.values(slack)) await story.news(`@${who}`);
}
