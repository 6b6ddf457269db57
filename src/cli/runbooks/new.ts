import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FailureGroup, Library, Runbook } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import { loadLibrary } from '../../library/load.ts';
import { scaffold } from '../../library/scaffold.ts';
import { type Answer, misuse } from '../terminal/answer.ts';
import { unusable } from '../terminal/findings.ts';
import { idsOf, noSuch } from './no-such.ts';

interface Wanted {
  failure: string;
  /** Its folder; that of `from`, or else reliability. */
  group?: FailureGroup;
  /** Id of the runbook to start from. */
  from?: string;
  now: Instant;
}

/** Writes a runbook file to fill in; an existing one is never touched. */
export function newRunbook(dir: string, wanted: Wanted): Answer {
  const loaded = loadLibrary(dir);
  const { library } = loaded;
  if (library === undefined) return unusable(loaded);
  const why = whyNot(dir, library, wanted.failure);
  if (why !== undefined) return misuse(why);
  const { from } = wanted;
  if (from === undefined) return write(dir, wanted);
  const source = library.runbooks.find(({ id }) => id === from);
  if (source !== undefined) return write(dir, wanted, source);
  return noSuch('runbook', from, { known: idsOf(library.runbooks), otherwise: 'See `airb runbooks list`.' });
}

function whyNot(dir: string, { runbooks }: Library, failure: string): string | undefined {
  if (!/^[a-z][a-z0-9_-]{0,59}$/.test(failure))
    return `\`${failure}\` can't be a file name. Use lower-case letters, digits, - and _: slow-first-token.`;
  const taken = runbooks.find((one) => one.id === failure || one.failure === failure);
  return taken && `There is a runbook for ${failure} already: ${join(dir, taken.file)}.`;
}

function write(dir: string, { failure, group, now }: Wanted, source?: Runbook): Answer {
  const path = join(dir, 'library', group ?? source?.group ?? 'reliability', `${failure}.yaml`);
  if (existsSync(path)) return misuse(`${path} already exists and was not changed.`);
  const today = new Date(now).toISOString().slice(0, 10);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, scaffold({ failure, today, ...(source && { from: source.text }) }), { flag: 'wx' });
  const next = 'Replace every TBD; `airb runbooks lint` lists what is left.';
  return { people: `Wrote ${path}. ${next}`, exit: 0 };
}
