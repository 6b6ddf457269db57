import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closest, didYouMean, suggest } from '../../src/domain/suggest.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz-';

/** Every word one slip away: a letter missing, added, wrong, or swapped with its neighbour. */
function slipsOf(word: string): string[] {
  const places = [...word].map((_, n) => n);
  const added = [...places, word.length].flatMap((n) =>
    [...letters].map((letter) => word.slice(0, n) + letter + word.slice(n)),
  );
  return [
    ...added,
    ...places.map((n) => word.slice(0, n) + word.slice(n + 1)),
    ...places.flatMap((n) => [...letters].map((letter) => word.slice(0, n) + letter + word.slice(n + 1))),
    ...places.map(
      (n) =>
        word.slice(0, n) +
        word
          .slice(n, n + 2)
          .split('')
          .reverse()
          .join('') +
        word.slice(n + 2),
    ),
  ];
}

describe('a misspelt word', () => {
  it.each(['rollback', 'index', 'support-bot', 'ben', 'Prompt'])('%s is known after any one slip', (word) => {
    const slips = slipsOf(word);
    expect(slips.length).toBeGreaterThan(100);
    expect(slips.filter((slip) => closest(slip, ['unlike-anything', word]) !== word)).toEqual([]);
  });

  it.each([
    ['two slips', 'rolbakc', 'rollback'],
    ['three slips', 'refusl-spiek2', 'refusal-spike'],
    ['another case', 'SUPPORT-BOT', 'support-bot'],
    ['one slip in a word of two letters', 'on', 'in'],
  ])('is known after %s', (_, typed, meant) => {
    expect(closest(typed, [meant])).toBe(meant);
  });

  it.each([
    ['two slips in a word of five letters', 'idnxe', 'index'],
    ['four slips, however long it is', 'contrct-sumariserxx', 'contract-summariser'],
    ['nothing but a beginning in common', 'fall', 'fallback-model'],
    ['the same letters in a wholly different order', 'tpmorp', 'prompt'],
  ])('is not guessed at after %s', (_, typed, other) => {
    expect(closest(typed, [other])).toBeUndefined();
  });

  it('is the nearest of several, and the first of two as near', () => {
    expect(closest('indx', ['ind', 'index', 'indy'])).toBe('ind');
    expect(closest('promt', ['prom', 'prompt', 'promts'])).toBe('prom');
    expect(closest('rolback', ['callback', 'rollback'])).toBe('rollback');
  });

  it('is nobody where nobody is known', () => {
    expect(closest('x', [])).toBeUndefined();
    expect(closest('', ['rollback'])).toBeUndefined();
  });
});

describe('the suggestion', () => {
  it('is one sentence, with the name as code or in quotes', () => {
    expect(suggest('indx', ['model', 'index'])).toBe('Did you mean `index`?');
    expect(suggest('stauts', ['status'], 'quotes')).toBe('Did you mean “status”?');
    expect(suggest('sandwich', ['status'])).toBeUndefined();
    expect(didYouMean('help')).toBe('Did you mean `help`?');
  });

  it('is worded in one place', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.tsx?$/.test(file),
    );
    const wordings = files
      .filter((file) => !file.startsWith('sandbox/'))
      .filter((file) => /did you mean/i.test(readFileSync(join('src', file), 'utf8')));
    const advice =
      'Ask suggest() of domain/suggest.ts, so that near means the same and reads the same everywhere.';
    expect(wordings, advice).toEqual(['domain/suggest.ts']);
  });
});
