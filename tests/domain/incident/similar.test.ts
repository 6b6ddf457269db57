import { describe, expect, it } from 'vitest';
import { fold, nothing } from '../../../src/domain/incident/evolve.ts';
import { outcomeOf } from '../../../src/domain/incident/outcome.ts';
import { type Earlier, similarTo } from '../../../src/domain/incident/similar.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { day } from '../../../src/domain/time.ts';
import { similarNodes } from '../../../src/views/chat/similar.ts';
import { asText } from '../../../src/views/chat/spans.ts';
import { at, opening, workedExample } from '../../support/worked-example.ts';

const now = at('14:10');

/** Resolved ten days ago, of the same system and failure. */
function earlier(number: number, facts: Partial<Earlier> = {}): Earlier {
  return {
    ...{ number, system: 'support-bot', failure: 'refusal-spike', phase: 'resolved' },
    ...{ open: false, private: false, openedAt: now - 10 * day, ...facts },
  };
}

const like = (incidents: Earlier[], failure: string | undefined = 'refusal-spike') =>
  similarTo({ system: 'support-bot', failure, at: now }, incidents);
const contained = { contained: [{ part: 'prompt', to: 'prompt-v6' }] };

describe('given earlier incidents, when one opens', () => {
  it('three are told, most alike first, and among equals what something contained, then the newest', () => {
    const told = like([
      earlier(1, { outcome: contained }),
      earlier(2),
      earlier(3),
      earlier(4, { system: 'search', outcome: contained }),
      earlier(5, { failure: 'cost-spike', outcome: contained }),
    ]);
    expect(told?.incidents.map(({ number }) => number)).toEqual([1, 3, 2]);
    const rest = like([earlier(5, { failure: 'cost-spike' }), earlier(4, { system: 'search' })]);
    expect(rest?.incidents).toMatchObject([
      { number: 4, like: 'failure', system: 'search' },
      { number: 5, like: 'system', failure: 'cost-spike' },
    ]);
  });

  it('what is open, private, merged, of another kind or older than a year is not told, and one is told once', () => {
    const left = [
      earlier(1, { open: true, phase: 'triage' }),
      earlier(2, { private: true }),
      earlier(3, { phase: 'merged' }),
      earlier(4, { system: 'search', failure: 'cost-spike' }),
      earlier(5, { openedAt: now - 366 * day }),
    ];
    expect(like(left)).toBeUndefined();
    expect(like([earlier(6), earlier(6)])?.incidents).toHaveLength(1);
  });

  it('what was cancelled is counted and never told as if solved', () => {
    const cancelled = { phase: 'cancelled', outcome: contained };
    const told = like([
      earlier(1, cancelled),
      earlier(2, cancelled),
      earlier(3, { ...cancelled, openedAt: now - 31 * day }),
      earlier(4, { ...cancelled, failure: 'cost-spike' }),
    ]);
    expect(told).toEqual({ incidents: [], cancelled: 2 });
  });

  it('where nobody named the failure, only the system is alike', () => {
    const told = similarTo({ system: 'support-bot', failure: undefined, at: now }, [
      earlier(1),
      earlier(2, { system: 'search' }),
    ]);
    expect(told?.incidents).toMatchObject([{ number: 1, like: 'system' }]);
  });
});

describe('what stays of an incident', () => {
  it('is its category and what helped, without a word of people', () => {
    const incident = fold(nothing, workedExample()) as Opened;
    expect(outcomeOf(incident)).toEqual({
      category: 'prompt',
      contained: [
        { part: 'prompt', to: 'prompt-v6', partly: true },
        { part: 'index', to: 'kb-2025-02-01' },
      ],
    });
    expect(outcomeOf(fold(nothing, [opening()]) as Opened)).toBeUndefined();
  });
});

describe('the card', () => {
  const similar = like([
    earlier(7, { outcome: { category: 'prompt', ...contained }, room: 'slack:C7' }),
    earlier(8, { phase: 'cancelled' }),
  ]);

  it('tells each in one line with its page and channel, and the noise, while the incident is open', () => {
    const opened = fold(nothing, [opening({ ...(similar && { similar }) })]) as Opened;
    const lines = similarNodes(opened).map((node) => ('spans' in node ? asText(node.spans) : ''));
    expect(lines).toEqual([
      'Before: INC-7 (2025-02-07 14:10 UTC), same failure here; cause: prompt; contained by prompt → prompt-v6 · #inc-7',
      'The same failure of this system was cancelled as no incident once in the 30 days before.',
    ]);
    expect(JSON.stringify(similarNodes(opened))).toMatch(
      /"link":"http[^"]+\/incidents\/7".*"room":"slack:C7"/,
    );
    const over = fold(nothing, workedExample({ ...(similar && { similar }) })) as Opened;
    expect(similarNodes(over)).toEqual([]);
  });
});
