import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Beginning } from './answer.ts';

/**
 * The token of a request.
 * @returns the text after `Authorization: Bearer`, or an empty text
 */
export function bearerIn({ authorization = '' }: IncomingHttpHeaders): string {
  return /^bearer /i.test(authorization) ? authorization.slice('bearer '.length).trim() : '';
}

/** Compares two secrets in constant time. It compares digests, so the time reveals neither content nor length. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digestOfOurs(expected));
}

/** The digests of our own secrets, which come again with every request; there are a few dozen at most. */
const digests = new LRUCache<string, Buffer>({ max: 100 });

function digestOfOurs(secret: string): Buffer {
  const known = digests.get(secret) ?? digest(secret);
  digests.set(secret, known);
  return known;
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/**
 * All forms in which a peer may repeat a secret: as it is, inside JSON, inside a URL, in base64, and as the two halves
 * of a Basic credential.
 * @param prefix the text before it in its header: `Basic `
 * @returns longest first, so that blanking one form leaves no part of another
 */
export function formsOf(secret: string, prefix = ''): string[] {
  const plain = /^basic\s*$/i.test(prefix) ? Buffer.from(secret, 'base64').toString('utf8') : '';
  const colon = plain.indexOf(':');
  const halves = colon < 0 ? [] : [plain, plain.slice(colon + 1)];
  const derived = [secret, ...halves].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('base64url'),
  ]);
  // Blanking a half of three characters would also blank ordinary words.
  const forms = [secret, ...derived.filter((form) => form.length > 3)];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/**
 * The text of a peer with `[secret]` in place of every form of a secret, also one that the end of the text cuts in two.
 */
export function withoutSecrets({ text, ended }: Beginning, forms: string[]): string {
  const clean = forms.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
  if (ended === 'whole') return clean;
  const shown = Math.max(0, ...forms.map((form) => shownOf(form, clean)));
  return shown === 0 ? clean : `${clean.slice(0, -shown)}[secret]`;
}

/**
 * How many characters of a form are at the end of the text. One or two do not count, because any text may end with
 * them.
 */
function shownOf(form: string, text: string): number {
  for (let length = Math.min(form.length - 1, text.length); length > 2; length -= 1) {
    if (text.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}
