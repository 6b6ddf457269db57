import { afterEach, describe, expect, it } from 'vitest';
import type { Card } from '../../src/domain/chat/card.ts';
import type { Library, PersonSpec } from '../../src/domain/runbooks/runbook.ts';
import { day, hour } from '../../src/domain/time.ts';
import { createReviews } from '../../src/flow/reviews.ts';
import { down, refused } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog, mayLog, testLog } from '../support/log.ts';
import { sampleLibrary } from '../support/sample-library.ts';

let flow: Flow;
let letters: { to: string; card: Card }[];
afterEach(() => flow.close());

const turns = new Set<string>();
const sample = sampleLibrary();
const [first, second] = sample.runbooks;
if (!first || !second) throw new Error('the samples hold fewer than two runbooks');

/** The story begins on 2025-02-17 at 14:10 UTC; the first review is due on the 27th, the second a month later. */
function files(by: string, on = '2025-02-07'): Library {
  const runbooks = [
    { ...first, review: { on, by, everyDays: 20 } },
    { ...second, review: { on: '2025-02-07', by, everyDays: 50 } },
  ] as Library['runbooks'];
  return { ...sample, runbooks };
}

/** One of those who serve the same records. */
function replica(library: () => Library) {
  const { store, chat, now } = flow;
  return createReviews({
    store: {
      ...store,
      takeTurn: async ({ name }) => {
        const turn = `${name} ${now()}`;
        return !turns.has(turn) && turns.add(turn).size > 0;
      },
    },
    chats: [chat],
    library,
    letter: async (to, card) => void letters.push({ to, card }),
    publicUrl: 'http://airb.test',
    clock: { now },
    log: testLog,
  });
}

async function given(library: Library) {
  flow = await openFlow();
  letters = [];
  turns.clear();
  return replica(() => library);
}

const heard = (place: string) =>
  (flow.chat.rooms.get(place)?.posts ?? []).filter(({ key }) => key.startsWith('review-of/'));

describe('a reviewer of runbooks', () => {
  it('hears two weeks ahead, on the day and each week after, once from all who serve, until the date moves', async () => {
    let library = files('eva');
    const run = await given(library);
    const other = replica(() => library);
    const both = async () => {
      await Promise.all([run(), other()]);
      await run();
    };
    await both();
    expect(heard('@eva').map(({ text }) => text)).toEqual(['1 runbook waits for a review.']);
    await flow.later(day);
    await both();
    expect(heard('@eva')).toHaveLength(1);
    await flow.later(10 * day);
    await both();
    expect(heard('@eva')).toHaveLength(2);
    await flow.later(3 * day);
    await both();
    expect(heard('@eva')).toHaveLength(2);
    await flow.later(4 * day);
    await both();
    expect(heard('@eva')).toHaveLength(3);
    expect(JSON.stringify(heard('@eva').at(-1))).toContain('due since 2025-02-27');
    // Somebody reviewed it: only the other one is told, when its own two weeks begin.
    library = files('eva', '2025-03-07');
    const reviewed = replica(() => library);
    await flow.later(day);
    await reviewed();
    await flow.later(3 * day);
    await reviewed();
    expect(JSON.stringify(heard('@eva').slice(3))).not.toContain('due since');
  });

  it('is not woken for it', async () => {
    const run = await given(files('eva'));
    await flow.later(14 * hour);
    await run();
    expect(heard('@eva')).toEqual([]);
    await flow.later(4 * hour);
    await run();
    expect(heard('@eva')).toHaveLength(1);
  });

  it('hears later when the chat is down, and once where only the answer was lost', async () => {
    const run = await given(files('eva'));
    flow.chat.fail('post', down());
    expectLog(/a reviewer could not be reminded yet/);
    await run();
    await flow.later(hour);
    await run();
    await run();
    expect(heard('@eva')).toHaveLength(1);
    await flow.later(10 * day);
    flow.chat.weather = 'answers lost';
    await run();
    flow.chat.weather = 'fine';
    await flow.later(hour);
    await run();
    expect(heard('@eva')).toHaveLength(2);
  });

  it('without a chat hears by e-mail; who is nobody of the file is named where operations are read', async () => {
    const library = files('gone');
    const nobody: PersonSpec = { id: 'gone', name: 'Gone', email: 'gone@example.com' };
    library.organization = { ...library.organization, people: [nobody] };
    const run = await given(library);
    await run();
    await run();
    expect(letters.map(({ to, card }) => [to, card.text])).toEqual([
      ['gone@example.com', '1 runbook waits for a review.'],
    ]);
    const role = replica(() => files('platform on-call'));
    await role();
    expect(heard('incidents').map(({ text }) => text)).toEqual([
      '1 runbook waits for a review of platform on-call, whom airb can’t reach.',
    ]);
  });

  it('whom the chat refuses for good is written to instead', async () => {
    const run = await given(files('eva'));
    flow.chat.fail('post', refused('cannot_dm_bot'));
    mayLog(/a reviewer could not be reminded there/);
    await run();
    expect(letters.map(({ to }) => to)).toEqual([
      sample.organization.people.find(({ id }) => id === 'eva')?.email,
    ]);
  });
});
