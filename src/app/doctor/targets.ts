import { count, inSeries, oneLine } from '../../domain/plain.ts';
import type { Library, PartSpec, ReadBack } from '../../domain/runbooks/runbook.ts';
import type { Check, Files, Means } from './check.ts';
import type { Patience } from './patience.ts';

interface Asked {
  name: string;
  current: ReadBack;
}

/**
 * Does each rollback target say which version is live? Asked as before and after a rollback; nothing is ever called, so a
 * part that can't be read is told as not asked.
 */
export async function checkTargets({
  files: { library, filled },
  means,
  waiting,
  environment,
}: {
  files: { library: Files; filled: Files };
  means: Pick<Means, 'currentOf'>;
  /** What secrets are looked for in. */
  environment: Readonly<Record<string, string | undefined>>;
  waiting: Pick<Patience, 'over'>;
}): Promise<Check[]> {
  if (library === undefined || filled === undefined) return [];
  const read = means.currentOf(filled);
  // Those whose address or secret is not set are findings already; what a target says of itself is foreign text.
  const asked = readable(filled).filter(({ current }) => namesOf(current).every((name) => environment[name]));
  const answers = await Promise.all(
    asked.map(async ({ name, current }) => {
      const seen = await Promise.race([read(current), waiting.over]);
      return {
        name,
        problem: seen ? ('problem' in seen ? oneLine(seen.problem) : undefined) : 'no answer in time',
      };
    }),
  );
  return [...answered(answers), ...unasked(library)];
}

function readable({ systems }: Library): Asked[] {
  return systems.flatMap(({ id, parts }) =>
    parts.flatMap((part) => (part.current ? [{ name: nameOf(id, part), current: part.current }] : [])),
  );
}

function namesOf({ secret }: ReadBack): string[] {
  return secret === undefined ? [] : [secret.env, ...(secret.user === undefined ? [] : [secret.user])];
}

/** One cause is one line: a deployment service that is down is no fault of each part. */
function answered(answers: readonly { name: string; problem: string | undefined }[]): Check[] {
  const fine = answers.filter(({ problem }) => problem === undefined);
  const problems = [...new Set(answers.flatMap(({ problem }) => problem ?? []))];
  return [
    ...(fine.length === 0 ? [] : [ok(`${count(fine.length, 'rollback target')} said which version is live`)]),
    ...problems.map((problem): Check => {
      const names = answers.filter((one) => one.problem === problem).map(({ name }) => name);
      return {
        check: 'targets',
        state: 'broken',
        what: `${inSeries(names)}: ${problem}`,
        cost: 'airb can’t see which version is live there, and a rollback may fail the same way',
        fix: 'See that the target runs and can be reached from here, and that its address, path and secret under `current:` are right',
      };
    }),
  ];
}

function unasked({ systems }: Library): Check[] {
  const names = systems.flatMap(({ id, parts }) =>
    parts.flatMap((part) => (part.action && !part.current ? [nameOf(id, part)] : [])),
  );
  if (names.length === 0) return [];
  const how =
    '`current:` in the system file lets airb ask; `/airb rollback <part> --dry-run` in an incident shows what the call would do';
  return [ok(`${inSeries(names)}: not asked, because no read-back is given. ${how}`)];
}

function ok(what: string): Check {
  return { check: 'targets', state: 'ok', what };
}

const nameOf = (system: string, { id }: PartSpec) => `${system} ${id}`;
