import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Library } from '../../domain/runbooks/runbook.ts';
import { closest } from '../../domain/suggest.ts';
import type { Environment } from '../../library/fill.ts';
import { type Loaded, loadLibrary } from '../../library/load.ts';
import { type CompiledRules, compileRules } from '../../prometheus-rules/compile-rules.ts';
import type { RuleNote } from '../../prometheus-rules/rule.ts';
import { type RuleFormat, ruleDocument, ruleFile, ruleFormats } from '../../prometheus-rules/rule-file.ts';
import type { Io } from '../terminal/io.ts';
import { printFindings } from './print.ts';

interface RulesOptions {
  out?: string;
  system?: string;
  format: RuleFormat;
  json?: boolean;
}

interface Settings {
  /** The runbooks folder. */
  folder: () => string;
  env: Environment;
  publicUrl: string;
}

/** The Prometheus rules of a library, or what is wrong with what was asked. */
function rulesFor(
  { library, findings }: Loaded & { library: Library },
  { system, publicUrl }: { system?: string; publicUrl: string },
): CompiledRules | { misuse: string } {
  const ids = library.systems.map(({ id }) => id);
  if (system !== undefined && !ids.includes(system)) {
    const guess = closest(system, ids);
    const hint = guess === undefined ? `There are: ${ids.join(', ')}.` : `Did you mean \`${guess}\`?`;
    return { misuse: `There is no system called \`${system}\`. ${hint}` };
  }
  const { groups, notes } = compileRules(library, { publicUrl, ...pick(system) });
  const files = new Map(library.systems.map(({ file, id }) => [file, id]));
  const links = findings
    .filter(({ path, file }) => path === 'dashboard' && [undefined, files.get(file)].includes(system))
    .map(({ what, file }): RuleNote => {
      const of = files.get(file) ?? file;
      return { level: 'remark', system: of, what: `alerts carry no link to its dashboard: ${what}` };
    });
  return { groups, notes: [...notes, ...links] };
}

/** `airb runbooks rules`. */
export function registerRules(runbooks: Command, io: Io, settings: Settings): void {
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
    .action((options: RulesOptions) => {
      const loaded = loadLibrary(settings.folder(), { env: settings.env });
      const { library } = loaded;
      const { publicUrl } = settings;
      if (library === undefined) {
        refuse(io, { text: printFindings(loaded), code: 1 });
        return;
      }
      const made = rulesFor({ ...loaded, library }, { publicUrl, ...pick(options.system) });
      if ('misuse' in made) refuse(io, { text: made.misuse, code: 2 });
      else hand(io, made, options);
    });
}

const pick = (system: string | undefined) => (system === undefined ? {} : { system });

function refuse(io: Io, { text, code }: { text: string; code: 1 | 2 }): void {
  io.err(text);
  io.exit(code);
}

function hand(io: Io, { groups, notes }: CompiledRules, { out, format, json }: RulesOptions): void {
  const text = json
    ? `${JSON.stringify({ rules: ruleDocument(groups, format), notes }, null, 2)}\n`
    : ruleFile(groups, format);
  const trouble = out === undefined ? undefined : written(out, text);
  if (trouble !== undefined) {
    refuse(io, { text: trouble, code: 2 });
    return;
  }
  io.out(out === undefined ? text.trimEnd() : `${out}: ${counted(groups)}`);
  if (notes.length > 0) io.err(notes.map(noteLine).join('\n'));
  io.exit(notes.some(({ level }) => level === 'fault') ? 1 : 0);
}

/** @returns why the file can't be written; undefined when it is */
function written(file: string, text: string): string | undefined {
  try {
    writeFileSync(file, text);
    return undefined;
  } catch (error) {
    return `${file} can't be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function counted(groups: CompiledRules['groups']): string {
  const rules = groups.flatMap((group) => group.rules);
  const alerts = rules.filter((rule) => 'alert' in rule).length;
  return `${alerts} alerts, ${rules.length - alerts} recordings, in ${groups.length} groups`;
}

/** `gap     support-bot, cost-spike: …` */
function noteLine({ level, system, runbook, signal, what }: RuleNote): string {
  const names = [system, runbook, signal].filter((name) => name !== undefined);
  return `${level.padEnd(6)}  ${names.join(', ')}: ${what}`;
}
