import { actWords, whoWords } from '../domain/response/act-words.ts';
import {
  type Act,
  acts,
  authority,
  type Cell,
  type Condition,
  conditions,
  type Who,
  whos,
} from '../domain/response/authority.ts';

/** The table as Markdown, for docs/security.md. A test holds the file to it. */
export function authorityMarkdown(): string {
  const used = Object.keys(conditions) as Condition[];
  const mark = new Map(used.map((condition, n) => [condition, n + 1]));
  const shown = (cell: Cell) => (cell === 'yes' ? 'yes' : cell === 'no' ? '–' : `yes [${mark.get(cell)}]`);
  const head = ['', ...whos.map((who) => whoWords[who])];
  const rows = acts.map((act) => [actWords[act], ...whos.map((who) => shown(authority[act][who]))]);
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
    ...used.map((condition) => `- [${mark.get(condition)}] ${conditions[condition]}`),
  ].join('\n');
}

/**
 * One row in a few words: `take command: commander, approver; listed (when the organization file lists them as
 * commanders)`.
 */
export function authorityLine(act: Act): { what: string; who: string } {
  const row = authority[act];
  const plain = groupsWith('yes', row);
  const limited = (Object.keys(conditions) as Condition[]).flatMap((condition) => {
    const names = groupsWith(condition, row);
    return names.length === 0 ? [] : [`${names.join(', ')} (${conditions[condition]})`];
  });
  return {
    what: actWords[act],
    who: [...(plain.length === 0 ? [] : [plain.join(', ')]), ...limited].join('; '),
  };
}

const base: ReadonlySet<Who> = new Set(['member', 'listed', 'agent']);

/** Who has this cell; a role that has only what every listed person has is not named again. */
function groupsWith(cell: Cell, row: Readonly<Record<Who, Cell>>): string[] {
  if (row.stranger === cell) return ['everybody'];
  const [, ...others] = whos;
  return others
    .filter((who) => row[who] === cell && (base.has(who) || row.listed !== cell))
    .map((who) => whoWords[who].toLowerCase());
}
