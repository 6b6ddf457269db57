import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Seals words that leave in a card and come back, so that nobody in between can replace them. */
export interface Seal {
  seal(words: string[]): string;
  /** @returns undefined when it was not sealed with this secret */
  open(sealed: string): string[] | undefined;
}

/** @param secret the app's password, so that a seal is valid after a restart and on every replica */
export function createSeal(secret: string = randomBytes(32).toString('hex')): Seal {
  const key = createHmac('sha256', secret).update('airb: words in a card').digest();
  const signed = (body: string) => createHmac('sha256', key).update(body).digest('base64url');
  return {
    seal(words) {
      const body = Buffer.from(JSON.stringify(words)).toString('base64url');
      return `${body}.${signed(body)}`;
    },
    open(sealed) {
      const [body = '', mark = ''] = sealed.split('.');
      const given = Buffer.from(mark);
      const expected = Buffer.from(signed(body));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as string[];
    },
  };
}
