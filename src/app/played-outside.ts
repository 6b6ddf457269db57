import type { AudienceSpec } from '../domain/runbooks/audience.ts';
import type { Library } from '../domain/runbooks/runbook.ts';

/** The status page of the sandbox. */
export function playedStatuspage(address: string): { key: string; url: string } {
  return { key: 'of-the-sandbox', url: `${address}/statuspage` };
}

/**
 * The files with audiences that a demo adds; one of the same name in the files counts before them. The same files give the
 * same answer, because it is asked for often.
 */
export function withAudiences(files: () => Library, added: readonly AudienceSpec[] = []): () => Library {
  if (added.length === 0) return files;
  let last: { from: Library; to: Library } | undefined;
  return () => {
    const from = files();
    if (last?.from !== from) {
      const own = from.organization.audiences;
      const audiences = [...own, ...added.filter(({ id }) => own.every((one) => one.id !== id))];
      last = { from, to: { ...from, organization: { ...from.organization, audiences } } };
    }
    return last.to;
  };
}
