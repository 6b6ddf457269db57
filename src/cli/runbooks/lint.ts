import type { Instant } from '../../domain/time.ts';
import type { Environment } from '../../library/fill.ts';
import { type Finding, inReadingOrder } from '../../library/finding.ts';
import type { LibraryFiles } from '../../library/library-files.ts';
import { type Loaded, loadLibrary } from '../../library/load.ts';
import { annotations } from '../../library/reports/github.ts';
import { pathsFromRoot } from '../../library/reports/paths.ts';
import { sarif } from '../../library/reports/sarif.ts';
import type { Answer } from '../terminal/answer.ts';
import { printFindings } from '../terminal/findings.ts';

const reports = {
  text: (loaded: Loaded, _dir: string) => printFindings(loaded),
  sarif: ({ findings }: Loaded, dir: string) => sarif(findings, pathsFromRoot(dir)),
  github: ({ findings }: Loaded, dir: string) => annotations(findings, pathsFromRoot(dir)),
};

export const lintFormats = ['text', 'json', 'sarif', 'github'] as const;

export interface LintOptions {
  now: Instant;
  /** When given, the environment variables named in files are checked too. */
  env?: Environment;
  /** True makes warnings count as errors. */
  strict?: boolean;
  format: (typeof lintFormats)[number];
  /** Checks the files in the folder that are not the library's: scenarios of the sandbox. */
  besides?: Besides;
}

/** @param files the library's files, where each could be read */
export type Besides = (dir: string, files?: LibraryFiles) => Finding[];

/** All findings of a folder. The exit code is 0 only when none of them counts as an error. */
export function lint(dir: string, { now, env, strict, format, besides }: LintOptions): Answer {
  const library = loadLibrary(dir, { now, ...(env && { env }) });
  const findings = inReadingOrder([...library.findings, ...(besides?.(dir, library.files) ?? [])]);
  const loaded = { ...library, findings };
  return {
    people: reports[format === 'json' ? 'text' : format](loaded, dir),
    json: { findings },
    exit: findings.some(({ level }) => level === 'error' || strict) ? 1 : 0,
  };
}
