interface Shape {
  name: string;
  /** The secret is the group `secret` of the match; without such a group, the whole match. */
  shape: RegExp;
  /** Plain words; every text that the shape matches contains one. To look for them first is far cheaper. */
  hints: string[];
}

/**
 * What tokens look like, after the prefixes their makers document (Slack, GitHub, AWS, OpenAI-style, Stripe, Langfuse,
 * Google), plus keys in PEM form, JWTs, bearer values and passwords inside addresses. Every repetition is bounded, so
 * that no text takes long to search.
 */
const shapes: Shape[] = [
  {
    name: 'a Slack token',
    shape: /\bx(?:ox[abeprs]|app)-[A-Za-z0-9-]{10,300}/g,
    hints: ['xox', 'xapp-'],
  },
  {
    name: 'a GitHub token',
    shape: /\b(?:gh[opsur]_[A-Za-z0-9]{20,300}|github_pat_[A-Za-z0-9_]{20,300})/g,
    hints: ['gho_', 'ghp_', 'ghs_', 'ghu_', 'ghr_', 'github_pat_'],
  },
  { name: 'an AWS key id', shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, hints: ['AKIA', 'ASIA'] },
  {
    name: 'an API key',
    shape: /\b(?:sk|pk|rk)[-_](?:[a-z]{1,20}[-_]){0,3}[A-Za-z0-9]{16,300}/g,
    hints: ['sk-', 'sk_', 'pk-', 'pk_', 'rk-', 'rk_'],
  },
  { name: 'a webhook secret', shape: /\b(?:lf-)?whsec_[A-Za-z0-9+/=]{12,300}/g, hints: ['whsec_'] },
  { name: 'a Google API key', shape: /\bAIza[A-Za-z0-9_-]{30,60}/g, hints: ['AIza'] },
  { name: 'a private key', shape: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/g, hints: ['-----BEGIN'] },
  {
    name: 'a signed token (JWT)',
    shape: /\beyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,4000}/g,
    hints: ['eyJ'],
  },
  {
    name: 'a bearer token',
    shape: /\bBearer {1,4}[A-Za-z0-9._~+/-]{16,2000}/gi,
    hints: ['Bearer ', 'bearer ', 'BEARER '],
  },
  {
    name: 'a Slack webhook address',
    shape: /hooks\.slack\.com\/services\/[A-Z0-9]{5,20}\/[A-Z0-9]{5,20}\/[A-Za-z0-9]{10,60}/g,
    hints: ['hooks.slack.com'],
  },
  {
    name: 'a password in an address',
    shape: /\b[a-z]{2,10}:\/\/[^\s/:@'"$]{1,100}:[^\s/@'"${}]{1,200}@/g,
    hints: ['@'],
  },
  {
    name: 'a secret, after the word that announces it',
    // The word is matched last, because a text has far fewer colons than letters.
    shape:
      /[:=](?<=(?:passw(?:or)?d|secret|token|api[-_ ]?key|credential)s?["']?\s{0,3}[:=])\s{0,3}["']?(?<secret>[A-Za-z0-9+/=_~.-]{16,200})/gi,
    hints: [''],
  },
];

/**
 * Replaces everything that looks like a secret. The length stays the same, so that carets still point to the right
 * place.
 */
export function blotSecrets(text: string): string {
  let clean = text;
  for (const { offset, length } of secretsIn(text))
    clean = clean.slice(0, offset) + '•'.repeat(length) + clean.slice(offset + length);
  return clean;
}

export interface Hit {
  name: string;
  offset: number;
  length: number;
}

/** The most secrets reported for one file. */
const mostHits = 100;

/** Everything that looks like a secret; each place once, under the first name that fits. */
export function secretsIn(text: string): Hit[] {
  const hits: Hit[] = [];
  for (const { name, shape, hints } of shapes) {
    if (!hints.some((hint) => text.includes(hint))) continue;
    for (const match of text.matchAll(shape)) {
      const named = match.groups?.secret;
      if (named !== undefined && !looksDrawn(named)) continue;
      const length = (named ?? match[0]).length;
      const offset = match.index + match[0].length - length;
      if (hits.some((known) => offset < known.offset + known.length && known.offset < offset + length))
        continue;
      hits.push({ name, offset, length });
      if (hits.length >= mostHits) return hits;
    }
  }
  return hits;
}

/** Bits of entropy for each character. A text above this was most likely generated; words and versions stay below. */
const drawnByChance = 3.4;

/** True for letters and digits mixed without the pattern of a name: a generator writes that, people do not. */
function looksDrawn(text: string): boolean {
  if (!/\d/.test(text) || !/[a-z]/i.test(text) || /^[A-Z][A-Z0-9_]*$/.test(text)) return false;
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits > drawnByChance;
}
