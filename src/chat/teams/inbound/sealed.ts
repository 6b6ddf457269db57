import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Words that go out in a card and come back; nobody in between can put other words in their place. */
export interface Seal {
  seal(words: string[]): string;
  /** @returns undefined when it was not sealed here */
  open(sealed: string): string[] | undefined;
}

/** @param secret the app's password, so that a seal outlives a restart and holds on every replica */
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
