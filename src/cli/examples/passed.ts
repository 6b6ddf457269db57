import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type EvalRun, readEvalRun } from '../../domain/response/eval-run.ts';
import { type Answer, answer, misuse, nothingFound } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

interface Asked {
  run: string;
  by: string;
  json?: boolean;
}

/** What a run meant for an incident. */
export type RunNoted =
  | { refused: string }
  | { passed: boolean; examples: { name: string; outcome: string }[]; repeated: boolean };

export interface RunMeans {
  /** undefined where there are no records. */
  noteRun(
    incident: number,
    run: EvalRun,
    by: { kind: 'source'; name: string },
  ): Promise<RunNoted | undefined>;
  user: string;
}

/** Adds `airb examples passed <number> --run <file>`. */
export function registerPassed(examples: Command, means: RunMeans, io: Io): void {
  examples
    .command('passed')
    .argument('<number>', 'incident number')
    .description(
      'Note what a run of the eval says of the blocking examples of an incident; 1 where they did not all pass.',
    )
    .requiredOption('--run <file>', 'what promptfoo writes with --output, or the JSON of docs/evals.md')
    .option('--by <name>', 'who says so, for the record', means.user)
    .option('--json', 'print JSON')
    .action(async (number: string, asked: Asked) => answer(io, await passed(means, number, asked), asked));
}

async function passed({ noteRun }: RunMeans, number: string, { run: file, by }: Asked): Promise<Answer> {
  const digits = /^(?:#|inc-)?([1-9]\d{0,8})$/i.exec(number.trim())?.[1];
  if (digits === undefined) return misuse(`“${number}” is not an incident number. Write 42, #42 or INC-42.`);
  const run = readRun(file);
  if ('refused' in run) return misuse(run.refused);
  const noted = await noteRun(Number(digits), run, { kind: 'source', name: `${by} (command line)` });
  if (noted === undefined) return nothingFound('no records here');
  if ('refused' in noted) return nothingFound(noted.refused);
  const rows = noted.examples.map(({ name, outcome }) => `${name}  ${outcome}`);
  const sum = noted.passed
    ? `All blocking examples of INC-${digits} passed.`
    : `Not all blocking examples of INC-${digits} passed.`;
  const again = noted.repeated ? ' It was on record already.' : '';
  return { people: [...rows, `${sum}${again}`].join('\n'), json: noted, exit: noted.passed ? 0 : 1 };
}

function readRun(file: string): EvalRun | { refused: string } {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return { refused: `${file} is not readable as JSON: ${error instanceof Error ? error.message : error}` };
  }
  const run = readEvalRun(given);
  return 'wrong' in run ? { refused: `${file}, ${run.field}: ${run.wrong}.` } : run;
}
