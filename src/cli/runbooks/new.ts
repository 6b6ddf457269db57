import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import {
  type FailureGroup,
  failureGroups,
  type Library,
  type Runbook,
} from '../../domain/runbooks/runbook.ts';
import { closest } from '../../domain/suggest.ts';
import { type Loaded, loadLibrary } from '../../library/load.ts';
import { scaffold } from '../../library/scaffold.ts';
import type { Io } from '../terminal/io.ts';
import { printFindings } from './print.ts';
import type { Answer, RunbookSettings } from './runbooks.ts';

interface Wanted {
  failure: string;
  group?: FailureGroup;
  from?: string;
}

/** `airb runbooks new <failure>`: writes a file to fill in; an existing one is never touched. */
export function registerNew(
  runbooks: Command,
  io: Io,
  settings: RunbookSettings & { folder(): string },
): void {
  runbooks
    .command('new <failure>')
    .description('Write a runbook file to fill in; the linter names what is still to be written')
    .addOption(
      new Option('--group <group>', 'its folder; that of --from, or else reliability').choices(failureGroups),
    )
    .option('--from <id>', 'start from this runbook instead of an empty form')
    .action((failure: string, asked: Omit<Wanted, 'failure'>) => {
      const dir = settings.folder();
      const answer = write(dir, loadLibrary(dir), { failure, ...asked }, settings.clock.now());
      if ('ok' in answer)
        io.out(`Wrote ${answer.ok}. Replace every TBD; \`airb runbooks lint\` lists what is left.`);
      else io.err('misuse' in answer ? answer.misuse : printFindings(answer.broken));
      io.exit('ok' in answer ? 0 : 'misuse' in answer ? 2 : 1);
    });
}

function write(dir: string, loaded: Loaded, wanted: Wanted, now: number): Answer<string> {
  const { failure } = wanted;
  const { library } = loaded;
  if (library === undefined) return { broken: loaded };
  if (!/^[a-z][a-z0-9_-]{0,59}$/.test(failure)) {
    return {
      misuse: `\`${failure}\` can't be a file name. Use lower-case letters, digits, - and _: slow-first-token.`,
    };
  }
  const taken = library.runbooks.find((one) => one.id === failure || one.failure === failure);
  if (taken !== undefined)
    return { misuse: `There is a runbook for ${failure} already: ${join(dir, taken.file)}.` };
  const source = sourceIn(library, wanted.from);
  if (source !== undefined && 'misuse' in source) return source;
  const group = wanted.group ?? source?.ok.group ?? 'reliability';
  const path = join(dir, 'library', group, `${failure}.yaml`);
  if (existsSync(path)) return { misuse: `${path} is there already, and stays as it is.` };
  const today = new Date(now).toISOString().slice(0, 10);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, scaffold({ failure, today, ...(source && { from: source.ok.text }) }), { flag: 'wx' });
  return { ok: path };
}

function sourceIn(
  { runbooks }: Library,
  from: string | undefined,
): { ok: Runbook } | { misuse: string } | undefined {
  if (from === undefined) return undefined;
  const found = runbooks.find(({ id }) => id === from);
  if (found !== undefined) return { ok: found };
  const guess = closest(
    from,
    runbooks.map(({ id }) => id),
  );
  const hint = guess === undefined ? 'See `airb runbooks list`.' : `Did you mean \`${guess}\`?`;
  return { misuse: `There is no runbook called \`${from}\`. ${hint}` };
}
