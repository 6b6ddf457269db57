import { describe, expect, it } from 'vitest';
import { plainName } from '../../src/domain/plain-name.ts';
import { severityOfWord } from '../../src/domain/signals/severity-words.ts';
import { random } from '../hostile/random.ts';

describe('a severity in its sender’s words', () => {
  it.each([
    ['sev1', 'sev1 SEV-1 Sev_1 severity1 P1 p-1 P0 S1 prio1 1 0 ｐ１'],
    ['sev2', 'critical CRITICAL crit High page urgent error fatal ALERT emerg P2 sev2 2'],
    ['sev3', 'warning Warn medium moderate minor ticket P3 3'],
    ['sev4', 'info low notice none OK debug P4 P5 sev5 4 5'],
    [undefined, 'banana sev12 P10 criticality constructor __proto__ 6 99 sev x1'],
  ])('%s', (severity, words) => {
    for (const word of words.split(' ')) expect([word, severityOfWord(word)]).toEqual([word, severity]);
  });

  it.each([
    ['1 - Critical', 'sev1'],
    ['SEV-2 (all users)', 'sev2'],
    ['severity: 3', undefined],
    ['critical/page', 'sev2'],
    ['  warning ', 'sev3'],
    ['', undefined],
  ])('%j', (word, severity) => {
    expect(severityOfWord(word)).toBe(severity);
  });
});

describe('a foreign name as an id', () => {
  it('is an id, is its own, and stays the same, whatever the name is', () => {
    const dice = random(11);
    const letters = [...'aB3-_. /:支é́😀<\u202eß'];
    for (let round = 0; round < 3000; round++) {
      const name = Array.from({ length: dice.below(70) }, () => dice.pick(letters)).join('');
      const id = plainName(name, 'system');
      expect(id, name).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
      expect(plainName(id, 'system'), name).toBe(id);
    }
  });
});
