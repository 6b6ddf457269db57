import { execFileSync } from 'node:child_process';

/** An instruction of a Dockerfile on one line: `COPY` and `. .`. */
export interface Instruction {
  name: string;
  rest: string;
}

/** Its instructions in order, without comments. */
export function instructionsOf(dockerfile: string): Instruction[] {
  return dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return name && rest ? [{ name, rest: rest.trim() }] : [];
    });
}

/** Each stage begins with its `FROM`. */
export function stagesOf(instructions: Instruction[]): Instruction[][] {
  const starts = instructions.flatMap(({ name }, n) => (name === 'FROM' ? [n] : []));
  return starts.map((start, n) => instructions.slice(start, starts[n + 1]));
}

/** The files of the repository that a build is given: all but those that `.dockerignore` leaves out. */
export function contextOf(dockerignore: string): string[] {
  const rules = dockerignore.split('\n').filter((line) => line !== '' && !line.startsWith('!'));
  const isOut = (path: string) => rules.some((rule) => path === rule || path.startsWith(`${rule}/`));
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
  return files.filter((path) => !isOut(path));
}
