import type { Command } from 'commander';
import type { Config } from '../../config.ts';
import { ConfigError } from '../../errors.ts';
import type { Io } from '../terminal/io.ts';
import { checkChat } from './chat.ts';
import { checkReach } from './reach.ts';
import { checkRecords } from './records.ts';
import type { Line, Means } from './result.ts';
import { checkRunbooks } from './runbooks.ts';
import { checkSignals } from './signals.ts';

/**
 * The verb `doctor` (requirement O4): looks at everything airb needs here, changes nothing, and says what is missing and
 * what that costs. Ends with 1 when anything is.
 * @param settings throws ConfigError when the environment is not usable, which is a finding like any other
 */
export function registerDoctor(
  program: Command,
  checks: { settings: () => Config; means: (config: Config) => Promise<Means> },
  io: Io,
): void {
  program
    .command('doctor')
    .description(
      'check settings, records, runbooks, chat and signals; say what is missing and what that costs',
    )
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const lines = await examine(checks);
      const ok = lines.every(({ state }) => state === 'ok');
      io.out(json ? JSON.stringify({ ok, checks: lines }, null, 2) : lines.map(print).join('\n'));
      io.exit(ok ? 0 : 1);
    });
}

async function examine(checks: Parameters<typeof registerDoctor>[1]): Promise<Line[]> {
  let config: Config;
  try {
    config = checks.settings();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const cost = 'airb does not start, and nothing else was looked at';
    return [{ check: 'settings', state: 'broken', what: error.message, cost, fix: error.hint }];
  }
  const means = await checks.means(config);
  const { library, lines: files } = checkRunbooks(config, means);
  const looked = await Promise.all([
    checkRecords(config, means),
    files,
    checkChat(config, { library, means }),
    checkSignals(config, { library, means }),
    checkReach(config),
  ]);
  return [{ check: 'settings', state: 'ok', what: 'the environment can be read' }, ...looked.flat()];
}

/** `missing  signals   PROMETHEUS_URL is not set: rollbacks are not measured. Set it to …` */
function print({ check, state, what, cost, fix }: Line): string {
  const parts = [cost === undefined ? what : `${what.replace(/\.$/, '')}: ${cost}`, ...(fix ? [fix] : [])];
  return `${state.padEnd(8)} ${check.padEnd(9)} ${parts.map((part) => part.replace(/\.$/, '')).join('. ')}`;
}
