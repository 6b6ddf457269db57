import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/domain/incident/events.ts';
import { airb } from '../../../src/domain/people.ts';
import { completeness } from '../../../src/domain/response/evidence.ts';
import { traceLink } from '../../../src/domain/response/trace-link.ts';
import { bodiesOf, incident42, stranger } from '../../support/given.ts';
import { ana, at, evidence } from '../../support/worked-example.ts';

const wanted = [
  { id: 'samples', title: 'Refused answers with their prompts', source: 'people' as const },
  { id: 'call', title: 'A failing call', source: 'people' as const, kind: 'tool-call' as const },
];
const samplesSpec = {
  url: 'http://127.0.0.1:9/t?from={from}&to={to}&page={page}',
  ...{ id: 'id', input: 'input', output: 'output', headers: {} },
};
const traces = {
  tool: 'langfuse' as const,
  link: 'https://traces.example/t?range={fromMs}-{toMs}',
  samples: samplesSpec,
};
const opened = () => incident42({ plan: { evidence: wanted, traces } });
const save = (content: string, item?: string) => ({
  type: 'evidence' as const,
  evidence: evidence({
    id: `e-${content.length}`,
    ...(item && { item }),
    title: 'It',
    content,
    from: 'command',
  }),
});
const prompt = 'Q: Where is my invoice? A: I can’t help with that.';
const example = (more: Partial<Example> = {}): { type: 'example.sort'; example: Example } => ({
  type: 'example.sort',
  example: {
    ...{ id: 'ex-1', source: `e-${prompt.length}`, set: 'blocking' },
    ...{ expected: 'says where it is', reason: 'asked daily' },
    ...more,
  },
});

describe('what counts as preserved', () => {
  it('is the thing itself, and neither a pointer nor a number from memory', () => {
    const story = opened().after(
      ['14:12', ana, save('see trace 123', 'samples')],
      ['14:13', ana, save('about 19 % were refused', 'samples')],
      ['14:14', ana, save('it called the wrong tool', 'call')],
    );
    expect(story.incident.evidence.map(({ nature }) => nature)).toEqual(['pointer', 'said', 'other']);
    expect(completeness(story.incident)).toMatchObject({ have: 0, of: 2 });
    const better = story.after(['14:15', ana, save(prompt, 'samples')]);
    expect(completeness(better.incident)).toMatchObject({ have: 1, of: 2 });
  });

  it('is told once of what a program sends in a row, so that what people do does not wait behind it', () => {
    const program = { kind: 'source', name: 'the evidence API' } as const;
    const told = (story: ReturnType<typeof opened>) => bodiesOf(story.asked(), 'say').length;
    const sent = (n: number) => ({
      type: 'evidence' as const,
      evidence: evidence({ id: `api-${n}`, title: 'It', content: `item ${n}`, from: 'api' }),
    });
    const first = opened().after(['14:12', program, sent(1)]);
    expect(told(first)).toBe(1);
    const next = first.after(['14:12', program, sent(2)]);
    expect(told(next)).toBe(0);
    expect(told(next.after(['14:12', ana, save(prompt)]))).toBe(1);
    expect(told(next.after(['14:13', program, sent(3)]))).toBe(1);
  });

  it('is told in the room, except for what airb samples itself', () => {
    expect(
      bodiesOf(
        opened()
          .after(['14:12', ana, save(prompt, 'samples')])
          .asked(),
        'say',
      ),
    ).toHaveLength(1);
  });
});

describe('sampled outputs', () => {
  const one = (n: number) =>
    evidence({ id: `trace-${n}`, title: 'Sampled', content: `{"input":"${n}"}`, from: 'trace' });

  it('are asked for in the bad minutes, page after page, and told together', () => {
    const asked = opened().after(['14:20', ana, { type: 'evidence.sample' }]);
    const wish = { kind: 'sample', page: 1, from: at('14:10'), to: at('14:40') };
    expect(bodiesOf(asked.asked(), 'sample')).toEqual([wish]);
    asked.when('14:20', ana, { type: 'evidence.sample' }).ignores(/already/);
    const taken = asked.after([
      '14:21',
      airb,
      { type: 'samples', page: 1, evidence: [one(1), one(2), one(1)] },
    ]);
    expect(taken.incident.evidence.map(({ id }) => id)).toEqual(['trace-1', 'trace-2']);
    const next = taken.after(['14:22', ana, { type: 'evidence.sample' }]);
    expect(bodiesOf(next.asked(), 'sample')[0]).toMatchObject({ page: 2 });
    next.when('14:23', airb, { type: 'samples', page: 1, evidence: [one(3)] }).ignores();
  });

  it('that could not be had are said with the reason, and the same page is asked for again', () => {
    const failed = opened().after(
      ['14:20', ana, { type: 'evidence.sample' }],
      ['14:21', airb, { type: 'samples', page: 1, evidence: [], because: 'it answered 500' }],
      ['14:22', ana, { type: 'evidence.sample' }],
    );
    expect(bodiesOf(failed.asked(), 'sample')[0]).toMatchObject({ page: 1 });
  });

  it('are refused where no place of them is known, and to strangers', () => {
    incident42()
      .when('14:20', ana, { type: 'evidence.sample' })
      .refuses(/names no `traces.samples`/, /by hand/);
    opened()
      .when('14:20', stranger, { type: 'evidence.sample' })
      .refuses(/does not know you/);
  });
});

describe('a failed example', () => {
  const story = () => opened().after(['14:12', ana, save(prompt, 'samples')]);

  it('is sorted with what a good answer does and why it belongs there', () => {
    const sorted = story().after(['14:20', ana, example()]);
    expect(sorted.incident.examples).toMatchObject([
      { set: 'blocking', expected: 'says where it is', by: 'Ana Lima' },
    ]);
    expect(bodiesOf(sorted.asked(), 'say')).toHaveLength(1);
    sorted.when('14:21', ana, example()).ignores(/stands there already/);
  });

  it('moves when it is sorted anew, and does not stand in two sets', () => {
    const moved = story().after(
      ['14:20', ana, example()],
      ['14:21', ana, example({ id: 'ex-2', set: 'backlog' })],
      ['14:22', ana, example({ id: 'ex-3', input: 'Another question' })],
    );
    expect(moved.incident.examples.map(({ id, set }) => `${id} ${set}`)).toEqual([
      'ex-1 backlog',
      'ex-3 blocking',
    ]);
  });

  it.each([
    ['no such evidence', { source: 'gone' }, /no such evidence/],
    ['nothing expected', { expected: ' ' }, /what a good answer does/],
    ['no reason', { reason: '' }, /why it belongs there/],
  ])('is refused with %s', (_, more, rejected) => {
    story().when('14:20', ana, example(more)).refuses(rejected);
  });

  it('needs what went in, which a pointer does not say', () => {
    const pointed = opened().after(['14:12', ana, save('see trace 123')]);
    const source = pointed.incident.evidence[0]?.id ?? '';
    pointed.when('14:20', ana, example({ source })).refuses(/only says where/, /Write the input/);
    pointed.after(['14:20', ana, example({ source, input: 'Where is my invoice?' })]);
  });

  it('can be sorted after the end, and not by strangers', () => {
    story()
      .when('14:20', stranger, example())
      .refuses(/does not know you/);
    story()
      .after(['14:20', { id: 'ben', name: 'Ben Okafor' }, { type: 'cancel', reason: 'load test' }])
      .after(['14:30', ana, example()]);
  });
});

describe('the link to the traces', () => {
  it('leads to the minutes from the first bad one until it was contained', () => {
    const { incident } = opened();
    expect(traceLink(incident)).toEqual({
      url: `https://traces.example/t?range=${at('14:10')}-${at('14:40')}`,
      text: 'Traces 14:10–14:40 UTC in Langfuse',
    });
    const contained = {
      ...incident,
      feltAt: at('13:52:30'),
      milestones: { ...incident.milestones, contained: at('14:23:05') },
    };
    expect(traceLink(contained)?.text).toBe('Traces 13:52–14:24 UTC in Langfuse');
    expect(traceLink({ ...incident, plan: {} })).toBeUndefined();
  });
});
