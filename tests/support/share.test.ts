import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Suites and the contracts they share are tests; `bench` and `crash` are programs of their own; the rest supports. */
function kindOf(file: string): 'test' | 'program' | 'support' {
  if (/\.(test|contract)\.ts$/.test(file)) return 'test';
  return /^(bench|crash)\//.test(file) ? 'program' : 'support';
}

it('support code is less than a quarter of what it supports', () => {
  const lines = { test: 0, program: 0, support: 0 };
  for (const file of readdirSync('tests', { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.ts'),
  ))
    lines[kindOf(file)] += readFileSync(join('tests', file), 'utf8').split('\n').length;
  expect(lines.support / lines.test).toBeLessThan(0.25);
});
