import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Library } from '../../domain/runbooks/runbook.ts';
import type { Environment } from '../../library/fill.ts';
import { type Loaded, loadLibrary } from '../../library/load.ts';
import { type FileKind, fileKinds, schemaFileName, schemaText } from '../../library/schema.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Io } from '../terminal/io.ts';
import { registerLint } from './lint.ts';
import { matchesJson, matchFile } from './match.ts';
import { registerNew } from './new.ts';
import { printFindings, printList, printMatches } from './print.ts';
import { registerRules } from './rules.ts';
import { registerShow } from './show.ts';

export interface RunbookSettings {
  /** The runbooks folder, when `--dir` does not name another. */
  dir: string;
  env: Environment;
  clock: Clock;
  /** Where airb's pages are, without a slash at the end. */
  publicUrl: string;
}

/** What a verb found: its data, or why it can't answer. */
export type Answer<T> = { ok: T } | { misuse: string } | { broken: Loaded };

/** One line for each runbook, by group and id. */
export function listRunbooks({ runbooks }: Library) {
  return runbooks
    .map(({ id, group, title, failure, severity, file, review }) => ({
      id,
      group,
      title,
      failure,
      severity: severity.initial,
      file,
      reviewed: review.on,
    }))
    .sort((a, b) => (`${a.group}/${a.id}` < `${b.group}/${b.id}` ? -1 : 1));
}

/** `airb runbooks lint|rules|list|show|new|match|schema`. */
export function registerRunbooks(program: Command, io: Io, settings: RunbookSettings): void {
  const runbooks = program
    .command('runbooks')
    .description('Look at the runbook, system and organization files')
    .option('--dir <folder>', 'the runbooks folder', settings.dir);
  const folder = () => String(runbooks.opts().dir);
  const say = speaker(io);

  registerLint(runbooks, io, { ...settings, folder });
  registerRules(runbooks, io, { ...settings, folder });

  runbooks
    .command('list')
    .description('List the runbooks by group')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) =>
      say(
        inLibrary(folder(), (library) => ({ ok: listRunbooks(library) })),
        { print: printList, ...options },
      ),
    );

  registerShow(runbooks, io, { ...settings, folder });
  registerNew(runbooks, io, { ...settings, folder });

  runbooks
    .command('match <alert.json>')
    .description('Tell which runbook, severity and owner an alert would get, and why; - reads standard input')
    .option('--source <tool>', 'the file is a body this tool sends; otherwise Alertmanager, or one alert')
    .option('--json', 'print JSON')
    .action((file: string, options: { json?: boolean; source?: string }) => {
      const { source } = options;
      const matched = inLibrary(folder(), (library, loaded) =>
        matchFile({ ...loaded, library }, { file, now: settings.clock.now(), ...(source && { source }) }),
      );
      say(matched, { print: options.json ? matchesJson : printMatches });
      if ('ok' in matched && matched.ok.some(({ match }) => match.unmapped)) io.exit(1);
    });

  runbooks
    .command('schema [kind]')
    .description(`Print the JSON Schema of a file kind (${fileKinds.join(', ')}), or write all`)
    .option('--out <folder>', 'write all schemas into this folder')
    .action((kind: string | undefined, options: { out?: string }) =>
      say(schemas(kind, options.out), { print: (text) => text }),
    );
}

function schemas(kind: string | undefined, out: string | undefined): Answer<string> {
  const known = fileKinds.find((one) => one === kind);
  if (out !== undefined && kind === undefined) {
    mkdirSync(out, { recursive: true });
    for (const one of fileKinds) writeFileSync(join(out, schemaFileName(one)), schemaText(one));
    return { ok: fileKinds.map((one: FileKind) => join(out, schemaFileName(one))).join('\n') };
  }
  if (known !== undefined && out === undefined) return { ok: schemaText(known).trimEnd() };
  return { misuse: `Name one kind (${fileKinds.join(', ')}), or --out <folder> to write all.` };
}

function inLibrary<T>(dir: string, answer: (library: Library, loaded: Loaded) => Answer<T>): Answer<T> {
  const loaded = loadLibrary(dir);
  return loaded.library === undefined ? { broken: loaded } : answer(loaded.library, loaded);
}

/** Prints an answer: data for people or as JSON, findings and misuse to the error stream with their exit codes. */
function speaker(io: Io) {
  return <T>(answer: Answer<T>, { print, json }: { print: (data: T) => string; json?: boolean }): void => {
    if ('ok' in answer) io.out(json ? asJson(answer.ok) : print(answer.ok));
    else if ('misuse' in answer) io.err(answer.misuse);
    else io.err(printFindings(answer.broken));
    io.exit('ok' in answer ? 0 : 'misuse' in answer ? 2 : 1);
  };
}

function asJson(data: unknown): string {
  return JSON.stringify(data, null, 2);
}
