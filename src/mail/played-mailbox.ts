import type { SendMailOptions } from 'nodemailer';
import { call } from '../http/service.ts';
import type { MailServer } from './mail-server.ts';

/**
 * The mailbox of the sandbox at `<address>/mail`. It takes letters by HTTP, as a mail server would need a port of its own; how airb
 * speaks SMTP is held by its tests.
 */
export function playedMailbox(address: string): MailServer {
  const service = { name: 'The mailbox', headers: {}, secrets: [], setting: 'the sandbox' };
  return {
    from: 'airb <airb@sandbox.invalid>',
    domain: 'sandbox.invalid',
    async send({ messageId = '', to, subject = '', text, html }) {
      const letter = { id: messageId, to: readersOf(to), subject, text: String(text), html: String(html) };
      await call(service, {
        method: 'POST',
        url: `${address}/mail`,
        body: JSON.stringify(letter),
        repeatable: true,
      });
      return [];
    },
    greet: async () => undefined,
  };
}

function readersOf(to: SendMailOptions['to']): string {
  const readers = [to ?? []].flat(2) as (string | { name?: string; address: string })[];
  return readers.map((one) => (typeof one === 'string' ? one : one.name || one.address)).join(', ');
}
