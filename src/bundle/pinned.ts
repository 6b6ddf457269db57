import { createHash } from 'node:crypto';
import type { EventOf, IncidentEvent } from '../domain/incident/events.ts';
import type { Chain, Document } from '../ports/records.ts';
import type { BundleFile } from './archive.ts';
import { safeName } from './names.ts';

/** sha-256, hex. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What the events of a chain hold the hashes of, as verify.mjs finds them. A quote within a text is written `\"` there. */
export function pinsIn({ events }: Pick<Chain, 'events'>): string[] {
  const found = events.flatMap(({ body }) => [...body.matchAll(/"(?:hash|sha256)":"([0-9a-f]{64})"/g)]);
  return [...new Set(found.map(([, hash = '']) => hash))];
}

/**
 * Each piece of evidence as a file. What was redacted has none, because what stands there now is no longer what was saved.
 */
export function evidenceFiles({ events, contents }: Chain): { files: BundleFile[]; index: object[] } {
  const texts = new Map(contents.map(({ hash, text }) => [hash, text]));
  const saved = events.flatMap(({ seq, event }) => (isSaved(event) ? [{ seq, event }] : []));
  const files: BundleFile[] = [];
  const index = saved.map(({ seq, event }, at) => {
    const { title, sha256: hash, kept, item, nature = 'content', from, content } = event.evidence;
    const text = (kept && texts.get(kept.hash)) ?? content;
    const name = `evidence/${String(at + 1).padStart(3, '0')}-${safeName(title)}.${isJson(text) ? 'json' : 'txt'}`;
    const whole = sha256(text) === hash;
    if (whole) files.push({ name, bytes: Buffer.from(text) });
    return {
      ...{ place: at + 1, entry: seq, title, item: item ?? null, nature, from, by: event.by },
      ...{ at: new Date(event.at).toISOString(), sha256: hash, file: whole ? name : null },
    };
  });
  return { files, index };
}

/** What was too long for events and alerts and is no evidence: the whole of an alert. */
export function longFiles({ contents }: Chain, evidence: BundleFile[]): BundleFile[] {
  const there = new Set(evidence.map(({ bytes }) => sha256(bytes)));
  return contents
    .filter(({ hash }) => !there.has(hash))
    .map(({ hash, text }) => ({ name: `long/${hash}.txt`, bytes: Buffer.from(text) }));
}

/** The runbooks it ran with, byte for byte. */
export function documentFiles(documents: Document[]): BundleFile[] {
  return documents.map(({ hash, file, text }) => ({
    name: `documents/${safeName(file.replace(/\.ya?ml$/i, ''))}-${hash.slice(0, 12)}.yaml`,
    bytes: Buffer.from(text),
  }));
}

function isSaved(event: IncidentEvent): event is EventOf<'evidence.saved'> {
  return event.type === 'evidence.saved';
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
