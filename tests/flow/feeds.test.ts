import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { type FedChange, type FeedSpec, isFedBy } from '../../src/domain/signals/feed.ts';
import { day, minute } from '../../src/domain/time.ts';
import { createFeeds, type Fed } from '../../src/flow/feeds.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { at, promptChange } from '../support/worked-example.ts';

const prompt = {
  source: 'langfuse',
  name: 'support-bot/system',
  projects: ['p1'],
  field: 'prompt.name',
} as const;
const repository = {
  source: 'github',
  name: 'Example/Support-Bot',
  projects: [],
  field: 'repository.full_name',
} as const;

let library: Library;

function fedBy(feeds: Record<string, FeedSpec[]>) {
  return (sample: Library): Library => {
    library = {
      ...sample,
      systems: sample.systems.map((system) => ({
        ...system,
        parts: system.parts.map((part) => {
          const own = feeds[`${system.id}/${part.id}`];
          return own ? { ...part, feeds: own } : part;
        }),
      })),
    };
    return library;
  };
}

const production = { environment: 'production' };
const feeds: Record<string, FeedSpec[]> = {
  'support-bot/prompt': [{ source: 'langfuse', name: 'support-bot/system', ...production }],
  'support-bot/code': [{ source: 'github', name: 'example/support-bot', ...production }],
  'refund-agent/code': [{ source: 'github', name: 'example/support-bot', ...production }],
};

let flow: Flow;
let place: ReturnType<typeof createFeeds>;
beforeEach(async () => {
  flow = await openFlow(fedBy(feeds));
  place = createFeeds({ store: flow.store, clock: { now: flow.now }, library: () => library });
});
afterEach(() => flow.close());

const deployed: FedChange = {
  of: repository,
  ...production,
  id: '145',
  to: 'api-v19',
  summary: 'deployed',
  at: at('14:00'),
};
const carries = (to: string, when = flow.now()): FedChange => ({
  of: prompt,
  ...production,
  id: `${to}:${when}`,
  to,
  summary: `version ${to} carries production`,
  at: when,
  restates: true,
});
const lost = (version: string) => ({ of: prompt, lost: version, liveIn: [] });

/** Places one message and stores what came of it. */
async function told(...sent: Parameters<typeof place>[0]): Promise<Fed> {
  const fed = await place(sent);
  await flow.intake.changes(fed.items);
  return fed;
}

describe('a change in the words of its sender', () => {
  it('becomes one of the part that names it, from what was live', async () => {
    const { items } = await told({ ...deployed, of: { ...repository, name: 'example/support-bot' } });
    expect(items.find(({ system }) => system === 'support-bot')).toEqual({
      id: 'github:145:support-bot/code',
      system: 'support-bot',
      kind: 'code',
      part: 'code',
      from: 'api-v18',
      to: 'api-v19',
      summary: 'deployed',
      at: at('14:00'),
    });
  });

  it('is one of each system that is deployed from the same repository', async () => {
    const { items } = await told(deployed);
    expect(items.map(({ system, part }) => `${system}/${part}`).sort()).toEqual([
      'refund-agent/code',
      'support-bot/code',
    ]);
  });

  it('is a suspect of the incident that opens afterwards', async () => {
    await told(deployed);
    await flow.alert();
    expect((await flow.incident()).changes).toMatchObject([{ id: 'github:145:support-bot/code' }]);
  });

  it('that no part takes is refused with what was given and what to write, and stored nowhere', async () => {
    const fed = await told({ ...deployed, of: { ...repository, name: 'example/other' } });
    expect(fed.items).toEqual([]);
    expect(fed.rejected).toEqual([
      {
        field: 'repository.full_name',
        problem: expect.stringMatching(
          /no part of any system takes example\/other of github; expected it under `feeds` of a part: \{ source: github, name: example\/other, environment: production \}/,
        ),
      },
    ]);
    expect(await flow.store.changes({})).toEqual([]);
  });

  it('to another environment is passed over', async () => {
    const fed = await told({ ...deployed, environment: 'staging' });
    expect(fed).toEqual({
      items: [],
      rejected: [],
      passed: ['Example/Support-Bot of github: no part is fed from staging'],
    });
  });

  it('told again after airb broke off half-way is the same change', async () => {
    const first = await told(deployed);
    const again = await told(deployed);
    expect(again.items.map(({ id }) => id)).toEqual(first.items.map(({ id }) => id));
    expect(await flow.store.changes({ system: 'support-bot' })).toHaveLength(1);
  });

  it('passes a change that names its system through as it is', async () => {
    expect((await told(promptChange)).items).toEqual([promptChange]);
  });
});

describe('a label that moves from one version to another', () => {
  it.each([
    ['the gain first', ['gain', 'loss']],
    ['the loss first', ['loss', 'gain']],
  ])('is one change from the version that lost it, %s', async (_, order) => {
    await told(carries('6'));
    await flow.later(day);
    for (const one of order) await told(one === 'gain' ? carries('7') : lost('6'));
    expect(await flow.store.changes({ system: 'support-bot' })).toMatchObject([
      { from: '6', to: '7' },
      { to: '6' },
    ]);
  });

  it('is believed over the system file about what was live', async () => {
    await told(lost('5'));
    const { items } = await told(carries('7'));
    expect(items).toMatchObject([{ from: '5', to: '7' }]);
  });

  it('is not read into what two versions lost, or one lost long ago', async () => {
    await told(lost('5'));
    await told(lost('4'));
    expect((await told(carries('7'))).items).toMatchObject([{ from: 'prompt-v7', to: '7' }]);
    await flow.later(11 * minute);
    expect((await told(carries('8'))).items).toMatchObject([{ from: '7', to: '8' }]);
  });

  it('is none when the version that is live only gets a tag', async () => {
    await told(carries('7'));
    await flow.later(day);
    const fed = await told(carries('7'));
    expect(fed.items).toEqual([]);
    expect(fed.passed).toEqual(['support-bot/system of langfuse: 7 is live in production already']);
  });

  it('back to the version airb knows as live, after a move it never heard of, is a change all the same', async () => {
    await told(carries('7'));
    await flow.later(day);
    await told(lost('8'));
    expect((await told(carries('7'))).items).toMatchObject([{ from: '8', to: '7' }]);
  });

  it('is passed on once more while it is young, so that a message that broke off is made good', async () => {
    const first = carries('7');
    await told(first);
    await flow.alert();
    await flow.later(minute);
    expect((await told(first)).items).toHaveLength(1);
    expect(await flow.log()).not.toContain('change.noted');
  });
});

describe('a rollback of airb that its tool tells of as well', () => {
  const own = (part: 'prompt' | 'code', to: string) => ({
    ...promptChange,
    id: `own-${part}`,
    kind: part,
    part,
    from: 'bad',
    to,
    by: 'airb',
    at: flow.now(),
    rollback: true as const,
  });

  it.each([
    ['a label that moved, with the version that lost it', 'prompt'],
    ['a deployment', 'code'],
  ] as const)('is no change of its own, or what it replaced would pass for good: %s', async (_, part) => {
    await flow.intake.changes([own(part, '6')]);
    await flow.later(2 * minute);
    if (part === 'prompt') await told(lost('bad'));
    const echo = part === 'prompt' ? carries('6') : { ...deployed, to: '6' };
    const { items } = await told(echo);
    expect(items.find(({ system }) => system === 'support-bot')?.id).toBe(`own-${part}`);
    expect(await flow.store.changes({ system: 'support-bot' })).toHaveLength(1);
  });

  it('is one again when it is deployed a day later', async () => {
    await flow.intake.changes([own('code', 'api-v19')]);
    await flow.later(day);
    await told(deployed);
    expect(await flow.store.changes({ system: 'support-bot' })).toHaveLength(2);
  });
});

describe('a name', () => {
  const spec = feeds['support-bot/prompt']?.[0];
  it('of a prompt is exact, that of a repository is not, and a project narrows it', () => {
    if (spec === undefined) throw new Error('the feeds of the story are gone');
    expect(isFedBy(spec, prompt)).toBe(true);
    expect(isFedBy(spec, { ...prompt, name: 'Support-Bot/System' })).toBe(false);
    expect(isFedBy({ ...spec, project: 'p1' }, prompt)).toBe(true);
    expect(isFedBy({ ...spec, project: 'p2' }, prompt)).toBe(false);
  });
});
