import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A runbooks folder of any size, made from the shipped files: the runbooks in turn, each copy with texts, aliases and
 * a name of its own, and the systems likewise. Comments, blocks and lengths are those people write.
 */
export function largeLibrary(
  dir: string,
  { runbooks, systems }: Record<'runbooks' | 'systems', number>,
): string {
  const folder = mkdtempSync(join(dir, 'library-'));
  const shipped = filesBelow('runbooks/library');
  const samples = filesBelow('runbooks/systems');
  mkdirSync(join(folder, 'systems'));
  for (let n = 0; n < runbooks; n++) {
    const { group, name, text } = shipped[n % shipped.length] ?? nothing();
    mkdirSync(join(folder, 'library', group), { recursive: true });
    writeFileSync(
      join(folder, 'library', group, n < shipped.length ? name : `copy-${n}-of-${name}`),
      ownWords(text, n),
    );
  }
  for (let n = 0; n < systems; n++) {
    const { name, text } = samples[n % samples.length] ?? nothing();
    const id = name.replace(/\.yaml$/, '');
    const own = n < samples.length ? id : `copy-${n}-of-${id}`;
    writeFileSync(
      join(folder, 'systems', `${own}.yaml`),
      text.replaceAll(`system="${id}"`, `system="${own}"`),
    );
  }
  writeFileSync(join(folder, 'organization.yaml'), readFileSync('runbooks/organization.yaml'));
  return folder;
}

/** Texts, a failure (the file's name) and aliases that no other copy has, so that the copies are neither filler nor ties. */
function ownWords(text: string, n: number): string {
  return text
    .replace(/\b(look|means): (>-\n\s+|["'])?/g, `$&In copy ${n} - `)
    .replace(/^failure: .*\n/m, '')
    .replace(/^match:\n(?:(?: .*)?\n)+/m, (matchers) =>
      matchers.replace(/: ([\w-]+)(?=[,\s}])/g, `: $1-${n}`),
    );
}

interface Shipped {
  group: string;
  name: string;
  text: string;
}

function filesBelow(folder: string): Shipped[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .map((path) => {
      const [group = '', name = path] = path.split('/');
      return { group, name, text: readFileSync(join(folder, path), 'utf8') };
    });
}

function nothing(): never {
  throw new Error('there are no shipped files to copy');
}
