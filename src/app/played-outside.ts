import type { SendMailOptions } from 'nodemailer';
import type { AudienceSpec } from '../domain/runbooks/audience.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { call } from '../http/service.ts';
import type { MailServer } from '../mail/mail-server.ts';

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

/** The status page of the sandbox. */
export function playedStatuspage(address: string): { key: string; url: string } {
  return { key: 'of-the-sandbox', url: `${address}/statuspage` };
}

function readersOf(to: SendMailOptions['to']): string {
  const readers = [to ?? []].flat(2) as (string | { name?: string; address: string })[];
  return readers.map((one) => (typeof one === 'string' ? one : one.name || one.address)).join(', ');
}

/** The files with audiences that a demo adds; one of the same name in the files counts before them. The same files give the same answer, which is asked for often. */
export function withAudiences(files: () => Library, added: readonly AudienceSpec[] = []): () => Library {
  if (added.length === 0) return files;
  let last: { from: Library; to: Library } | undefined;
  return () => {
    const from = files();
    if (last?.from !== from) {
      const own = from.organization.audiences;
      const audiences = [...own, ...added.filter(({ id }) => own.every((one) => one.id !== id))];
      last = { from, to: { ...from, organization: { ...from.organization, audiences } } };
    }
    return last.to;
  };
}
