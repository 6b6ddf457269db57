import type { Library } from '../../domain/runbooks/runbook.ts';
import { loadLibrary } from '../../library/load.ts';
import type { Answer } from '../terminal/answer.ts';
import { unusable } from '../terminal/findings.ts';

/** The runbooks of a folder by group. */
export function list(dir: string): Answer {
  const loaded = loadLibrary(dir);
  if (loaded.library === undefined) return unusable(loaded);
  const rows = listed(loaded.library);
  return { people: inGroups(rows), json: rows, exit: 0 };
}

/** One row for each runbook, by group and id. */
function listed({ runbooks }: Library) {
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

function inGroups(rows: ReturnType<typeof listed>): string {
  const width = Math.max(...rows.map(({ id }) => id.length));
  const groups = [...new Set(rows.map(({ group }) => group))];
  return groups
    .map((group) => {
      const lines = rows
        .filter((row) => row.group === group)
        .map(({ id, severity, title }) => `  ${id.padEnd(width)}  ${severity}  ${title}`);
      return [group, ...lines].join('\n');
    })
    .join('\n');
}
