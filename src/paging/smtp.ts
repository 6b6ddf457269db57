import type { PersonId } from '../domain/people.ts';
import { ConfigError, DeliveryError } from '../errors.ts';
import { isRecord } from '../http/json.ts';
import { formsOf, withoutSecrets } from '../http/secrets.ts';
import type { PageRequest, Pager } from '../ports/pager.ts';
import { letterOf } from './mail.ts';

export interface SmtpOptions {
  /** `smtp://user:password@mail.example.org:587`; `smtps:` for TLS from the start. */
  url: string;
  /** Whom the letters come from: `airb <airb@example.org>`. */
  from: string;
  addressOf: (person: PersonId) => string | undefined;
  /** Default 15 s, for each part of the conversation. */
  timeoutMs?: number;
}

/**
 * Pages by e-mail: one letter for each person. All letters of an incident are one thread, and a repeated one has the same
 * Message-ID, by which mail programs show it once.
 * @throws ConfigError when the address is no mail server
 */
export function smtpPager(options: SmtpOptions): Pager {
  const { from, addressOf, timeoutMs = 15_000 } = options;
  const server = serverOf(options.url);
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'airb.invalid';
  const secrets = [server.password, server.user].filter((one) => one !== '').flatMap((one) => formsOf(one));
  return {
    route: 'smtp',
    async send(request) {
      // Loaded with the first letter: most runs send none.
      const { createTransport } = await import('nodemailer');
      const sent = whole();
      const transport = createTransport({
        url: options.url,
        logger: sent.logger,
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        dnsTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await transport.sendMail({
          from,
          ...addressed(request, addressOf),
          ...headersOf(request, domain),
          ...letterOf(request),
        });
      } catch (error) {
        throw failureOf(error, { secrets, sent: sent.yes() });
      } finally {
        transport.close();
      }
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

/** Notices that a letter was sent to its last byte: nodemailer tells it to its log alone. */
function whole() {
  let sent = false;
  const ignore = () => undefined;
  const info = (entry: unknown) => {
    if (isRecord(entry) && entry.tnx === 'message') sent = true;
  };
  const logger = {
    level: ignore,
    trace: ignore,
    debug: ignore,
    info,
    warn: ignore,
    error: ignore,
    fatal: ignore,
  };
  return { logger, yes: () => sent };
}

interface Refused {
  code?: string;
  responseCode?: number;
}

/** Only once the whole letter was sent may it have arrived although no yes came. */
function failureOf(error: unknown, { secrets, sent }: { secrets: string[]; sent: boolean }): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { code = 'unknown', responseCode } = error as Refused;
  const text = error instanceof Error ? error.message : String(error);
  const said = withoutSecrets({ text, ended: 'whole' }, secrets).slice(0, 300);
  const never = code === 'EAUTH' || (responseCode !== undefined && responseCode >= 500);
  const word =
    code === 'ETIMEDOUT' ? 'did not answer in time' : `did not take the letter (${responseCode ?? code})`;
  return new DeliveryError(`The mail server ${word}: ${said}`, {
    retry: !never,
    uncertain: sent && responseCode === undefined,
    code: `smtp_${responseCode ?? code.toLowerCase()}`,
    cause: error,
  });
}

function serverOf(address: string): { user: string; password: string } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '')
    throw new ConfigError('SMTP_URL: expected smtp://user:password@host:port or smtps://…');
  return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}
