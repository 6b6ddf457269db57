import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFile } from '../../src/library/parse.ts';

const folder = 'runbooks';
const files = {
  organization: 'organization.yaml',
  system: 'systems/support-bot.yaml',
  runbook: 'library/governance/refusal-spike.yaml',
} as const;

/** What the linter finds when the first `key: …` of a shipped file is given another length. */
function lengthened(kind: keyof typeof files, key: string, length: string) {
  const text = readFileSync(`${folder}/${files[kind]}`, 'utf8');
  const field = new RegExp(`\\b${key}: ?["']?\\d+[smhd]["']?`);
  const line = text.slice(0, text.search(field)).split('\n').length;
  const changed = text.replace(field, `${key}: ${length}`);
  expect(changed, `no ${key} in ${files[kind]}`).not.toBe(text);
  const { findings } = parseFile(kind, files[kind], new TextEncoder().encode(changed));
  return { line, findings };
}

/** One error, on the line of the length, that says what was expected. */
function expectRefused({ line, findings }: ReturnType<typeof lengthened>, expected: string) {
  expect(findings).toMatchObject([{ level: 'error', line, expected: expect.stringContaining(expected) }]);
}

describe('a duration of nothing', () => {
  it.each<[keyof typeof files, string, string, string]>([
    ['organization', 'every', '0m', 'at least 1m'],
    ['organization', 'every', '0h0m0s', 'at least 1m'],
    ['organization', 'every', '59s', 'at least 1m'],
    ['organization', 'first', '0s', 'at least 1m'],
    ['organization', 'firstFor', '0m', 'at least 1m'],
    ['organization', 'then', '1s', 'at least 1m'],
    ['system', 'after', '0m', 'longer than zero'],
    ['runbook', 'measureAfter', '0d', 'longer than zero'],
  ])('%s: `%s: %s` is refused on its line', (kind, key, length, expected) => {
    expectRefused(lengthened(kind, key, length), expected);
  });

  it.each<[keyof typeof files, string]>([
    ['runbook', 'for'],
    ['runbook', 'hold'],
  ])('%s: `%s: 0s` takes the first reading, which is a choice', (kind, key) => {
    expect(lengthened(kind, key, '0s').findings).toEqual([]);
  });

  it.each<[keyof typeof files, string, string, string]>([
    ['organization', 'every', '25h', 'at most 24h'],
    ['organization', 'first', '999999d', 'at most 24h'],
    ['organization', 'firstFor', '31d', 'at most 30d'],
    ['organization', 'then', '2d', 'at most 24h'],
    ['organization', 'joinWindow', '31d', 'at most 30d'],
    ['organization', 'lookBack', '91d', 'at most 90d'],
    ['system', 'after', '25h', 'at most 24h'],
    ['runbook', 'measureAfter', '2d', 'at most 24h'],
    ['runbook', 'for', '8d', 'at most 7d'],
    ['runbook', 'hold', '8d', 'at most 7d'],
  ])('%s: `%s: %s` is a slip, and refused on its line', (kind, key, length, expected) => {
    expectRefused(lengthened(kind, key, length), expected);
  });

  it('is never less than nothing', () => {
    expect(lengthened('organization', 'every', '-5m').findings).not.toEqual([]);
  });
});
