import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { documentOffset, type Path } from '../../src/library/source.ts';
import { plainOffset, readPlain } from '../../src/yaml/plain.ts';
import { random } from '../hostile/random.ts';

const shipped = readdirSync('runbooks', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({ file, text: readFileSync(join('runbooks', file), 'utf8') }));

const full = (text: string) => parseDocument(text, { prettyErrors: false, logLevel: 'silent' });

/** Every path of the data, the deepest last. */
function pathsBelow(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const names: Path = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...names.flatMap((name) => pathsBelow(Reflect.get(value, name), [...path, name]))];
}

/** In what the fast reader differs from the full parser; nothing when it leaves the text to that one. */
function difference(text: string): string | undefined {
  const plain = readPlain(text);
  if (plain === undefined) return undefined;
  const document = full(text);
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) return `takes what is refused: ${fault.message}`;
  const [ours, theirs] = [plain.data, document.toJS()].map((data) => JSON.stringify(data));
  if (ours !== theirs) return `reads ${ours}, not ${theirs}`;
  const offset = plainOffset(text);
  for (const path of pathsBelow(plain.data)) {
    for (const on of ['key', 'value'] as const) {
      if (offset(path, on) !== documentOffset(document, path, on))
        return `places the ${on} of ${path.join('.')} elsewhere`;
    }
  }
  return undefined;
}

describe('the fast reader on every shipped file', () => {
  it.each(shipped)('$file is read the fast way, to the same data at the same places', ({ text }) => {
    expect(readPlain(text)).toBeDefined();
    expect(difference(text)).toBeUndefined();
  });

  it('places what is not there where the full parser does', () => {
    const text = shipped.find(({ file }) => file.endsWith('support-bot.yaml'))?.text ?? '';
    for (const path of [
      ['nothing'],
      ['parts', 'nothing'],
      ['parts', 'flag', 'kind', 'deeper'],
      ['onCall', 9],
    ]) {
      expect(plainOffset(text)(path, 'value'), path.join('.')).toBe(
        documentOffset(full(text), path, 'value'),
      );
    }
  });
});

describe('what the fast reader leaves to the full parser', () => {
  it.each([
    ['an anchor', 'a: &x 1\n'],
    ['an alias', 'a: *x\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a merge key', '<<: { a: 1 }\n'],
    ['a field twice', 'a: 1\na: 2\n'],
    ['a field twice on one line', 'a: { b: 1, b: 2 }\n'],
    ['a tab', 'a:\n\tb: 1\n'],
    ['a name that is a value', 'null: 1\n'],
    ['the prototype', '__proto__: 1\n'],
    ['a complex key', '? [a]\n: 1\n'],
    ['a second document', 'a: 1\n---\nb: 2\n'],
    ['a directive', '%YAML 1.2\n---\na: 1\n'],
    ['a second colon', 'a: b: c\n'],
    ['text over several lines', 'a: one\n  two\n'],
    ['an open quote', 'a: "b\n'],
    ['an escape it does not know', 'a: "\\u0041"\n'],
    ['a list over several lines', 'a: [b,\n  c]\n'],
    ['a comma too many', 'a: [b, ]\n'],
    ['an indentation that fits nowhere', 'a:\n    b: 1\n  c: 2\n'],
    ['a number in another base', 'a: 0x1f\n'],
    ['a number with an exponent', 'a: 1e3\n'],
    ['infinity', 'a: .inf\n'],
    ['folded text with a line further in', 'a: >-\n  b\n   c\n'],
    ['an indentation indicator', 'a: |2\n  b\n'],
    ['the end within a line', 'a: 1'],
    ['a no-break space', 'a:\u00a01\n'],
    ['flow lists deep in each other', `a: ${'['.repeat(12)}${']'.repeat(12)}\n`],
    ['blocks deep in each other', Array.from({ length: 40 }, (_, n) => `${' '.repeat(n * 2)}a:\n`).join('')],
    ['a very long line', `a: ${'b'.repeat(20_000)}\n`],
    ['nothing', '\n'],
    ['a list alone', '- a\n'],
  ])('%s', (_, text) => {
    expect(readPlain(text)).toBeUndefined();
  });
});

const bits = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\n  ',
    '\n    ',
    ':',
    ': ',
    '- ',
    '-',
    '#',
    ' #',
    '"',
    "'",
    '""',
    '[',
    ']',
    '{',
    '}',
  ],
  ...[
    ',',
    ', ',
    '>',
    '|',
    '>-',
    '|-',
    '>+',
    '|2',
    '&a',
    '*a',
    '!',
    '? ',
    '%',
    '@',
    '`',
    '~',
    'null',
    'true',
    '1',
  ],
  ...[
    '0x1',
    '1e3',
    '.5',
    '---',
    '\n---\n',
    '...',
    '<<: ',
    '\\',
    '\t',
    'é',
    '\u00a0',
    'a: b',
    'key:',
    '2026-01-01',
  ],
  ...[
    '1_000',
    '0o7',
    '+1',
    '-0',
    '.inf',
    '  - a\n',
    "'a'b",
    '[a',
    '{}',
    '[ ]',
    '{a: b}',
    '[a: b]',
    ',,',
    'NULL',
  ],
];

describe('a shipped file that was cut up and spoilt', () => {
  it('is read to what the full parser reads, or left to it', () => {
    const { below, pick } = random(20261122);
    let taken = 0;
    for (let round = 0; round < 4000; round++) {
      const lines = pick(shipped).text.split('\n');
      const piece = lines.slice(below(lines.length)).slice(0, 3 + below(25));
      const left = Math.min(
        ...piece.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)),
        99,
      );
      let text = `${piece.map((line) => line.slice(left)).join('\n')}\n`;
      for (let spoils = below(4); spoils > 0; spoils--) {
        const at = below(text.length);
        text =
          text.slice(0, at) +
          (below(3) > 0 ? pick(bits) : '') +
          text.slice(at + (below(2) > 0 ? 0 : below(5)));
      }
      if (readPlain(text) !== undefined) taken++;
      expect(difference(text), JSON.stringify(text)).toBeUndefined();
    }
    expect(taken).toBeGreaterThan(300);
  });
});
