import { describe, expect, it } from 'vitest';
import { toEvent } from '../../src/store/rows.ts';

describe('an event that airb 0.1.0 wrote', () => {
  const body = (by: unknown) =>
    JSON.stringify({ at: 1, by, type: 'note.taken', text: 'provider says all green' });

  it.each([
    [true, 'listed'],
    [false, 'stranger'],
  ])('whose person was known: %s, reads as one who is %s', (known, standing) => {
    const { by } = toEvent(body({ kind: 'person', id: 'ana', name: 'Ana', known }));
    expect(by).toEqual({ kind: 'person', id: 'ana', name: 'Ana', standing });
  });

  it('by airb itself or a source is read as it stands', () => {
    expect(toEvent(body({ kind: 'airb' })).by).toEqual({ kind: 'airb' });
    expect(toEvent(body({ kind: 'source', name: 'alertmanager' })).by).toEqual({
      kind: 'source',
      name: 'alertmanager',
    });
  });
});
