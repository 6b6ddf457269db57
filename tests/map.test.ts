import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What is told of the code, held to the code: the picture, the map, and the files that say why. */

const read = (file: string) => readFileSync(file, 'utf8');
const unique = (names: string[]) => [...new Set(names)].toSorted();
const inBackticks = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, said = '']) => said);

/** Every file below a folder, as paths from the root of the repository. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .filter((path) => statSync(path).isFile());
}

const source = filesBelow('src');
const rooms = readdirSync('src').filter((name) => statSync(join('src', name)).isDirectory());
const code = source
  .filter((file) => /\.tsx?$/.test(file))
  .map(read)
  .join('\n');
const rationale = source.filter((file) => file.endsWith('.md'));

describe('the picture', () => {
  const picture = read('docs/architecture.svg');
  /** What a reader sees: neither the style nor the description. */
  const seen = [...picture.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, inner = '']) =>
    inner.replace(/<[^>]+>/g, ''),
  );

  it('shows each folder of src, and none that is not there', () => {
    const named = seen
      .flatMap((text) => text.match(/[a-z][a-z-]*\//g) ?? [])
      .map((name) => name.slice(0, -1));
    expect(unique(named.filter((name) => name !== 'src'))).toEqual(unique(rooms));
  });

  it.each([
    ['the doors of flow', ['intake', 'interact'], 'src/flow'],
    ['the steps of the writer', ['needs', 'load', 'fold', 'decide', 'append'], 'src/flow/write.ts'],
    ['the steps of the sender', ['claim', 'send', 'settle', 'retry'], 'src/flow'],
  ])('names %s as the code does', (_, words, place) => {
    expect(words.filter((word) => !seen.includes(word))).toEqual([]);
    const files = statSync(place).isDirectory() ? filesBelow(place) : [place];
    const text = files.flatMap((file) => [file, read(file)]).join('\n');
    expect(words.filter((word) => !new RegExp(`\\b${word}`).test(text))).toEqual([]);
  });

  it('has its colours for light and dark, loads nothing from elsewhere, and says in words what it shows', () => {
    expect(picture).toContain('prefers-color-scheme: dark');
    expect(picture.match(/\b(?:href|src|url)\b\s*[=(]/g)).toBeNull();
    expect(picture).toMatch(/<title id="title">.+<\/title>\s*<desc id="desc">/);
  });

  it.each(['CONTRIBUTING.md', 'README.md'])('is shown or linked in %s', (file) => {
    expect(read(file)).toContain('](docs/architecture.svg)');
  });
});

describe('the map of CONTRIBUTING', () => {
  it('has a line for each folder of src, and for none that is not there', () => {
    const table = read('CONTRIBUTING.md').split('| room of `src/` |')[1]?.split('\n\n')[0] ?? '';
    const firstCells = table.split('\n').map((line) => line.split('|')[1] ?? '');
    expect(unique(firstCells.flatMap(inBackticks))).toEqual(unique(rooms.map((room) => `${room}/`)));
  });
});

describe('docs/rationale.md', () => {
  it('lists every .md file below src once, each with a line on what it says', () => {
    const lines = [...read('docs/rationale.md').matchAll(/^- \[[^\]]+\]\(\.\.\/([^)]+)\): (.+)$/gm)];
    const listed = lines.map(([, path = '']) => path).filter((path) => path.startsWith('src/'));
    expect(listed.toSorted()).toEqual(rationale.toSorted());
    for (const [, path, line = ''] of lines) expect(line.split(' ').length, path).toBeGreaterThan(4);
  });
});

const told = [
  ...rationale,
  'CONTRIBUTING.md',
  'README.md',
  ...filesBelow('docs'),
  ...filesBelow('tests/bench'),
].filter((file) => file.endsWith('.md'));

/**
 * Whether a name in backticks is a place in the code: from the root, from src, or from the folder of the file that says
 * it, where any folder between may be left out.
 */
function isThere(name: string, file: string): boolean {
  const own = dirname(file);
  if ([own, '.', 'src'].some((from) => existsSync(join(from, name)))) return true;
  const tail = `/${name.replace(/\/$/, '')}`;
  const below = source.filter((path) => path.startsWith(`${own}/`));
  return below.some((path) => path.endsWith(tail) || (name.endsWith('/') && path.includes(`${tail}/`)));
}

/** `write.ts`, `src/flow/write.ts`, `inbound/`: what can only be a file or folder of ours. */
function placesIn(text: string): string[] {
  return inBackticks(text).filter((said) =>
    /^(?:\.\.\/)*(?:[\w.-]+\/)*[\w.-]+\.tsx?$|^(?:src|tests|bench|docs|runbooks)\/[\w./-]+$|^[a-z-]+(?:\/[a-z-]+)*\/$/.test(
      said,
    ),
  );
}

/** Folders that commands write, or that people make by following a page. */
const elsewhere = new Set(['dist/', 'dist-site/', 'coverage/core/', 'systems/']);

/** Names of other people's, told of because we do not use them, or not yet. */
const foreign = new Set(['authorizeJWT', 'dangerouslySetInnerHTML', 'innerHTML', 'pgTable']);

describe('what is written about the code', () => {
  it.each(told)('%s names only files and folders that are there', (file) => {
    const gone = placesIn(read(file)).filter((name) => !elsewhere.has(name) && !isThere(name, file));
    expect(gone).toEqual([]);
  });

  it.each(told)('%s links only to files that are there', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(
      ([, to = '']) => to,
    );
    expect(links.filter((to) => !existsSync(normalize(join(dirname(file), to))))).toEqual([]);
  });

  it.each(rationale)('%s names only functions and values that the code has', (file) => {
    const words = inBackticks(read(file)).filter((said) => /^[a-z]+(?:[A-Z][a-z0-9]*)+$/.test(said));
    const gone = words.filter((word) => !foreign.has(word) && !new RegExp(`\\b${word}\\b`).test(code));
    expect(gone).toEqual([]);
  });
});
