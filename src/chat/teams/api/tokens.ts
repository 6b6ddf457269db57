import { DeliveryError } from '../../../errors.ts';
import { readWhole } from '../../../http/answer.ts';
import type { Clock } from '../../../ports/clock.ts';
import { recordIn, recordOf, textOf } from './activity.ts';
import { type Attempt, answerLimit, noAnswer, refused } from './errors.ts';

/** For whom a token is good. */
export type Audience = 'connector' | 'graph';

export interface Tokens {
  /**
   * A token for an audience, from memory as long as it is good.
   * @returns undefined where there is no app to log in as
   * @throws DeliveryError when Entra refuses or is silent
   */
  token(audience: Audience): Promise<string | undefined>;
  /** The other side does not take it any more. */
  drop(audience: Audience): void;
  /** What Entra granted the app in the whole tenant, as the last Graph token says. */
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
/** Renewed this long before Entra says it ends. */
const margin = 5 * 60_000;
const attempt: Attempt = { service: 'login', what: 'airb’s login' };

interface Held {
  asked: Promise<string>;
  /** Without end while it is being asked for. */
  until: number;
}

/**
 * Logs in with the app's secret. It is one request of OAuth's client credentials, made here because MSAL refuses an
 * authority that is not https, so nothing of it could be tried offline.
 * Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
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

  /** Calls that come while one is asking share its answer; a failure is not remembered. */
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
    const answer = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(timeout) });
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

/** @param seconds what Entra says; an hour is what it usually gives */
function lifetime(seconds: unknown): number {
  return Math.max(0, (Number(seconds) || 3600) * 1000 - margin);
}

/** The app roles a token names. It was just given to us by Entra, so nobody's signature is in question. */
function rolesIn(token: string): string[] {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { roles } = recordOf(claims);
    return Array.isArray(roles) ? roles.map(String) : [];
  } catch {
    return [];
  }
}
