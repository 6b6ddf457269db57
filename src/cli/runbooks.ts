import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parseAlertmanager } from '../alerts/alertmanager.ts';
import { closest } from '../domain/runbooks/closest.ts';
import type { Library, Runbook } from '../domain/runbooks/runbook.ts';
import type { Alert } from '../domain/signals/alert.ts';
import { type Match, matchAlert } from '../domain/signals/match.ts';
import type { Clock } from '../ports.ts';
import { parseAlertJson } from '../runbooks/alert-json.ts';
import type { Environment } from '../runbooks/fill.ts';
import { type Loaded, loadLibrary } from '../runbooks/load.ts';
import { type FileKind, fileKinds, schemaFileName, schemaText } from '../runbooks/schema.ts';
import type { Io } from './io.ts';
import { printFindings, printList, printMatches, printRunbook } from './runbooks-print.ts';

export interface RunbookSettings {
  /** The runbooks folder, when `--dir` does not name another. */
  dir: string;
  env: Environment;
  clock: Clock;
}

/** What a verb found: its data, or why it can't answer. */
export type Answer<T> = { ok: T } | { misuse: string } | { broken: Loaded };

/** All findings of a folder. `env` also checks that the variables the files name are set here. */
export function lintRunbooks(dir: string, { env, clock }: { env?: Environment; clock: Clock }): Loaded {
  return loadLibrary(dir, { now: clock.now(), ...(env !== undefined && { env }) });
}

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

/** The runbook of this id or, failing that, for this failure. */
export function findRunbook({ runbooks }: Library, id: string): Answer<Runbook> {
  const found =
    runbooks.find((runbook) => runbook.id === id) ?? runbooks.find(({ failure }) => failure === id);
  if (found !== undefined) return { ok: found };
  const ids = runbooks.map((runbook) => runbook.id);
  const guess = closest(id, ids);
  const hint = guess === undefined ? `There are: ${ids.join(', ')}.` : `Did you mean \`${guess}\`?`;
  return { misuse: `There is no runbook called \`${id}\`. ${hint}` };
}

export interface AlertMatch {
  alert: Alert;
  match: Match;
}

/** Reads one normalised alert, or the body of an Alertmanager webhook with one or more. */
export function readAlerts(text: string, at: number): Answer<Alert[]> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { misuse: `The file is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (typeof data === 'object' && data !== null && 'alerts' in data) {
    const { items, rejected } = parseAlertmanager(data, at);
    const [fault] = rejected;
    if (fault === undefined) return { ok: items };
    return { misuse: `Not an Alertmanager body: ${fault.field}: ${fault.problem}` };
  }
  const read = parseAlertJson(data);
  return 'alert' in read ? { ok: [read.alert] } : { misuse: `Not an alert: ${read.problem}` };
}

/** `airb runbooks lint|list|show|match|schema`. */
export function registerRunbooks(program: Command, io: Io, settings: RunbookSettings): void {
  const runbooks = program
    .command('runbooks')
    .description('Look at the runbook, system and organization files')
    .option('--dir <folder>', 'the runbooks folder', settings.dir);
  const folder = () => String(runbooks.opts().dir);
  const say = speaker(io);

  runbooks
    .command('lint')
    .description('Check all files; exit 1 when something is wrong')
    .option('--env', 'also check that the environment variables the files name are set here')
    .option('--strict', 'warnings count as well')
    .option('--json', 'print JSON')
    .action((options: { env?: boolean; strict?: boolean; json?: boolean }) => {
      const loaded = lintRunbooks(folder(), {
        clock: settings.clock,
        ...(options.env && { env: settings.env }),
      });
      const failed = loaded.findings.some(({ level }) => level === 'error' || options.strict === true);
      io.out(options.json ? asJson({ findings: loaded.findings }) : printFindings(loaded));
      io.exit(failed ? 1 : 0);
    });

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

  runbooks
    .command('show <id>')
    .description('Show one runbook')
    .option('--json', 'print JSON')
    .action((id: string, options: { json?: boolean }) =>
      say(
        inLibrary(folder(), (library) => findRunbook(library, id)),
        { print: printRunbook, ...options },
      ),
    );

  runbooks
    .command('match <alert.json>')
    .description('Tell which runbook, severity and owner an alert would get, and why; - reads standard input')
    .option('--json', 'print JSON')
    .action((file: string, options: { json?: boolean }) => {
      const matched = inLibrary(folder(), (library) => matchFile(file, library, settings.clock));
      say(matched, { print: printMatches, ...options });
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

function matchFile(file: string, library: Library, clock: Clock): Answer<AlertMatch[]> {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    return { misuse: `${file} can't be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  const read = readAlerts(text, clock.now());
  return 'ok' in read ? { ok: read.ok.map((alert) => ({ alert, match: matchAlert(alert, library) })) } : read;
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

function inLibrary<T>(dir: string, answer: (library: Library) => Answer<T>): Answer<T> {
  const loaded = loadLibrary(dir);
  return loaded.library === undefined ? { broken: loaded } : answer(loaded.library);
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
