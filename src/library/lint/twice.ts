import { feedsOverlap } from '../../domain/signals/feed.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadRunbook, ReadSystem } from '../library-files.ts';

/** Things that must be there once only: ids, chat accounts, and what feeds a part of a system. */
export function thereTwice(files: LibraryFiles): Finding[] {
  return [
    ...sameIds(files.runbooks),
    ...sameIds(files.systems),
    ...sameAccounts(files),
    ...files.systems.flatMap(sameFeeds),
  ];
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

/** Two systems may be deployed from one repository; two parts of one system that change together are one part. */
function sameFeeds({ value, source }: ReadSystem): Finding[] {
  const feeds = Object.entries(value.parts).flatMap(([part, { feeds = [] }]) =>
    feeds.map((feed, place) => ({ part, feed, place })),
  );
  return feeds.flatMap(({ part, feed, place }, at) => {
    const before = feeds.slice(0, at).find((one) => feedsOverlap(one.feed, feed));
    if (before === undefined) return [];
    return source.at(['parts', part, 'feeds', place], {
      level: 'error',
      rule: 'feed-twice',
      what: `\`${feed.name}\` of ${feed.source}, ${feed.environment}, feeds \`${before.part}\` already`,
      expected: 'one part for each thing that another tool changes',
      why: 'a change of it would be listed as a change of both, each with its own rollback',
      fix: 'leave it at the part that it really changes',
    });
  });
}
