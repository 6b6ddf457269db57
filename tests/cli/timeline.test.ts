import { describe, expect, it } from 'vitest';
import { airb } from './in-records.ts';

describe('airb timeline', () => {
  it('tells what happened, in full or short', async () => {
    const full = (await airb('timeline 42')).out.split('\n');
    const short = (await airb('timeline 42 --short')).out.split('\n');
    expect(full).toHaveLength(43);
    expect(full[6]).toBe('2025-02-17 14:11:20  Ana Lima      Ana Lima acknowledged (via chat)');
    expect(short.length).toBeLessThan(full.length);
  });

  it('prints JSON that parses', async () => {
    const { entries } = JSON.parse((await airb('timeline 42 --json')).out);
    expect(entries).toHaveLength(43);
    expect(entries[0].at).toBe('2025-02-17T14:10:03.000Z');
  });
});
