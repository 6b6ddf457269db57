import { describe, expect, it } from 'vitest';
import { airb } from './in-records.ts';

describe('airb audit verify', () => {
  it('ends with 1 when the chain has a fault, naming it', async () => {
    const run = await airb('audit verify', [{ incident: 42, seq: 7, what: 'the body was changed' }]);
    expect(run.code).toBe(1);
    expect(run.out).toContain('INC-42 entry 7: the body was changed');
  });

  it('ends with 0 when the chain is intact', async () => {
    expect(await airb('audit verify 42')).toMatchObject({
      code: 0,
      out: '43 entries checked: the chain is intact.',
    });
  });

  it('prints JSON that parses', async () => {
    expect(JSON.parse((await airb('audit verify 42 --json')).out)).toEqual({ events: 43, faults: [] });
  });
});
