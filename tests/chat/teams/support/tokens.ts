import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface Signer {
  kid: string;
  key: KeyObject;
  /** The public half as the key set shows it. */
  jwk: Record<string, unknown>;
}

/** A key like those the Bot Connector signs with; `endorsements` says for which channels. */
export function createSigner(kid: string, endorsements: string[] = ['msteams']): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256', endorsements };
  return { kid, key: privateKey, jwk };
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function signToken(signer: Signer, claims: Record<string, unknown>): string {
  const head = `${base64url({ alg: 'RS256', typ: 'JWT', kid: signer.kid })}.${base64url(claims)}`;
  return `${head}.${createSign('RSA-SHA256').update(head).sign(signer.key, 'base64url')}`;
}
