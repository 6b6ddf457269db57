import { describe, expect, it } from 'vitest';
import { parseChanges } from '../../src/changes/generic.ts';
import { now } from '../webhooks/running.ts';

describe('a change in generic JSON', () => {
  const change = { system: 'support-bot', kind: 'index', from: 'kb-1', to: 'kb-2', at: 1739799600 };
  const changed = (over: object) => parseChanges({ ...change, ...over }, now).items[0];

  it('delivered twice is one change', () => {
    expect(changed({})?.id).toBe(changed({ summary: 'said differently' })?.id);
    expect(changed({ at: 1739799601 })?.id).not.toBe(changed({})?.id);
  });

  it.each([
    [{ part: 'index' }, 'index kb-1 → kb-2'],
    [{ from: undefined }, 'index set to kb-2'],
    [{ from: undefined, to: undefined }, 'index changed'],
    [{ summary: 'New\u202e articles' }, 'New articles'],
  ])('says what changed: %j', (over, summary) => {
    expect(changed(over)?.summary).toBe(summary);
  });

  it.each([
    [{ system: undefined }, 'system'],
    [{ kind: 'weather' }, 'kind'],
    [{ at: 'lately' }, 'at'],
    [{ to: {} }, 'to'],
  ])('is refused by field: %j', (over, field) => {
    const { items, rejected } = parseChanges({ ...change, ...over }, now);
    expect(items).toEqual([]);
    expect(rejected.map((bad) => bad.field)).toEqual([field]);
  });
});
