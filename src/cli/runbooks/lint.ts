import type { Way } from '../../domain/response/reach.ts';
import type { Duration, Instant } from '../../domain/time.ts';
import type { Environment } from '../../library/fill.ts';
import { type Finding, inReadingOrder } from '../../library/finding.ts';
import type { LibraryFiles } from '../../library/library-files.ts';
import { outOfReach } from '../../library/lint/ways.ts';
import { type Loaded, loadLibrary } from '../../library/load.ts';
import { annotations } from '../../library/reports/github.ts';
import { pathsFromRoot } from '../../library/reports/paths.ts';
import { sarif } from '../../library/reports/sarif.ts';
import type { Answer } from '../terminal/answer.ts';
import { printFindings } from '../terminal/findings.ts';
import { type Live, lookAround } from './live.ts';

const reports = {
  text: (loaded: Loaded, _dir: string) => printFindings(loaded),
  sarif: ({ findings }: Loaded, dir: string) => sarif(findings, pathsFromRoot(dir)),
  github: ({ findings }: Loaded, dir: string) => annotations(findings, pathsFromRoot(dir)),
};

export const lintFormats = ['text', 'json', 'sarif', 'github'] as const;

export interface LintOptions {
  now: Instant;
  /** When given, the environment variables named in files, and whether people can be reached, are checked too. */
  here?: { env: Environment; ways: readonly Way[] };
  /** True makes warnings count as errors. */
  strict?: boolean;
  format: (typeof lintFormats)[number];
  /** Checks the files in the folder that are not the library's: scenarios of the sandbox. */
  besides?: Besides;
}

/** @param files the library's files, where each could be read */
export type Besides = (dir: string, files?: LibraryFiles) => Finding[];

/** All findings of a folder. The exit code is 0 only when none of them counts as an error. */
export function lint(dir: string, options: LintOptions): Answer {
  return report(dir, findAll(dir, options), options);
}

/** The same, with what Prometheus says of the queries. The exit code is 2 when it did not answer at all. */
export async function lintLive(
  dir: string,
  live: Live & { over: Duration },
  options: LintOptions,
): Promise<Answer> {
  const loaded = findAll(dir, options);
  const looked = await lookAround(loaded, live, { now: options.now, over: live.over });
  const aside = 'instead' in looked ? looked.instead : looked.summary;
  const { findings = [], counts, answered = false } = 'instead' in looked ? {} : looked;
  const told = report(
    dir,
    { ...loaded, findings: inReadingOrder([...loaded.findings, ...findings]) },
    options,
  );
  const asked = loaded.library !== undefined;
  return {
    ...told,
    ...(counts && { json: { ...told.json, live: counts } }),
    aside,
    exit: asked && !answered ? 2 : told.exit,
  };
}

function findAll(dir: string, { now, here, besides }: LintOptions): Loaded {
  const loaded = loadLibrary(dir, { now, ...(here && { env: here.env }) });
  return {
    ...loaded,
    findings: inReadingOrder([
      ...loaded.findings,
      ...(here ? reachable(loaded, { ways: here.ways, now }) : []),
      ...(besides?.(dir, loaded.files) ?? []),
    ]),
  };
}

function report(dir: string, loaded: Loaded, { strict, format }: LintOptions) {
  const { findings } = loaded;
  return {
    people: reports[format === 'json' ? 'text' : format](loaded, dir),
    json: { findings },
    exit: findings.some(({ level }) => level === 'error' || strict) ? (1 as const) : (0 as const),
  };
}

function reachable({ library, files }: Loaded, given: { ways: readonly Way[]; now: Instant }): Finding[] {
  return library === undefined || files === undefined ? [] : outOfReach({ library, files }, given);
}
