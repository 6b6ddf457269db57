import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The program is for other people's systems: what it knows of the samples it reads from their files. */

const samples = readdirSync('runbooks/systems').map((file) => ({
  id: file.replace('.yaml', ''),
  text: readFileSync(join('runbooks/systems', file), 'utf8'),
}));
const secrets = samples.flatMap(({ text }) =>
  [...text.matchAll(/\benv: ([A-Z0-9_]+)/g)].map(([, name]) => name),
);
const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(tsx?|md|css|html)$/.test(file))
  .map((file) => ({ file, text: readFileSync(join('src', file), 'utf8') }));

/** Comments explain by example, and the samples are the examples everybody knows. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

describe('what the code says of the sample systems', () => {
  it('there are samples to look for', () => {
    expect(samples.length).toBeGreaterThan(2);
    expect(secrets.length).toBeGreaterThan(samples.length);
  });

  it('never the name of a secret, not even in a comment', () => {
    const said = files.filter(({ text }) => secrets.some((name) => text.includes(name ?? '')));
    expect(said.map(({ file }) => file)).toEqual([]);
  });

  it('the name of a system only in the examples of the help', () => {
    const code = files.filter(({ file }) => /\.tsx?$/.test(file));
    const said = code.filter(({ text }) => samples.some(({ id }) => withoutComments(text).includes(id)));
    expect(said.map(({ file }) => file)).toEqual(['domain/chat/commands.ts']);
  });
});
