import type { PersonId } from '../domain/people.ts';
import { DeliveryError } from '../errors.ts';
import { type MailServerOptions, mailServer } from '../mail/mail-server.ts';
import type { PageRequest, Pager } from '../ports/pager.ts';
import { letterOf } from './mail.ts';

export interface SmtpOptions extends MailServerOptions {
  addressOf: (person: PersonId) => string | undefined;
}

/**
 * Pages by e-mail: one letter for each person. All letters of an incident are one thread, and a repeated one has the same
 * Message-ID, by which mail programs show it once.
 * @throws ConfigError when the address is no mail server
 */
export function smtpPager({ addressOf, ...options }: SmtpOptions): Pager {
  const server = mailServer(options);
  return {
    route: 'smtp',
    async send(request) {
      await server.send({
        ...addressed(request, addressOf),
        ...headersOf(request, server.domain),
        ...letterOf(request),
      });
    },
  };
}

/** A letter without an address reaches nobody, which is said as any page that failed. */
function addressed(
  { people }: PageRequest,
  addressOf: SmtpOptions['addressOf'],
): { to: { name: string; address: string }[] } {
  const lost = people.filter(({ id }) => addressOf(id) === undefined).map(({ name }) => name);
  if (lost.length > 0)
    throw new DeliveryError(`${lost.join(', ')}: no e-mail address in organization.yaml`, {
      retry: false,
      code: 'smtp_no_address',
    });
  return { to: people.map(({ id, name, email }) => ({ name, address: addressOf(id) ?? email ?? '' })) };
}

function headersOf({ incident, dedupKey, action, people }: PageRequest, domain: string) {
  const whom = people.map(({ id }) => id.replace(/[^a-z0-9._-]/gi, '_')).join('.');
  const thread = `<airb-${incident}@${domain}>`;
  return {
    messageId: `<${dedupKey.replace(/[^A-Za-z0-9._-]/g, '_')}.${whom}.${action}@${domain}>`,
    inReplyTo: thread,
    references: [thread],
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Airb-Key': dedupKey },
    ...(action === 'trigger' && { priority: 'high' as const }),
  };
}
