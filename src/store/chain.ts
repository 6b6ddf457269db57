import { hash } from 'node:crypto';

/** The previous hash of the first event of every incident. */
export const beginning = '0'.repeat(64);

/**
 * JSON with the keys of every object sorted, so that the same value always gives the same text. Values that JSON can't
 * express are treated as `JSON.stringify` does.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  const object = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(object).sort()) {
    const item = object[key];
    if (item !== undefined) text += `${text === '' ? '{' : ','}${JSON.stringify(key)}:${canonical(item)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

/**
 * The hash of an event before there was an audit log: sha-256, hex, over the previous hash and the canonical JSON of `{
 * event, incident, seq }`.
 * @param body the event as canonical JSON
 */
export function link(prev: string, place: { incident: number; seq: number }, body: string): string {
  return hash('sha256', `${prev}\n{"event":${body},"incident":${place.incident},"seq":${place.seq}}`, 'hex');
}

/**
 * The hash of an event since the audit log: as `link`, over the digest of its body. So the chain still holds when the body
 * is taken out.
 * @param digest sha-256 of the body, hex
 */
export function linkOf(prev: string, place: { incident: number; seq: number }, digest: string): string {
  return hash(
    'sha256',
    `${prev}\n{"digest":"${digest}","incident":${place.incident},"seq":${place.seq}}`,
    'hex',
  );
}
