import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { maxFileBytes } from './parse.ts';

export interface FoundFile {
  /** Path below the runbooks folder, with `/`. */
  file: string;
  /** Reading stops one byte above the limit: that is enough to know that a file is too large. */
  bytes: Uint8Array;
}

/** The YAML files of a folder and its subfolders, sorted, hidden ones left out. Links are followed, as mounts use them. */
export function yamlFiles(dir: string, below: string, depth = 2): FoundFile[] {
  const files: FoundFile[] = [];
  for (const name of namesIn(join(dir, below))) {
    const file = below === '' ? name : `${below}/${name}`;
    const stat = statSync(join(dir, file), { throwIfNoEntry: false });
    if (stat?.isDirectory() && depth > 0) files.push(...yamlFiles(dir, file, depth - 1));
    else if (stat?.isFile() && /\.ya?ml$/.test(name)) files.push(readOne(dir, file, stat.size));
  }
  return files;
}

/** Every file a library is made of, in the order it is read. */
export function libraryFiles(dir: string): FoundFile[] {
  const organization = readIfThere(dir, organizationFile);
  return [
    ...(organization ? [organization] : []),
    ...yamlFiles(dir, 'systems'),
    ...yamlFiles(dir, 'library'),
  ];
}

export const organizationFile = 'organization.yaml';

/** @returns undefined when there is no such file */
function readIfThere(dir: string, file: string): FoundFile | undefined {
  const stat = statSync(join(dir, file), { throwIfNoEntry: false });
  return stat?.isFile() ? readOne(dir, file, stat.size) : undefined;
}

/** Every folder that can hold files, for watching. */
export function foldersBelow(dir: string): string[] {
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const groups = namesIn(join(dir, 'library')).map((name) => join(dir, 'library', name));
  return [dir, join(dir, 'systems'), join(dir, 'library'), ...groups].filter(isFolder);
}

function readOne(dir: string, file: string, size: number): FoundFile {
  return {
    file,
    bytes: size > maxFileBytes ? new Uint8Array(maxFileBytes + 1) : readFileSync(join(dir, file)),
  };
}

function namesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
}
