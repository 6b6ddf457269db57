import { existsSync, type FSWatcher, watch } from 'node:fs';
import type { Library } from '../domain/runbooks/runbook.ts';
import { ConfigError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { type Finding, findingLine, showFinding } from './finding.ts';
import { foldersBelow } from './folder.ts';
import { type GoodFiles, goodFiles, loadLastGood } from './last-good.ts';
import { type Loaded, type LoadOptions, loadLibrary } from './load.ts';

export interface LibraryWatch {
  /** The library in use: the newest one without errors. */
  library(): Library;
  /** What is wrong with the files now, for /readyz. While one finding is an error, an older library is in use. */
  findings(): Finding[];
  /** Reads the files again at once. */
  reload(): void;
  close(): void;
}

/** Milliseconds without a change after which the folder is read, because editors write a file in several steps. */
const quiet = 150;

export interface WatchOptions extends Pick<LoadOptions, 'env' | 'played' | 'cache'> {
  /** Asked at each reload which reviews are overdue. */
  clock: Clock;
  log: Log;
  /** The last library without errors that an earlier start had, for a start with a broken file. */
  kept?: GoodFiles | undefined;
  /** Called with the files of each whole library. */
  keep?: (files: GoodFiles) => void;
}

/**
 * Loads the library and keeps it current while files change. A broken file keeps the last whole library in use, over a
 * restart too: an editor's slip must not keep airb from starting in the middle of an incident.
 * @param onChange called after each reload that gave a whole library
 * @throws ConfigError when there is no whole library to begin with, and none was kept
 */
export function watchLibrary(
  dir: string,
  options: WatchOptions,
  onChange: (library: Library) => void = () => {},
): LibraryWatch {
  const { clock, log, kept, keep = () => undefined, cache = new Map() } = options;
  let inUse: Library | undefined;
  const read = (): Loaded => {
    const loaded = loadLibrary(dir, { ...options, now: clock.now(), cache });
    report(loaded, log, inUse !== undefined);
    if (loaded.library !== undefined) keep(goodFiles(loaded.found));
    return loaded;
  };
  const first = read();
  const begun = first.library ?? lastGood(first, kept, { ...options, now: clock.now() });
  if (begun === undefined) throw notUsable(dir, first.findings);
  inUse = begun;
  let findings = first.findings;
  const reload = () => {
    const loaded = read();
    findings = loaded.findings;
    if (loaded.library === undefined) return;
    inUse = loaded.library;
    onChange(loaded.library);
  };
  const close = watchFolders(dir, log, reload);
  return { library: () => inUse ?? begun, findings: () => findings, reload, close };
}

function lastGood(broken: Loaded, kept: GoodFiles | undefined, options: WatchOptions & { now: number }) {
  const found = kept && loadLastGood(broken, kept, options);
  if (found === undefined) return undefined;
  const { library, replaced } = found;
  options.log.error(
    { files: replaced },
    'runbooks: started with the kept version of files that are broken now',
  );
  return library;
}

/** @param older whether an older library is in use; at a start it is not yet known whether one was kept */
function report({ library, findings }: Loaded, log: Log, older: boolean): void {
  for (const finding of findings) {
    if (finding.level === 'error')
      log.error({ file: finding.file, line: finding.line }, findingLine(finding));
    else log.warn({ file: finding.file, line: finding.line }, findingLine(finding));
  }
  if (library === undefined) {
    if (older) log.error({}, 'runbooks: the files have errors, so the last good version stays in use');
    return;
  }
  log.info({ runbooks: library.runbooks.length, systems: library.systems.length }, 'runbooks read');
}

function notUsable(dir: string, findings: Finding[]): ConfigError {
  if (!existsSync(dir))
    return new ConfigError(
      `AIRB_RUNBOOKS_DIR: there is no folder ${dir}`,
      'airb init makes one. Without the setting it is ./runbooks, where airb is started.',
    );
  const errors = findings.filter(({ level }) => level === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? `\nand ${errors.length - 1} more` : '';
  return new ConfigError(
    `the runbooks in ${dir} can't be used\n${first === undefined ? '' : showFinding(first)}${more}`,
    'run `airb runbooks lint` to see all of them',
  );
}

/**
 * Calls `changed` once the folders have been quiet after a change.
 * @returns a function that stops watching
 */
function watchFolders(dir: string, log: Log, changed: () => void): () => void {
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  const disarm = () => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Folders may be new or gone, and a watcher stays with its folder, so all are watched anew.
      arm();
      changed();
    }, quiet);
    timer.unref();
  };
  const arm = () => {
    disarm();
    try {
      watchers = foldersBelow(dir).map((folder) =>
        watch(folder, { persistent: false }, soon).on('error', soon),
      );
    } catch (error) {
      log.warn(
        { error: String(error) },
        'runbooks: changes to files are not noticed here, only a reload reads them',
      );
    }
  };
  arm();
  return () => {
    clearTimeout(timer);
    disarm();
  };
}
