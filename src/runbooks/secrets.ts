import type { Finding } from './finding.ts';
import type { Source } from './source.ts';

/**
 * What tokens look like, after the prefixes their makers document (Slack, GitHub, AWS, OpenAI-style, Stripe,
 * Langfuse, Google), plus keys in PEM form, JWTs, bearer values and passwords inside addresses. Every repetition is bounded, so that
 * no text takes long to search.
 */
const shapes: [name: string, shape: RegExp][] = [
  ['a Slack token', /\bx(?:ox[abeprs]|app)-[A-Za-z0-9-]{10,300}/g],
  ['a GitHub token', /\b(?:gh[opsur]_[A-Za-z0-9]{20,300}|github_pat_[A-Za-z0-9_]{20,300})/g],
  ['an AWS key id', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ['an API key', /\b(?:sk|pk|rk)[-_](?:[a-z]{1,20}[-_]){0,3}[A-Za-z0-9]{16,300}/g],
  ['a webhook secret', /\b(?:lf-)?whsec_[A-Za-z0-9+/=]{12,300}/g],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{30,60}/g],
  ['a private key', /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/g],
  ['a signed token (JWT)', /\beyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,4000}/g],
  ['a bearer token', /\bBearer {1,4}[A-Za-z0-9._~+/-]{16,2000}/gi],
  [
    'a Slack webhook address',
    /hooks\.slack\.com\/services\/[A-Z0-9]{5,20}\/[A-Z0-9]{5,20}\/[A-Za-z0-9]{10,60}/g,
  ],
  ['a password in an address', /\b[a-z]{2,10}:\/\/[^\s/:@'"$]{1,100}:[^\s/@'"${}]{1,200}@/g],
];

/** The text with everything that looks like a secret replaced, at the same length so that carets still point right. */
export function blotSecrets(text: string): string {
  return shapes.reduce((clean, [, shape]) => clean.replace(shape, (hit) => '•'.repeat(hit.length)), text);
}

/** One finding for each token-like piece of a file's text. */
export function secretFindings(source: Source): Finding[] {
  const findings: Finding[] = [];
  for (const [name, shape] of shapes) {
    for (const hit of source.text.matchAll(shape)) {
      findings.push(
        source.atOffset(hit.index, {
          level: 'error',
          what: `this looks like ${name}`,
          expected: 'no secrets in files',
          why: 'these files are reviewed, copied and shown to many people',
          fix: 'take it out and renew it; name the environment variable that holds it in `secret.env`',
        }),
      );
    }
  }
  return findings;
}
