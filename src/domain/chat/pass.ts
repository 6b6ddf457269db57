import type { Standing } from '../people.ts';
import type { Instant } from '../time.ts';
import type { Seal } from './seal.ts';

/**
 * Who somebody is, proved in chat and shown on a page. `link`: opens the page once, for a few minutes. `session`: what the
 * browser holds from then on.
 */
export interface Pass {
  kind: 'link' | 'session';
  person: { id: string; name: string; standing: Standing };
  until: Instant;
  /** Tells one pass from another, so that a link opens once and a session can be ended. */
  nonce: string;
}

/** The pass as one text for an address or a cookie, which nobody can make without the key. */
export function sealedPass(seal: Seal, pass: Pass): string {
  const body = encodeURIComponent(
    JSON.stringify([pass.person.id, pass.person.name, pass.person.standing, pass.until, pass.nonce]),
  );
  return `${body}~${seal.mark(['pass', pass.kind, body])}`;
}

/** @returns undefined for a text that airb did not seal as this kind, and for one whose time is over */
export function openedPass(
  seal: Seal,
  kind: Pass['kind'],
  { text, now }: { text: string; now: Instant },
): Pass | undefined {
  const end = text.lastIndexOf('~');
  const body = text.slice(0, Math.max(0, end));
  if (end <= 0 || !seal.holds(['pass', kind, body], text.slice(end + 1))) return undefined;
  // Sealed, so it has the shape it was sealed with.
  const [id, name, standing, until, nonce] = JSON.parse(decodeURIComponent(body)) as [
    string,
    string,
    Standing,
    number,
    string,
  ];
  return until <= now ? undefined : { kind, person: { id, name, standing }, until, nonce };
}
