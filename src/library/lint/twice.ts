import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadRunbook } from '../library-files.ts';

/** Things that must be there once only: ids and chat accounts. */
export function thereTwice(files: LibraryFiles): Finding[] {
  return [...sameIds(files.runbooks), ...sameIds(files.systems), ...sameAccounts(files)];
}

function sameIds(items: Pick<ReadRunbook, 'id' | 'source'>[]): Finding[] {
  const first = new Map<string, string>();
  return items.flatMap(({ id, source }) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, source.file);
    if (before === undefined) return [];
    return source.atOffset(0, {
      level: 'error',
      rule: 'id-twice',
      what: `\`${id}\` is already the id of ${before}`,
      expected: 'an id of its own: the file name without .yaml',
      why: 'alerts, commands and incidents name it by this id',
      fix: 'rename one of the two files',
    });
  });
}

function sameAccounts({ organization: { value, source } }: LibraryFiles): Finding[] {
  const first = new Map<string, string>();
  return Object.entries(value.people).flatMap(([id, { slack }]) => {
    const before = slack === undefined ? undefined : first.get(slack);
    if (slack !== undefined && before === undefined) first.set(slack, id);
    if (before === undefined) return [];
    return source.at(['people', id, 'slack'], {
      level: 'error',
      rule: 'id-twice',
      what: `\`${id}\` and \`${before}\` have the same Slack id`,
      expected: 'one person for each Slack id',
      why: 'a click could not be told to be the one or the other, and approvals count people',
    });
  });
}
