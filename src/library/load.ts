import { createHash } from 'node:crypto';
import { type FailureGroup, failureGroups, type Library } from '../domain/runbooks/runbook.ts';
import type { Instant } from '../domain/time.ts';
import { toOrganization, toRunbook, toSystem } from './convert.ts';
import type { OrganizationFile } from './files/organization.ts';
import { type Environment, fillSystem } from './fill.ts';
import { type Finding, inReadingOrder } from './finding.ts';
import { type FoundFile, libraryFiles, organizationFile } from './folder.ts';
import type { LibraryFiles, ReadRunbook, ReadSystem } from './library-files.ts';
import { unreachableAudiences } from './lint/audiences.ts';
import { addressesInside, callsNotAllowed } from './lint/calls.ts';
import { lint } from './lint/lint.ts';
import { callsOf, outgoingIn } from './outgoing.ts';
import { type Parsed, parseFile } from './parse.ts';
import type { FileKind } from './schema.ts';
import type { Source } from './source.ts';

export interface LoadOptions {
  /**
   * Fills `${NAME}` in addresses and tells which secrets are set. Without it addresses stay as written and variables
   * are not checked: for reading the files on a machine where airb does not run.
   */
  env?: Environment;
  /** Below this address rollback targets are played, which take any secret; see `Filling`. */
  played?: string | undefined;
  /** Decides which reviews are overdue; without it they are not checked. */
  now?: Instant;
  /** Remembers files by content, so that a reload reads only what changed. */
  cache?: ParseCache;
}

export type ParseCache = Map<string, Parsed<FileKind>>;

export interface Loaded {
  /** Absent when any file has an error: a library is used whole or not at all. */
  library: Library | undefined;
  /** The files of the library, for telling where something is; absent when a file could not be read. */
  files?: LibraryFiles;
  findings: Finding[];
  /** The files as they were read. */
  found: FoundFile[];
}

/**
 * Reads `organization.yaml`, `systems/<id>.yaml` and `library/<group>/<id>.yaml` below a folder.
 * Bad content never throws; it is a finding.
 * @param dir the runbooks folder
 */
export function loadLibrary(dir: string, options: LoadOptions = {}): Loaded {
  let found: FoundFile[];
  try {
    found = libraryFiles(dir);
  } catch (error) {
    const what = `the folder can't be read: ${error instanceof Error ? error.message : String(error)}`;
    return { library: undefined, findings: [fileFinding('.', what, 'a folder airb may read')], found: [] };
  }
  return loadFiles(found, options);
}

/** The same of files that were read already, from a folder or from what was kept of one. */
export function loadFiles(found: FoundFile[], options: LoadOptions = {}): Loaded {
  const read = readFiles(found, options.cache ?? new Map());
  if (read.files === undefined) return { library: undefined, findings: inReadingOrder(read.findings), found };
  const { organization, systems, runbooks } = read.files;
  const { policies, mayCall } = organization.value;
  const filled = systems.map((system) => fillIfAsked(system, { ...options, policies }));
  const findings = [
    ...read.findings,
    ...lint(read.files, options.now),
    ...(options.env === undefined ? [] : unreachableAudiences(read.files, options.env)),
    ...filled.flatMap((one) => one.findings),
    ...systems.flatMap((read, n) => {
      const system = filled[n]?.system;
      return system ? callsNotAllowed(callsOf(system, read), mayCall) : [];
    }),
    ...addressesInside(outgoingIn({ systems: filled.map(({ system }) => system) }, read.files), mayCall),
  ];
  const library: Library = {
    organization: toOrganization(organization.value),
    systems: filled.map(({ system }) => system),
    runbooks: runbooks.map(toRunbook),
    generic: organization.value.generic,
  };
  const broken = findings.some(({ level }) => level === 'error');
  return {
    library: broken ? undefined : library,
    files: read.files,
    findings: inReadingOrder(findings),
    found,
  };
}

function fillIfAsked(
  read: ReadSystem,
  { env, played, policies }: LoadOptions & { policies: OrganizationFile['policies'] },
) {
  const system = toSystem(read, policies);
  return env === undefined ? { system, findings: [] } : fillSystem(system, read, { env, played });
}

function readFiles(found: FoundFile[], cache: ParseCache): { files?: LibraryFiles; findings: Finding[] } {
  const findings: Finding[] = [];
  const used = new Set<string>();
  const read = <K extends FileKind>(kind: K, found: FoundFile) => {
    const hash = createHash('sha256').update(found.bytes).digest('hex');
    const key = `${kind} ${found.file} ${hash}`;
    const parsed = (cache.get(key) as Parsed<K> | undefined) ?? parseFile(kind, found.file, found.bytes);
    cache.set(key, parsed as Parsed<FileKind>);
    used.add(key);
    findings.push(...parsed.findings);
    if (parsed.value === undefined) return [];
    return [{ value: parsed.value, source: parsed.source, hash, text: textOf(found.bytes, parsed.source) }];
  };
  const below = (folder: string) => found.filter(({ file }) => file.startsWith(`${folder}/`));
  const first = found.find(({ file }) => file === organizationFile);
  if (first === undefined) findings.push(noOrganization);
  const organization = first === undefined ? [] : read('organization', first);
  const systems = below('systems').flatMap((one) =>
    read('system', one).map((file): ReadSystem => ({ id: idOf(one.file), ...file })),
  );
  const runbooks = below('library').flatMap((one): ReadRunbook[] => {
    const group = groupOf(one.file);
    if (group === undefined) findings.push(misplaced(one.file));
    return group === undefined
      ? []
      : read('runbook', one).map((file) => ({ id: idOf(one.file), group, ...file }));
  });
  for (const key of cache.keys()) if (!used.has(key)) cache.delete(key);
  findings.push(...badNames([...systems, ...runbooks]));
  if (organization[0] === undefined || findings.length > 0) return { findings };
  return { files: { organization: organization[0], systems, runbooks }, findings };
}

/** Adds the byte order mark again, which decoding drops, so that the text has the hash of the bytes. */
function textOf(bytes: Uint8Array, { text }: Source): string {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return marked && !text.startsWith('\uFEFF') ? `\uFEFF${text}` : text;
}

/** The name in `library/quality/<name>.yaml`. */
export function idOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
}

/** The folder of a runbook file, when it lies in one. */
export function groupOf(file: string): FailureGroup | undefined {
  const [, group, , ...deeper] = file.split('/');
  return deeper.length > 0 ? undefined : failureGroups.find((name) => name === group);
}

function badNames(items: (ReadSystem | ReadRunbook)[]): Finding[] {
  return items
    .filter(({ id }) => !/^[a-z][a-z0-9_-]{0,59}$/.test(id))
    .map(({ id, source }) =>
      fileFinding(
        source.file,
        `\`${id}\` can't be an id`,
        'a file name of lower-case letters, digits, - and _',
      ),
    );
}

function misplaced(file: string): Finding {
  return fileFinding(
    file,
    'the file is not in the folder of a group',
    `library/<group>/<id>.yaml; groups: ${failureGroups.join(', ')}`,
  );
}

const noOrganization: Finding = {
  ...fileFinding(
    organizationFile,
    'the file is missing',
    'people, commanders and audiences in organization.yaml',
  ),
  fix: 'write one with airb init, or set AIRB_RUNBOOKS_DIR to the folder that has one',
};

function fileFinding(file: string, what: string, expected: string): Finding {
  return { level: 'error', rule: 'file-place', file, line: 1, column: 1, path: '', what, expected };
}
