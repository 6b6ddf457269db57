import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/domain/incident/decide.ts';
import { reactions } from '../../../src/domain/incident/traffic.ts';
import { airb } from '../../../src/domain/people.ts';
import { rankSuspects } from '../../../src/domain/response/suspects.ts';
import { unannounced } from '../../../src/domain/response/unannounced.ts';
import type { Change } from '../../../src/domain/signals/change.ts';
import {
  type Shares,
  type TrafficSeen,
  type TrafficValue,
  trafficSeen,
} from '../../../src/domain/signals/traffic.ts';
import { cardOf } from '../../../src/views/events/words.ts';
import { incident42, planWith } from '../../support/given.ts';
import { at, indexChange, promptChange } from '../../support/worked-example.ts';
import { drawn, linesOf } from '../../views/chat/given.ts';

const silent: TrafficValue = { value: 'support-3.3', share: 0.38, hourBefore: 0, dayBefore: 0 };
const live: TrafficValue = { value: 'support-3.2', share: 0.62, hourBefore: 1, dayBefore: 1 };

interface Given {
  values?: TrafficValue[];
  changes?: Change[];
  pinned?: boolean;
  moves?: string[];
}

/** The incident of the story after its traffic was looked at. */
function given({ values = [live, silent], changes = [], pinned = true, moves }: Given = {}) {
  const parts = planWith().parts.map((part) =>
    part.id === 'model' ? { ...part, live: 'support-3.2', pinned, ...(moves && { moves }) } : part,
  );
  const { incident } = incident42({ plan: { parts }, changes });
  const seen = [{ part: 'model', label: 'gen_ai_response_model', values }];
  return { ...incident, traffic: { sampledAt: at('14:10'), seen } };
}

const names = (what: Given) => unannounced(given(what)).map(({ value }) => value);
const modelChange: Change = { ...promptChange, id: 'm', kind: 'model', part: 'model', from: 'support-3.2' };

describe('a version that answers', () => {
  it('is announced by nobody when neither the files nor a change speaks of it', () => {
    expect(names({})).toEqual(['support-3.3']);
  });

  it.each([
    ['the live one', { values: [live] }],
    ['the one a change brought', { changes: [{ ...modelChange, to: 'support-3.3' }] }],
    [
      'the one a change replaced, which still spreads',
      { changes: [{ ...modelChange, from: 'support-3.3', to: 'support-3.4' }] },
    ],
    ['one of less than a hundredth of the traffic', { values: [live, { ...silent, share: 0.009 }] }],
  ])('is none of that when it is %s', (_, what) => {
    expect(names(what)).toEqual([]);
  });

  it('is no news of a part whose name stands for any version, unless it is new there', () => {
    const old = { ...silent, hourBefore: 0.4, dayBefore: 0.36 };
    expect(names({ pinned: false, values: [old] })).toEqual([]);
    expect(names({ pinned: true, values: [old] })).toEqual(['support-3.3']);
    expect(names({ pinned: false })).toEqual(['support-3.3']);
    const unknown = { value: 'support-3.3', share: 0.38 };
    expect(names({ pinned: false, values: [unknown] })).toEqual([]);
  });
});

describe('as a suspect', () => {
  const ranked = (what: Given) =>
    rankSuspects(given(what)).map(({ change, seen, part }) => change?.id ?? seen?.value ?? part?.id);
  const oldCode: Change = { ...indexChange, id: 'api-v18', kind: 'code', part: 'code', at: at('09:00') };

  it('what is new in the hour stands among the changes of the last two hours', () => {
    expect(ranked({ changes: [oldCode, promptChange] })).toEqual(['prompt-v7', 'support-3.3', 'api-v18']);
  });

  it('what was there a day before stands behind them', () => {
    const old = { ...silent, hourBefore: 0.38, dayBefore: 0.38 };
    expect(ranked({ changes: [indexChange, promptChange], values: [live, old] }).at(-1)).toBe('support-3.3');
  });

  it('it takes the place of the alias that could have changed', () => {
    expect(ranked({ pinned: false })).toEqual(['support-3.3']);
  });

  it('has its share on the card, with what it was before, and the rollback of its part', () => {
    expect(linesOf(drawn('card', given()))).toContain(
      'model support-3.3, seen in traffic, announced by nobody: 38 % of it, 0 % an hour before the start [Roll back…]',
    );
  });

  it('says so when nobody knows what it was before', () => {
    const lines = linesOf(drawn('card', given({ values: [{ value: 'support-3.3', share: 0.38 }] })));
    expect(lines.join('\n')).toContain('38 % of it, and what it was before is not known');
  });
});

describe('what the traffic tells', () => {
  const incident = given();
  const seen = incident.traffic.seen;
  const told = (event: Partial<TrafficSeen>[]) => {
    const entry = {
      at: at('14:11'),
      by: airb,
      type: 'traffic.seen' as const,
      sampledAt: at('14:11'),
      seen: event.map((one) => ({ part: 'model', label: 'gen_ai_response_model', values: [], ...one })),
    };
    const after = { ...incident, traffic: { sampledAt: entry.sampledAt, seen: entry.seen } };
    const said = reactions['traffic.seen'](entry, after).filter(({ body }) => body.kind === 'say');
    return { said: said.length, text: cardOf(entry, after).text };
  };

  it('is told where nobody announced it, and not called a cause', () => {
    const { said, text } = told([{ values: [live, silent] }]);
    expect(said).toBe(1);
    expect(text).toMatch(
      /^Seen in traffic, announced by nobody: model support-3\.3 \(38 % of it, 0 % an hour before the start\)\. It stands among the suspects; that is no proof\.$/,
    );
  });

  it('is kept without a word where everything is as announced', () => {
    expect(told([{ values: [live] }]).said).toBe(0);
  });

  it('is told where it could not be read, since a change would not show', () => {
    const { said, text } = told([{ problem: 'the answer is partial: a store did not answer' }]);
    expect(said).toBe(1);
    expect(text).toMatch(/Which model answers could not be read: the answer is partial.* would not show\./);
    const blind = told([{ values: [live], hourProblem: 'no traffic', dayProblem: 'no traffic' }]);
    expect(blind.text).toMatch(
      /What answered before the start could not be read for model: no traffic\. So nobody knows what is new there\./,
    );
    expect(told([{ values: [live], dayProblem: 'no traffic' }]).said).toBe(0);
  });

  it('is one event for each look; an older answer that comes late is none', () => {
    const command = { type: 'traffic' as const, at: at('14:12'), by: airb, seen };
    expect(decide({ ...command, sampledAt: at('14:12') }, incident)).toMatchObject({
      events: [{ type: 'traffic.seen' }],
    });
    expect(decide({ ...command, sampledAt: at('14:10') }, incident)).toEqual({ events: [] });
  });
});

describe('three answers put together', () => {
  const spec = { part: 'model', label: 'l' };
  const shares = (values: Record<string, number>, more?: number): Shares => ({
    values: Object.entries(values).map(([value, share]) => ({ value, share })),
    ...(more !== undefined && { more }),
  });

  it('are each value beside what it had before; what was not there had nothing', () => {
    const together = trafficSeen(spec, {
      now: shares({ a: 0.6, b: 0.4 }),
      hourBefore: shares({ a: 1 }),
      dayBefore: { problem: 'no traffic' },
    });
    expect(together).toEqual({
      ...spec,
      values: [
        { value: 'a', share: 0.6, hourBefore: 1 },
        { value: 'b', share: 0.4, hourBefore: 0 },
      ],
      dayProblem: 'no traffic',
    });
  });

  it('say nothing of what may be among the values that were left out', () => {
    const together = trafficSeen(spec, {
      now: shares({ a: 1 }),
      hourBefore: shares({ b: 1 }, 12),
      dayBefore: shares({ b: 1 }),
    });
    expect(together.values).toEqual([{ value: 'a', share: 1, dayBefore: 0 }]);
  });

  it('are nothing but a problem where now could not be read', () => {
    const together = trafficSeen(spec, {
      now: { problem: 'refused' },
      hourBefore: shares({ a: 1 }),
      dayBefore: shares({ a: 1 }),
    });
    expect(together).toEqual({ ...spec, values: [], problem: 'refused' });
  });
});
