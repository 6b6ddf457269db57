import { describe, expect, it } from 'vitest';
import type { PlanPart } from '../../../src/domain/runbooks/plan.ts';
import { withKnownChanges } from '../../../src/domain/runbooks/versions.ts';
import type { Change } from '../../../src/domain/signals/change.ts';

const part: PlanPart = { id: 'prompt', kind: 'prompt', title: 'Prompt', live: 'v7', lastKnownGood: 'v6' };
const change = (from: string, to: string, at: number, more: Partial<Change> = {}): Change => ({
  id: `${from}-${to}-${at}`,
  system: 'support-bot',
  kind: 'prompt',
  part: 'prompt',
  from,
  to,
  summary: '',
  at,
  ...more,
});
const known = (...newestFirst: Change[]) => {
  const [one] = withKnownChanges([part], newestFirst);
  return [one?.live, one?.lastKnownGood];
};

describe('the live version after a rollback of airb', () => {
  const back = change('v7', 'v6', 3, { rollback: true });

  it('is the one it brought back, and the one it replaced is not called good', () => {
    expect(known(back)).toEqual(['v6', 'v6']);
    expect(known(back, change('v6', 'v7', 2))).toEqual(['v6', 'v6']);
  });

  it('gives way to a newer change', () => {
    expect(known(change('v6', 'v8', 4), back)).toEqual(['v8', 'v6']);
  });
});
