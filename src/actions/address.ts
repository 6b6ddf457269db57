import { notAllowed } from '../domain/runbooks/may-call.ts';
import type { MayCall, NamedSecret } from '../domain/runbooks/runbook.ts';
import { wordOf } from '../http/json-path.ts';
import { impossible } from './errors.ts';
import type { Blanks } from './fill.ts';

/**
 * The address of a call, when it may be called.
 * @param blanks fill `{{version}}`, `{{key}}` and `{{found}}` in its path and query, each within its own segment
 * @throws DeliveryError when somebody must correct it
 */
export function addressOf(
  { url, method, blanks = {} }: { url: string; method: string; blanks?: Partial<Blanks> },
  { allowHosts, mayCall }: Allowed,
): URL {
  const filled = encodeBlanks(url, blanks);
  const parsed = URL.canParse(filled) ? new URL(filled) : undefined;
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
  const against = notAllowed(mayCall?.(), { method, url: parsed });
  if (against !== undefined) throw impossible('action_host', `${against}, so nothing was called.`);
  return parsed;
}

/** What may be called. */
export interface Allowed {
  /** The only hosts of this process, by name or with port; any when absent. */
  allowHosts?: readonly string[] | undefined;
  /** What the organization allows just now. */
  mayCall?: (() => readonly MayCall[] | undefined) | undefined;
}

const blank = /\{\{(version|key|found|answer)\}\}/g;

/** The blanks of an address, each encoded; one that would change more than its own segment is refused. */
export function encodeBlanks(url: string, blanks: Partial<Blanks>): string {
  const start = url.indexOf('{{');
  if (start < 0) return url;
  const host = /^https?:\/\/[^/?#]+[/?#]/i.exec(url)?.[0].length ?? url.length;
  const filled = url.replace(blank, (all, name: 'version' | 'key' | 'found' | 'answer') => {
    const value = name === 'version' || name === 'key' ? blanks[name] : wordOf(blanks[name]);
    if (value !== undefined && leadsAway(value)) throw elsewhere(url);
    return value === undefined ? all : encoded(value);
  });
  if (start < host || filled.includes('{{')) {
    throw impossible(
      'action_url',
      `The address ${url} has blanks that can't be filled in: \`{{version}}\` and \`{{key}}\` go into its path or query.`,
    );
  }
  const [is, was] = [new URL(filled), new URL(url.replace(blank, 'x'))];
  if (is.origin !== was.origin || is.pathname.split('/').length !== was.pathname.split('/').length)
    throw elsewhere(url);
  return filled;
}

/** Many servers take `%2F` for a slash before they look for what is asked, so a step up hides behind one. */
function leadsAway(value: string): boolean {
  return /(?:^|[/\\])\.\.?(?:$|[/\\;?#])/.test(value);
}

function elsewhere(url: string): Error {
  return impossible(
    'action_url',
    `The version would lead the address ${url} somewhere else; nothing was called.`,
  );
}

function encoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    throw impossible('action_url', 'The version has a character that no address can carry.');
  }
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
  const value = valueIn(secret.env, url, secretOf);
  if (secret.user !== undefined) {
    const pair = `${valueIn(secret.user, url, secretOf)}:${value}`;
    return { header: secret.header, prefix: 'Basic ', value: Buffer.from(pair).toString('base64') };
  }
  // Checked here because fetch would quote the secret in its own complaint.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(`${secret.prefix}${value}`)) {
    const message = `${secret.env} holds a character that a header can't carry, such as a line break.`;
    throw impossible(`bad_secret:${secret.env}`, message);
  }
  return { header: secret.header, prefix: secret.prefix, value };
}

function valueIn(env: string, url: string, secretOf: SecretOf): string {
  const value = secretOf(env, url)?.trim();
  if (value === undefined || value === '')
    throw impossible(`missing_secret:${env}`, `${env} is not set, so nothing was called.`);
  return value;
}
