import type { Command } from 'commander';
import type { Check } from '../../app/doctor/check.ts';
import { type Examined, examine, tryPages } from '../../app/doctor/examine.ts';
import { type Answer, answer } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

/** Adds `airb doctor`; it exits with 1 when anything is missing or broken. */
export function registerDoctor(program: Command, examined: Examined, io: Io): void {
  program
    .command('doctor')
    .description(
      'check settings, records, runbooks, chat and signals; say what is missing and what that costs',
    )
    .option('--json', 'print JSON')
    .option('--page-test <person>', 'page one person by each way that is set up, marked as a test')
    .action(async (asked: { json?: boolean; pageTest?: string }) => {
      const { pageTest } = asked;
      const checks = pageTest === undefined ? examine(examined) : tryPages(examined, pageTest);
      answer(io, told(await checks), asked);
    });
}

function told(checks: Check[]): Answer {
  const ok = checks.every(({ state }) => state === 'ok');
  return { people: checks.map(checkLine).join('\n'), json: { ok, checks }, exit: ok ? 0 : 1 };
}

/** `missing  signals   PROMETHEUS_URL is not set: rollbacks are not measured. Set it to …` */
function checkLine({ check, state, what, cost, fix }: Check): string {
  const parts = [cost === undefined ? what : `${what.replace(/\.$/, '')}: ${cost}`, ...(fix ? [fix] : [])];
  return `${state.padEnd(8)} ${check.padEnd(9)} ${parts.map((part) => part.replace(/\.$/, '')).join('. ')}`;
}
