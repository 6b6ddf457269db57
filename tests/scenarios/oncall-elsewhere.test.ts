import { afterEach, describe, expect, it } from 'vitest';
import { hour, minute } from '../../src/domain/time.ts';
import type { Edit } from '../support/app.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

/** Ana until three in the afternoon of the story, then Dev, and the day after nobody. */
const rotation = (more: string): Edit => ({
  file: 'organization.yaml',
  change: (text) =>
    text.replace(
      /^commanders:/m,
      `rotations:\n  first-line:\n    title: First line\n    zone: UTC\n${more}\ncommanders:`,
    ),
});
const turns = `    layers:
      - { people: [ana, dev], turn: day, from: 2025-02-10, handOver: "15:00", holidays: [2025-02-18] }`;
const group = (members: string): Edit => ({
  file: 'scenarios/workspace.yaml',
  change: (text) =>
    `${text}\ngroups:\n  - { id: S01LINE, handle: first-line, name: First line, members: ${members} }\n`,
});
const membersNow = async () => {
  const { groups } = (await story.dump('groups')) as unknown as { groups: { members: string[] }[] };
  return groups[0]?.members;
};

describe('a Slack user group that a rotation keeps', () => {
  it('follows each hand-over, is put right again, and is never emptied', async () => {
    mayLog(/rotation-gap|nobody is on call in `first-line`/);
    story = await tellStory([rotation(`${turns}\n    keepsSlackGroup: first-line`), group('[U01FINN]')]);
    // 14:11 Ana's turn.
    await story.later(minute);
    expect(await membersNow()).toEqual([slack.ana]);
    // 15:11 Dev's.
    await story.later(hour);
    expect(await membersNow()).toEqual([slack.dev]);
    // The next day is a holiday: nobody is on call, and the group keeps who was.
    expectLog(/on call, user group @first-line: nobody is on call in First line, so its members stay/);
    await story.later(12 * hour);
    expect(await membersNow()).toEqual([slack.dev]);
  });
});

describe('a page to a rotation that a Slack user group is', () => {
  it('goes to all its members', async () => {
    story = await tellStory([
      rotation('    source: { slackGroup: first-line }'),
      group('[U01ANA, U01DEV]'),
      pagesFirstLine,
    ]);
    await story.later(minute);
    await story.begin();
    expect(await story.news(`@${slack.dev}`)).toEqual(['[page:0:dev]']);
  });
});

const pagesFirstLine: Edit = {
  file: 'systems/support-bot.yaml',
  change: (text) =>
    text.replace(
      /^onCall:\n(?: .*\n)+/m,
      'onCall:\n  - { people: [first-line], after: 5m }\n  - { people: [finn], after: 10m }\n',
    ),
};

const anaHasLeft: Edit = {
  file: 'scenarios/workspace.yaml',
  change: (text) =>
    text.replace('{ id: U01ANA, name: Ana Lima,', '{ id: U01ANA, account: deactivated, name: Ana Lima,'),
};

describe('somebody who left while they are on call', () => {
  it('is said to be unreached, and the next step is paged at once', async () => {
    expectLog(/That Slack account is deactivated/);
    story = await tellStory([rotation(turns), pagesFirstLine, anaHasLeft]);
    await story.people.fire('support-bot');
    const said = await story.news('inc-');
    expect(said).toContain(
      'Ana could not be reached. Finn Berg paged now. Nobody is left to page after that.',
    );
    expect(await story.news(`@${slack.finn}`)).toEqual(['[page:1:finn]']);
    expect(await story.pages()).toEqual(['trigger airb-1-step-0', 'trigger airb-1-step-1']);
    expect(await story.news('incidents')).toEqual(['[announcement]']);
  });
});
