import { type SystemFacts, systemDocument } from '../../domain/runbooks/page/system-document.ts';
import type { Head } from '../../ports.ts';
import { framed } from './frame.ts';
import { incidentBlocks } from './incidents-table.ts';

/** What is known of a system, and its incidents. */
export function systemPage({ heads, ...facts }: SystemFacts & { heads: Head[] }): string {
  const document = systemDocument({ ...facts, site: true });
  const kicker = `${facts.system.id}${facts.system.sample ? ' · a sample' : ''}`;
  return framed({ ...document, kicker, blocks: [...document.blocks, ...incidentBlocks(heads)] });
}
