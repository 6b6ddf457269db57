import { DeliveryError } from '../../../errors.ts';
import { readWhole } from '../../../http/answer.ts';
import type { Clock } from '../../../ports/clock.ts';
import { recordIn, recordOf, textOf } from './activity.ts';
import { type Attempt, answerLimit, noAnswer, refused } from './errors.ts';

/** The service that accepts a token. */
export type Audience = 'connector' | 'graph';

export interface Tokens {
  /**
   * A token for a service, from memory as long as it is valid.
   * @returns undefined when there is no app to log in as
   * @throws DeliveryError when Entra refuses or does not answer
   */
  token(audience: Audience): Promise<string | undefined>;
  /** Forgets a token that the service no longer accepts. */
  drop(audience: Audience): void;
  /** The app roles Entra granted in the whole tenant, from the last Graph token. */
  roles(): readonly string[];
}

export interface TokenOptions {
  appId?: string;
  appPassword?: string;
  tenantId?: string;
  loginUrl?: string;
  clock: Clock;
}

const scopes: Record<Audience, string> = {
  connector: 'https://api.botframework.com/.default',
  graph: 'https://graph.microsoft.com/.default',
};

const entra = 'https://login.microsoftonline.com';
const timeout = 10_000;
/** Milliseconds before its end at which a token is renewed. */
const margin = 5 * 60_000;
const attempt: Attempt = { service: 'login', what: 'airb’s login' };

interface Held {
  asked: Promise<string>;
  /** Infinite while the token is being requested. */
  until: number;
}

/**
 * Logs in with the app's secret: one request of OAuth's client credentials. It is made here because MSAL refuses an
 * authority that is not https, so nothing of it could be tested offline. Source:
 * learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
 */
export function createTokens(options: TokenOptions): Tokens {
  const held = new Map<Audience, Held>();
  let granted: string[] = [];

  async function token(audience: Audience): Promise<string | undefined> {
    const { appId, appPassword, tenantId } = options;
    if (!appId || !appPassword || !tenantId) return undefined;
    const known = held.get(audience);
    return known && known.until > options.clock.now() ? known.asked : renew(audience);
  }

  /** Requests a token. Calls that come meanwhile share its answer; a failure is not remembered. */
  function renew(audience: Audience): Promise<string> {
    const asked = askEntra(options, audience).then((fresh) => {
      mine.until = fresh.until;
      if (audience === 'graph') granted = rolesIn(fresh.token);
      return fresh.token;
    });
    const mine: Held = { asked, until: Number.POSITIVE_INFINITY };
    held.set(audience, mine);
    asked.catch(() => held.get(audience) === mine && held.delete(audience));
    return asked;
  }

  return { token, drop: (audience) => void held.delete(audience), roles: () => granted };
}

async function askEntra(
  options: TokenOptions,
  audience: Audience,
): Promise<{ token: string; until: number }> {
  const { appId = '', appPassword = '', tenantId = '', clock } = options;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: appPassword,
    scope: scopes[audience],
  });
  const url = `${options.loginUrl ?? entra}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;
  try {
    const signal = AbortSignal.timeout(timeout);
    // A redirect would take the secret along.
    const answer = await fetch(url, { method: 'POST', body, redirect: 'manual', signal });
    const said = recordIn(await readWhole(answer, answerLimit));
    const token = textOf(said.access_token);
    if (answer.ok && token) return { token, until: clock.now() + lifetime(said.expires_in) };
    const code = textOf(said.error) ?? '';
    throw refused({ status: answer.status, code, message: textOf(said.error_description) ?? '' }, attempt);
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    throw noAnswer(error, attempt);
  }
}

/**
 * How long a token is valid, in milliseconds.
 * @param seconds what Entra says; without it an hour, which is usual
 */
function lifetime(seconds: unknown): number {
  return Math.max(0, (Number(seconds) || 3600) * 1000 - margin);
}

/** The app roles that a token names. Entra just gave us the token, so its signature need not be checked. */
function rolesIn(token: string): string[] {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { roles } = recordOf(claims);
    return Array.isArray(roles) ? roles.map(String) : [];
  } catch {
    return [];
  }
}
