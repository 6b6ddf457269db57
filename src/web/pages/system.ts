import type { Head } from '../../ports/records.ts';
import { type SystemFacts, systemDocument } from '../../views/runbook/system-document.ts';
import { framed } from './frame.ts';
import { incidentBlocks } from './incidents-table.ts';

/** What is known of a system, and its incidents. */
export function systemPage({ heads, ...facts }: SystemFacts & { heads: Head[] }): string {
  const document = systemDocument({ ...facts, site: true });
  const kicker = `${facts.system.id}${facts.system.sample ? ' · a sample' : ''}`;
  return framed({ ...document, kicker, blocks: [...document.blocks, ...incidentBlocks(heads)] });
}
