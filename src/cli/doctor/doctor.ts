import { type Command, InvalidArgumentError } from 'commander';
import type { Check } from '../../app/doctor/check.ts';
import { type Examined, examine, tryPages } from '../../app/doctor/examine.ts';
import { type Group, grouped } from '../../app/doctor/order.ts';
import { second } from '../../domain/time.ts';
import { type Answer, answer } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

/**
 * Adds `airb doctor`; it exits with 1 when anything is missing or broken.
 * @param leave ends the process: what gave no answer in time may keep a connection open for much longer
 */
export function registerDoctor(
  program: Command,
  { leave, ...examined }: Examined & { leave?: () => void },
  io: Io,
): void {
  program
    .command('doctor')
    .description(
      'check settings, records, runbooks, chat and signals; say what is missing and what that costs',
    )
    .option('--json', 'print JSON')
    .option(
      '--within <seconds>',
      'how long answers are waited for, 1 to 600; about three when left out',
      seconds,
    )
    .option('--page-test <person>', 'page one person by each way that is set up, marked as a test')
    .action(async (asked: { json?: boolean; pageTest?: string; within?: number }) => {
      const { pageTest, within } = asked;
      const checks = pageTest === undefined ? examine(examined, within) : tryPages(examined, pageTest);
      answer(io, told(await checks), asked);
      leave?.();
    });
}

/** Whole seconds, as milliseconds. */
function seconds(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > 600)
    throw new InvalidArgumentError('Expected a whole number of seconds from 1 to 600.');
  return Number(text) * second;
}

function told(checks: Check[]): Answer {
  const ok = checks.every(({ state }) => state === 'ok');
  const groups = grouped(checks);
  const people = [...groups.map(groupLines), counted(checks)].join('\n\n');
  return { people, json: { ok, checks: groups.flatMap((group) => group.checks) }, exit: ok ? 0 : 1 };
}

/**
 * ```
 * signals
 *   missing  PROMETHEUS_URL is not set
 *            cost  rollbacks are not measured
 *            fix   Set it to the address of your Prometheus
 * ```
 */
function groupLines({ about, checks }: Group): string {
  return [about, ...checks.flatMap(checkLines)].join('\n');
}

function checkLines({ state, what, cost, fix }: Check): string[] {
  const under = ' '.repeat(11);
  return [
    `  ${state.padEnd(8)} ${plain(what)}`,
    ...(cost === undefined ? [] : [`${under}cost  ${plain(cost)}`]),
    ...(fix === undefined ? [] : [`${under}fix   ${plain(fix)}`]),
  ];
}

function counted(checks: Check[]): string {
  const many = (state: Check['state']) => checks.filter((one) => one.state === state).length;
  return `${many('broken')} broken, ${many('missing')} missing, ${many('ok')} ok`;
}

/** A line needs no full stop. */
function plain(text: string): string {
  return text.replace(/\.$/, '');
}
