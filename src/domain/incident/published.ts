import type { Opened, PublishedVersion } from './state.ts';

/** The published version that is meant; without a number the newest. */
export function versionOf({ published = [] }: Opened, version?: number): PublishedVersion | undefined {
  return version === undefined ? published.at(-1) : published.find((one) => one.version === version);
}

/** Whether what was published tells of the end as it stands: a version from before a relapse does not. */
export function isPublished(incident: Opened): boolean {
  const last = incident.published?.at(-1);
  return last !== undefined && (incident.phase !== 'resolved' || last.at >= incident.resolvedAt);
}
