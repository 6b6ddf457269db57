import { markdown } from '../documents/markdown.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { fold, nothing } from '../domain/incident/evolve.ts';
import type { AuditHead, Chain } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { postmortem } from '../views/postmortem/postmortem.ts';
import { incidentJson } from '../views/record/json.ts';
import { timeline } from '../views/record/timeline.ts';
import { timelineDocument } from '../views/record/timeline-document.ts';
import { archive, type BundleFile } from './archive.ts';
import { documentFiles, evidenceFiles, longFiles, pinsIn, sha256 } from './pinned.ts';

/** An incident as one archive that anybody can check. */
export interface Bundle {
  incident: number;
  /** `INC-42-evidence`: the folder in the archive. */
  folder: string;
  private: boolean;
  files: number;
  archive: Buffer;
  /** Whoever has one of these from elsewhere can tell whether the whole was written anew. */
  hashes: { archive: string; manifest: string; lastEvent: string; auditLog: AuditHead | null };
}

/** All that can be said of an incident whose content was pruned. */
export interface Pruned {
  incident: number;
  pruned: NonNullable<Chain['pruned']>;
}

/**
 * Gathers what the records hold of an incident. The same records give the same bytes.
 * @param verifier the text of verify.mjs
 * @returns undefined where there is no such incident
 */
export async function bundleOf(
  records: Pick<Store, 'chain' | 'document'>,
  incident: number,
  verifier: string,
): Promise<Bundle | Pruned | undefined> {
  const chain = await records.chain(incident);
  if (chain.pruned !== undefined) return { incident, pruned: chain.pruned };
  const events = chain.events.map(({ event }) => event);
  const state = fold(nothing, events);
  if (state.phase === 'none') return undefined;
  const pins = pinsIn(chain);
  const found = await Promise.all(pins.map((hash) => records.document(hash)));
  const documents = found.filter((document) => document !== undefined);
  const evidence = evidenceFiles(chain);
  const kept = [
    ...evidence.files,
    ...longFiles(chain, evidence.files),
    ...documentFiles(documents),
  ] satisfies BundleFile[];
  const told = [
    json('evidence.json', evidence.index),
    json('incident.json', incidentJson(state)),
    ...logFiles(chain),
    ...readable(events),
    file('verify.mjs', verifier),
  ];
  const files = inOrder([...kept, ...told]);
  const there = new Set(kept.map(({ bytes }) => sha256(bytes)));
  const manifest = json('manifest.json', {
    version: 1,
    incident,
    files: files.map(({ name, bytes }) => ({ name, size: bytes.length, sha256: sha256(bytes) })),
    absent: pins.filter((pin) => !there.has(pin)),
  });
  const folder = `INC-${incident}-evidence`;
  const packed = archive(folder, inOrder([...files, manifest]));
  return {
    incident,
    folder,
    private: state.private,
    files: files.length,
    archive: packed,
    hashes: {
      archive: sha256(packed),
      manifest: sha256(manifest.bytes),
      lastEvent: chain.events.at(-1)?.hash ?? '',
      auditLog: chain.head ?? null,
    },
  };
}

/** The chain itself, a line an event, and what the audit log noted of it. */
function logFiles({ events, notes, head }: Chain): BundleFile[] {
  const lines = events.map(({ event: _, ...stored }) => `${JSON.stringify(stored)}\n`);
  return [file('events.jsonl', lines.join('')), json('audit.json', { head, notes })];
}

/** For people; made from the events, so they prove nothing of their own. */
function readable(events: IncidentEvent[]): BundleFile[] {
  const entries = timeline(events);
  return [
    json(
      'timeline.json',
      entries.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
    ),
    file('timeline.md', markdown(timelineDocument(events, entries))),
    file('postmortem.md', markdown(postmortem(events))),
  ];
}

function inOrder(files: BundleFile[]): BundleFile[] {
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function json(name: string, value: unknown): BundleFile {
  return file(name, `${JSON.stringify(value, null, 2)}\n`);
}

function file(name: string, text: string): BundleFile {
  return { name, bytes: Buffer.from(text) };
}
