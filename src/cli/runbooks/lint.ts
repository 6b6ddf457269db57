import { type Command, Option } from 'commander';
import type { Environment } from '../../library/fill.ts';
import { type Loaded, loadLibrary } from '../../library/load.ts';
import { annotations } from '../../library/reports/github.ts';
import { pathsFromRoot } from '../../library/reports/paths.ts';
import { sarif } from '../../library/reports/sarif.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Io } from '../terminal/io.ts';
import { printFindings } from './print.ts';

const formats = ['text', 'json', 'sarif', 'github'] as const;
type Format = (typeof formats)[number];

interface LintOptions {
  env?: boolean;
  strict?: boolean;
  json?: boolean;
  format: Format;
}

/** All findings of a folder. `env` also checks that the variables the files name are set here. */
function lintRunbooks(dir: string, { env, clock }: { env?: Environment; clock: Clock }): Loaded {
  return loadLibrary(dir, { now: clock.now(), ...(env !== undefined && { env }) });
}

/** `airb runbooks lint`. */
export function registerLint(
  runbooks: Command,
  io: Io,
  { folder, env, clock }: { folder: () => string; env: Environment; clock: Clock },
): void {
  runbooks
    .command('lint')
    .description('Check all files; exit 1 when something is wrong')
    .option('--env', 'also check that the environment variables the files name are set here')
    .option('--strict', 'warnings count as well')
    .addOption(
      new Option('--format <format>', 'github annotates a pull request, sarif is for code scanning')
        .choices(formats)
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .action((options: LintOptions) => {
      const loaded = lintRunbooks(folder(), { clock, ...(options.env && { env }) });
      const text = printAs(options.json ? 'json' : options.format, loaded, folder());
      if (text !== '') io.out(text);
      io.exit(loaded.findings.some(({ level }) => level === 'error' || options.strict) ? 1 : 0);
    });
}

function printAs(format: Format, loaded: Loaded, dir: string): string {
  switch (format) {
    case 'text':
      return printFindings(loaded);
    case 'json':
      return JSON.stringify({ findings: loaded.findings }, null, 2);
    case 'sarif':
      return sarif(loaded.findings, pathsFromRoot(dir));
    case 'github':
      return annotations(loaded.findings, pathsFromRoot(dir));
    default:
      return format satisfies never;
  }
}
