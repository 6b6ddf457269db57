import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Instruction } from './dockerfile.ts';

/** Where a stage is carried out, and with what. */
export interface Place {
  /** Has a folder for each stage, and `context` for the files of the repository. */
  root: string;
  stage: string;
  env: NodeJS.ProcessEnv;
  tell(line: string): void;
}

/** Absolute paths of a stage, each below the folder that stands for its root. */
export const within = ({ root, stage }: Pick<Place, 'root' | 'stage'>, words: string) =>
  words.replaceAll(/(?<=^|\s)\/(?=[a-z])/g, `${join(root, stage)}/`);

/** What an image sets in the environment of its program. */
export function settingsOf(instructions: Instruction[], place: Pick<Place, 'root' | 'stage'>) {
  const words = instructions.filter(({ name }) => name === 'ENV').flatMap(({ rest }) => rest.split(/\s+/));
  return Object.fromEntries(
    words.map((word) => {
      const [name = '', value = ''] = word.split('=');
      return [name, within(place, value)];
    }),
  );
}

/** Carries out what a stage copies and runs. What it asks of Debian has to be on the machine. */
export function carryOut(instructions: Instruction[], place: Place): void {
  let folder = '/';
  for (const { name, rest } of instructions) {
    const inStage = join(place.root, place.stage, folder);
    if (name === 'WORKDIR') {
      folder = rest;
      mkdirSync(join(place.root, place.stage, folder), { recursive: true });
    } else if (name === 'COPY') copy(rest.split(/\s+/), folder, place);
    else if (name === 'RUN' && !rest.startsWith('apt-get')) {
      place.tell(`RUN ${rest}`);
      const words = ['-euc', within(place, rest)];
      execFileSync('bash', words, { cwd: inStage, env: place.env, stdio: 'inherit' });
    }
  }
}

function copy(words: string[], folder: string, { root, stage }: Place): void {
  const paths = words.filter((word) => !word.startsWith('--'));
  const from = paths.length < words.length ? 'build' : 'context';
  const to = paths.pop() ?? '';
  const isMany = paths.length > 1 || to.endsWith('/');
  for (const path of paths) {
    const target = join(root, stage, resolve(folder, to), isMany ? path : '');
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(root, from, path), target, { recursive: true, verbatimSymlinks: true });
  }
}
