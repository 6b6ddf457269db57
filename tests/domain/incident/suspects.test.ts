import { describe, expect, it } from 'vitest';
import { nextSuspect, rankSuspects } from '../../../src/domain/response/suspects.ts';
import type { Change } from '../../../src/domain/signals/change.ts';
import { incident42, planWith } from '../../support/given.ts';
import { at, indexChange, promptChange } from '../../support/worked-example.ts';
import { drawn, linesOf } from '../../views/chat/given.ts';

const parts = planWith().parts.map((part) =>
  part.id === 'model' ? { ...part, live: 'large-latest', pinned: false } : { ...part, pinned: true },
);
const given = (changes: Change[]) => incident42({ plan: { parts }, changes }).incident;
const names = (changes: Change[]) =>
  rankSuspects(given(changes)).map(({ change, part }) => change?.id ?? part?.id);
const oldCode: Change = { ...indexChange, id: 'api-v18', kind: 'code', part: 'code', at: at('09:00') };
const late: Change = { ...indexChange, id: 'after', at: at('14:20') };

describe('a model alias that is not pinned', () => {
  it('is a suspect by itself, behind the changes of the last two hours', () => {
    expect(names([late, oldCode, indexChange, promptChange])).toEqual([
      'prompt-v7',
      'kb-2025-02-15',
      'model',
      'api-v18',
      'after',
    ]);
    expect(rankSuspects(given([])).map(({ because }) => because)).toEqual([
      'model alias large-latest is not pinned: it can change without a change being recorded',
    ]);
  });

  it('is listed once when it did change', () => {
    const moved: Change = { ...promptChange, id: 'm', kind: 'model', part: 'model', to: 'large-latest' };
    expect(names([moved])).toEqual(['m']);
  });

  it('stands on the card with its rollback, and does not pass for a change', () => {
    expect(linesOf(drawn('card', given([])))).toEqual(
      expect.arrayContaining([
        'What changed: nothing is known to have changed lately, but this can change unseen.',
        'model large-latest, not pinned: it can change without a change being recorded [Roll back…]',
      ]),
    );
    const asked = { ...given([]), sections: { questions: 'shown' as const } };
    expect(JSON.stringify(drawn('questions', asked))).not.toContain('large-latest');
  });

  it('comes next when what changed has been taken back', () => {
    expect(nextSuspect(given([late]))?.part?.id).toBe('model');
    expect(nextSuspect(given([promptChange]))?.part?.id).toBe('prompt');
  });
});
