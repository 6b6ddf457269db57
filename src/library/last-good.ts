import * as z from 'zod';
import { type FoundFile, organizationFile } from './folder.ts';
import { type Loaded, type LoadOptions, loadFiles } from './load.ts';

/** The files of the last library without errors: text by path. */
export type GoodFiles = ReadonlyMap<string, string>;

/** The files as they can be kept. */
export function goodFiles(found: FoundFile[]): GoodFiles {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return new Map(found.map(({ file, bytes }) => [file, decoder.decode(bytes)]));
}

/**
 * Loads a library whose files have errors from the last good version of those files. Where that doesn't make a whole
 * library, because the fault lies between files, all of them are taken as they were.
 * @param broken what the files gave as they are
 * @returns undefined when what was kept can't be used either
 */
export function loadLastGood(
  broken: Loaded,
  kept: GoodFiles,
  options: LoadOptions,
): { library: NonNullable<Loaded['library']>; replaced: string[] } | undefined {
  const faulty = new Set(broken.findings.filter(({ level }) => level === 'error').map(({ file }) => file));
  const files = new Map(broken.found.map((one) => [one.file, one]));
  for (const file of faulty) {
    const text = kept.get(file);
    if (text !== undefined) files.set(file, { file, bytes: new TextEncoder().encode(text) });
  }
  const { library } = loadFiles(inOrder([...files.values()]), options);
  if (library !== undefined) return { library, replaced: [...faulty].sort() };
  const whole = loadFiles(
    inOrder([...kept].map(([file, text]) => ({ file, bytes: new TextEncoder().encode(text) }))),
    options,
  );
  return whole.library && { library: whole.library, replaced: [...kept.keys()].sort() };
}

/** The organization first, the others by name, as they come from a folder. */
function inOrder(files: FoundFile[]): FoundFile[] {
  const rank = ({ file }: FoundFile) => (file === organizationFile ? '' : file);
  return files.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

const shape = z.record(z.string(), z.string());

/** The files as one text, for keeping. */
export function textOf(files: GoodFiles): string {
  return JSON.stringify(Object.fromEntries(files));
}

/** @returns undefined when the text is not one of `textOf` */
export function filesIn(text: string): GoodFiles | undefined {
  try {
    return new Map(Object.entries(shape.parse(JSON.parse(text))));
  } catch {
    return undefined;
  }
}
