import { type Bundle, bundleOf, type Pruned } from '../bundle/bundle.ts';
import { verifier } from '../bundle/verifier.ts';
import type { InstalledRecords } from './records.ts';

/**
 * The bundle of an incident, also while airb runs.
 * @returns undefined where there are no records; nothing in it where they hold no such incident
 */
export async function bundleIn(
  records: InstalledRecords,
  incident: number,
): Promise<{ bundle?: Bundle | Pruned } | undefined> {
  const store = await records.openIfThere();
  if (store === undefined) return undefined;
  try {
    const bundle = await bundleOf(store, incident, verifier());
    return bundle === undefined ? {} : { bundle };
  } finally {
    await store.close();
  }
}

/** The text of verify.mjs, which checks such a bundle without airb. */
export function verifyScript(): string {
  return verifier();
}
