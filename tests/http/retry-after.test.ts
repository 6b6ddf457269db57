import { describe, expect, it } from 'vitest';
import { retryAfterIn } from '../../src/http/retry-after.ts';

describe('the wait a peer asks for', () => {
  it.each([
    ['7', 7000],
    ['0', 0],
    [' 1.5 ', 1500],
    ['', undefined],
    ['soon', undefined],
    ['-1', undefined],
    ['Infinity', undefined],
    ['Wed, 21 Oct 2025 07:28:00 GMT', undefined],
  ])('%j is %j ms', (header, ms) => {
    expect(retryAfterIn(new Headers({ 'retry-after': header }))).toBe(ms);
  });

  it('is unknown without the header', () => {
    expect(retryAfterIn(new Headers())).toBeUndefined();
  });
});
