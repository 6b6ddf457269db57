import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Way } from '../../domain/response/reach.ts';
import { type FailureGroup, failureGroups } from '../../domain/runbooks/runbook.ts';
import { type Duration, day } from '../../domain/time.ts';
import { atMost, duration } from '../../library/fields/fields.ts';
import type { Environment } from '../../library/fill.ts';
import type { Clock } from '../../ports/clock.ts';
import { type RuleFormat, ruleFormats } from '../../prometheus-rules/rule-file.ts';
import { type Answer, answer } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';
import { webAddress } from '../terminal/web-address.ts';
import { exportRunbooks } from './export.ts';
import { type Besides, type LintOptions, lint, lintFormats, lintLive } from './lint.ts';
import { list } from './list.ts';
import type { Live } from './live.ts';
import { match } from './match.ts';
import { newRunbook } from './new.ts';
import { prometheusRules } from './prometheus-rules.ts';
import { propose } from './propose.ts';
import { kindsOf, type MoreSchemas, schema } from './schema.ts';
import { show, showFormats } from './show.ts';

export interface RunbookSettings {
  /** The runbooks folder, when `--dir` does not name another. */
  dir: string;
  env: Environment;
  clock: Clock;
  /** Where airb's pages are, without a slash at the end. */
  publicUrl: string;
  /** The files of the sandbox, which live in the same folder: their schemas, and what checks them. */
  played: { schemas: MoreSchemas; findings: Besides };
  /** The ways to page somebody that the settings configure. */
  ways: () => Way[];
  /** How Prometheus is asked. */
  live: () => Live;
  /** The records, for what incidents ask of a runbook. */
  openStore: Parameters<typeof propose>[1];
}

/** What a verb below `airb runbooks` gets besides its own options. */
interface Given extends Omit<RunbookSettings, 'dir'> {
  /** The folder, once the command line is read. */
  folder(): string;
  tell(given: Answer, asked?: { json?: boolean | undefined }): void;
}

interface Json {
  json?: boolean;
}

/** `airb runbooks lint|rules|list|show|new|match|schema|export|propose`. */
export function registerRunbooks(program: Command, { dir, ...settings }: RunbookSettings, io: Io): void {
  const runbooks = program
    .command('runbooks')
    .description('Look at the runbook, system and organization files')
    .option('--dir <folder>', 'the runbooks folder', dir);
  const given: Given = {
    ...settings,
    folder: () => String(runbooks.opts().dir),
    tell: (told, asked) => answer(io, told, asked),
  };
  for (const add of [addLint, addRules, addList, addShow, addNew, addMatch, addSchema, addExport, addPropose])
    add(runbooks, given);
}

const lintNotes = `
With --live the summary goes to the error stream, so that a report stays a report. Ends with 0; with 1 when something is
an error, or with --strict a warning; with 2 when --live could not ask.`;

function addLint(runbooks: Command, { folder, env, clock, played, ways, live, tell }: Given): void {
  type Asked = Json &
    Pick<LintOptions, 'format' | 'strict'> & { env?: boolean; live?: boolean; over: Duration };
  runbooks
    .command('lint')
    .description('Check all files; exit 1 when something is wrong')
    .option(
      '--env',
      'also check that what the files name is set here, and that whoever is paged can be reached',
    )
    .option('--live', 'the same, and ask Prometheus whether each query answers and moves')
    .addOption(
      new Option('--over <time>', 'with --live: the time up to now that is asked about')
        .argParser(stretchLength)
        .default(7 * day, '7d'),
    )
    .option('--strict', 'warnings count as well')
    .addOption(
      new Option('--format <format>', 'github annotates a pull request, sarif is for code scanning')
        .choices(lintFormats)
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .addHelpText('after', lintNotes)
    .action(({ json, env: checkEnv, live: ask, over, ...asked }: Asked) => {
      const options = {
        ...asked,
        now: clock.now(),
        besides: played.findings,
        ...((checkEnv || ask) && { here: { env, ways: ways() } }),
      };
      const as = { json: json || asked.format === 'json' };
      if (!ask) return tell(lint(folder(), options), as);
      return lintLive(folder(), { ...live(), over }, options).then((told) => tell(told, as));
    });
}

/** `10m`, `1d`, `7d`; at most the half year that a Prometheus may keep. */
function stretchLength(text: string): Duration {
  const read = duration.refine(...atMost('180d')).safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError('It is a duration such as 1h, 1d or 7d, at most 180d.');
}

function addRules(runbooks: Command, { folder, env, publicUrl, tell }: Given): void {
  type Asked = Json & { out?: string; system?: string; format: RuleFormat };
  runbooks
    .command('rules')
    .description('Turn the triggers into Prometheus recording and alerting rules; exit 1 on a fault')
    .option('--out <file>', 'write the rules into this file instead of printing them')
    .option('--system <id>', 'only the rules of this system')
    .addOption(
      new Option('--format <format>', 'a rule file, or a PrometheusRule for the Prometheus Operator')
        .choices(ruleFormats)
        .default('prometheus'),
    )
    .option('--json', 'print the rules and what is missing as JSON')
    .action((asked: Asked) => tell(prometheusRules(folder(), { ...asked, env, publicUrl }), asked));
}

function addList(runbooks: Command, { folder, tell }: Given): void {
  runbooks
    .command('list')
    .description('List the runbooks by group')
    .option('--json', 'print JSON')
    .action((asked: Json) => tell(list(folder()), asked));
}

function addShow(runbooks: Command, { folder, clock, tell }: Given): void {
  type Asked = Json & { system?: string; format?: (typeof showFormats)[number]; out?: string };
  runbooks
    .command('show <id>')
    .description('Show a runbook with its diagnosis tree drawn, or a system')
    .option('--system <id>', "fill in this system's parts, queries and versions")
    .addOption(new Option('--format <format>', 'how to print it').choices(showFormats))
    .option('--out <file>', 'write it into this file; .html, .md or .json choose the format')
    .option('--json', 'the same as --format json')
    .action((id: string, { json, ...asked }: Asked) =>
      tell(show(folder(), { id, now: clock.now(), ...asked, ...(json && { format: 'json' }) })),
    );
}

function addNew(runbooks: Command, { folder, clock, tell }: Given): void {
  type Asked = { group?: FailureGroup; from?: string };
  runbooks
    .command('new <failure>')
    .description('Write a runbook file to fill in; the linter names what is still to be written')
    .addOption(
      new Option('--group <group>', 'its folder; that of --from, or else reliability').choices(failureGroups),
    )
    .option('--from <id>', 'start from this runbook instead of an empty form')
    .action((failure: string, asked: Asked) =>
      tell(newRunbook(folder(), { failure, ...asked, now: clock.now() })),
    );
}

function addMatch(runbooks: Command, { folder, clock, tell }: Given): void {
  runbooks
    .command('match <alert.json>')
    .description('Tell which runbook, severity and owner an alert would get, and why; - reads standard input')
    .option('--source <tool>', 'the file is a body this tool sends; otherwise Alertmanager, or one alert')
    .option('--query <query>', 'what stands behind the ? of the address it is sent to: system=<system>')
    .option('--json', 'print JSON')
    .action((file: string, { json, ...asked }: Json & { source?: string; query?: string }) =>
      tell(match(folder(), { file, ...asked, now: clock.now() }), { json }),
    );
}

function addSchema(runbooks: Command, { played, tell }: Given): void {
  const kinds = kindsOf(played.schemas).join(', ');
  runbooks
    .command('schema [kind]')
    .description(`Print the JSON Schema of a file kind (${kinds}), or write all`)
    .option('--markdown', 'as a page for people, field by field')
    .option('--out <folder>', 'write those of all kinds into this folder, with a catalog for editors')
    .option('--base-url <address>', 'where the folder will be found, for the catalog', webAddress)
    .action((kind: string | undefined, asked: { out?: string; markdown?: boolean; baseUrl?: string }) =>
      tell(schema({ kind, ...asked }, played.schemas)),
    );
}

function addPropose(runbooks: Command, { folder, openStore, tell }: Given): void {
  type Asked = Json & { out?: string; branchReady?: string };
  runbooks
    .command('propose <incident>')
    .description(
      'What an incident, and the last ones with the same runbook, would change in its file; exit 1 when it is gone',
    )
    .option('--out <file>', 'write the change into this file, as a patch for git apply')
    .option(
      '--branch-ready <folder>',
      'write the whole file, the message of a commit and the text of a pull request',
    )
    .option('--json', 'print JSON')
    .action(async (incident: string, { json, ...asked }: Asked) =>
      tell(await propose(folder(), openStore, { incident, ...asked }), { json }),
    );
}

function addExport(runbooks: Command, { folder, clock, tell }: Given): void {
  runbooks
    .command('export')
    .description('Write the runbooks for other programs: as Agent Skills, a folder with a SKILL.md each')
    .option('--skills', 'as Agent Skills')
    .option('--out <folder>', 'the folder to write them into')
    .option('--json', 'print the files that were written as JSON')
    .action(({ json, ...asked }: Json & { skills?: boolean; out?: string }) =>
      tell(exportRunbooks(folder(), { ...asked, now: clock.now() }), { json }),
    );
}
