import type { Card } from '../domain/chat/card.ts';
import { cut } from '../domain/plain.ts';
import { type MailServerOptions, mailServer } from '../mail/mail-server.ts';
import type { Clock } from '../ports/clock.ts';
import { linesOf, plainLine } from '../publishing/card-text.ts';
import { zoned } from '../publishing/zoned.ts';

/** Writes cards to single people; undefined where no mail server is configured. */
export function lettersBy(smtp: MailServerOptions | undefined, clock: Clock) {
  if (smtp === undefined) return undefined;
  const server = mailServer(smtp);
  return async (to: string, card: Card, key: string): Promise<void> => {
    const text = linesOf(card, zoned('UTC', clock.now())).map(plainLine).join('\n');
    await server.send({
      to,
      subject: `airb: ${cut(card.text, 150)}`,
      // The same for every repeat, so that mail programs show a repeated letter once.
      messageId: `<airb-${key.replace(/[^A-Za-z0-9-]+/g, '-')}@${server.domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Airb-Key': key },
      text,
    });
  };
}
