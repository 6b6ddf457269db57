import type { NamedSecret } from '../domain/runbooks/runbook.ts';
import { impossible } from './errors.ts';

/**
 * The address of a call, when it may be called.
 * @param allowHosts the only hosts that may be called, by name or with port; any when absent
 * @throws DeliveryError when somebody must correct it
 */
export function addressOf(url: string, allowHosts: readonly string[] | undefined): URL {
  if (url.includes('{{')) {
    throw impossible(
      'action_url',
      `The address ${url} has blanks; only the values of the body are filled in.`,
    );
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw impossible('action_url', `An action's address must start with http:// or https://, not "${url}".`);
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw impossible('action_url', `The address of ${parsed.host} holds a password; name a secret instead.`);
  }
  if (
    allowHosts !== undefined &&
    !allowHosts.includes(parsed.host) &&
    !allowHosts.includes(parsed.hostname)
  ) {
    throw impossible('action_host', `${parsed.host} is not among the hosts actions may call.`);
  }
  return parsed;
}

/** A secret with its value, about to be sent. */
export interface Secret {
  header: string;
  prefix: string;
  value: string;
}

/** Looks a secret up by the name of its environment variable, for the address that is about to get it. */
export type SecretOf = (env: string, target: string) => string | undefined;

/**
 * The secret of a call.
 * @throws DeliveryError when it is not set, or is nothing that a header can carry
 */
export function secretFor(
  { secret, url }: { secret?: NamedSecret; url: string },
  secretOf: SecretOf,
): Secret | undefined {
  if (secret === undefined) return undefined;
  const value = secretOf(secret.env, url)?.trim();
  if (value === undefined || value === '') {
    throw impossible(`missing_secret:${secret.env}`, `${secret.env} is not set, so nothing was called.`);
  }
  // Checked here because fetch would quote the secret in its own complaint.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(`${secret.prefix}${value}`)) {
    const message = `${secret.env} holds a character that a header can't carry, such as a line break.`;
    throw impossible(`bad_secret:${secret.env}`, message);
  }
  return { header: secret.header, prefix: secret.prefix, value };
}
