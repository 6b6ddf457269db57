import type { SendMailOptions } from 'nodemailer';
import { ConfigError, DeliveryError } from '../errors.ts';
import { isRecord } from '../http/json.ts';
import { formsOf, withoutSecrets } from '../http/secrets.ts';

export interface MailServerOptions {
  /** `smtp://user:password@mail.example.org:587`; `smtps:` for TLS from the start. */
  url: string;
  /** Whom the letters come from: `airb <airb@example.org>`. */
  from: string;
  /** Default 15 s, for each part of the conversation. */
  timeoutMs?: number;
}

/** An address that the server did not take. */
export interface RefusedAddress {
  address: string;
  why: string;
  /** It was put off, and may be taken later. */
  later: boolean;
}

export interface MailServer {
  from: string;
  /** What stands behind the @ of the sender: message ids end with it. */
  domain: string;
  /**
   * Sends one letter.
   * @returns the addresses that were refused, while others were taken
   * @throws DeliveryError when none was taken, or no answer came
   */
  send(letter: Omit<SendMailOptions, 'from'>): Promise<RefusedAddress[]>;
  /** Signs in and leaves again. @throws DeliveryError when the server does not answer or does not let airb in */
  greet(): Promise<void>;
}

/**
 * Speaks to a mail server, one conversation for each letter.
 * @throws ConfigError when the address is no mail server
 */
export function mailServer({ url, from, timeoutMs = 15_000 }: MailServerOptions): MailServer {
  const server = serverOf(url);
  const secrets = [server.password, server.user].filter((one) => one !== '').flatMap((one) => formsOf(one));
  return {
    from,
    domain: /@([^\s>]+)/.exec(from)?.[1] ?? 'airb.invalid',
    async send(letter) {
      const sent = whole();
      const transport = await opened(sent.logger);
      try {
        return refusedIn(await transport.sendMail({ from, ...letter }), secrets);
      } catch (error) {
        throw failureOf(error, { secrets, sent: sent.yes() });
      } finally {
        transport.close();
      }
    },
    async greet() {
      const transport = await opened(whole().logger);
      try {
        await transport.verify();
      } catch (error) {
        throw notGreeted(error, secrets);
      } finally {
        transport.close();
      }
    },
  };

  async function opened(logger: ReturnType<typeof whole>['logger']) {
    // Loaded with the first letter: most runs send none.
    const { createTransport } = await import('nodemailer');
    return createTransport({
      url,
      logger,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}

interface Refused {
  code?: string;
  responseCode?: number;
  recipient?: string;
}

function refusedIn(info: unknown, secrets: string[]): RefusedAddress[] {
  const errors = isRecord(info) && Array.isArray(info.rejectedErrors) ? info.rejectedErrors : [];
  return errors.map((error: Error & Refused) => ({
    address: error.recipient ?? 'an address',
    why: `${error.responseCode ?? 'refused'} ${clean(error.message, secrets)}`.slice(0, 160),
    later: error.responseCode !== undefined && error.responseCode < 500,
  }));
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

/** Only once the whole letter was sent may it have arrived although no yes came. */
function failureOf(error: unknown, { secrets, sent }: { secrets: string[]; sent: boolean }): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { code = 'unknown', responseCode } = error as Refused;
  const said = clean(error instanceof Error ? error.message : String(error), secrets).slice(0, 300);
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

function notGreeted(error: unknown, secrets: string[]): DeliveryError {
  const { code = 'unknown', responseCode } = error as Refused;
  const said = clean(error instanceof Error ? error.message : String(error), secrets).slice(0, 300);
  const word = code === 'EAUTH' ? 'does not let airb in' : 'can’t be reached';
  return new DeliveryError(`The mail server ${word} (${responseCode ?? code}): ${said}`, {
    retry: code !== 'EAUTH',
    code: `smtp_${code.toLowerCase()}`,
    cause: error,
  });
}

function clean(text: string, secrets: string[]): string {
  return withoutSecrets({ text, ended: 'whole' }, secrets);
}

function serverOf(address: string): { user: string; password: string } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '')
    throw new ConfigError('SMTP_URL: expected smtp://user:password@host:port or smtps://…');
  return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}
