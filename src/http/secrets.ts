import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Beginning } from './answer.ts';

/** @returns what follows `Authorization: Bearer`, or an empty text */
export function bearerIn({ authorization = '' }: IncomingHttpHeaders): string {
  return /^bearer /i.test(authorization) ? authorization.slice('bearer '.length).trim() : '';
}

/** Compares digests, so that neither content nor length of the secret shows in the time it takes. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * Every way a peer may echo a secret: as it is, inside JSON, inside a URL, in base64, and the two halves a Basic
 * credential holds.
 * @param prefix what stands before it in its header: `Basic `
 * @returns longest first, so that no part of one survives the blanking of another
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
  // A half of three characters would blank ordinary words.
  const forms = [secret, ...derived.filter((form) => form.length > 3)];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** What a peer said, with `[secret]` in place of each of the forms, also of one that the end cuts in two. */
export function withoutSecrets({ text, ended }: Beginning, forms: string[]): string {
  const clean = forms.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
  if (ended === 'whole') return clean;
  const shown = Math.max(0, ...forms.map((form) => shownOf(form, clean)));
  return shown === 0 ? clean : `${clean.slice(0, -shown)}[secret]`;
}

/** How many characters of the form stand at the end of the text; one or two happen in any text. */
function shownOf(form: string, text: string): number {
  for (let length = Math.min(form.length - 1, text.length); length > 2; length -= 1) {
    if (text.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}
