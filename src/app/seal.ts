import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Seal } from '../domain/chat/seal.ts';
import type { Store } from '../ports/store.ts';
import { patiently } from './patiently.ts';
import type { Settings } from './settings.ts';

/** Of 32 bytes; Slack gives a menu entry 150 characters for everything. 96 bits can't be guessed over a network. */
const markBytes = 12;

const remembered = 'airb:seal';

/**
 * What buttons and forms are sealed with. The key is a setting, or one made at the first start and kept in the records:
 * so it is the same after a restart and on every replica.
 */
export async function openSeal(
  { sealKey }: Pick<Settings, 'sealKey'>,
  store: Pick<Store, 'settleOn'>,
): Promise<Seal> {
  const made = () => store.settleOn(remembered, randomBytes(32).toString('base64url'));
  return createSeal(sealKey ?? (await patiently(made)));
}

/** @param secret of any length */
export function createSeal(secret: string): Seal {
  const key = createHmac('sha256', secret).update('airb: what a press carries').digest();
  const mark = (words: string[]) =>
    createHmac('sha256', key)
      .update(JSON.stringify(words))
      .digest()
      .subarray(0, markBytes)
      .toString('base64url');
  return {
    mark,
    holds(words, given) {
      const [expected, tried] = [Buffer.from(mark(words)), Buffer.from(given)];
      return expected.length === tried.length && timingSafeEqual(expected, tried);
    },
  };
}
