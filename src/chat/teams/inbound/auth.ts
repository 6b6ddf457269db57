import {
  ConfigurationBotFrameworkAuthentication,
  type ConfigurationBotFrameworkAuthenticationOptions,
  ConfigurationServiceClientCredentialFactory,
  type Activity as WireActivity,
} from 'botbuilder';
import { ConfigError } from '../../../errors.ts';
import { isLoopbackUrl } from '../../../http/loopback.ts';
import type { Activity } from '../api/activity.ts';
import type { OpenId, TeamsOptions } from '../api/options.ts';

/** Whether an activity may come in. `why` is for the log; the sender is told nothing. */
export type Verdict = { ok: true } | { ok: false; status: 401 | 403 | 503; why: string };

export type Authenticate = (activity: Claimed, authorization: string | undefined) => Promise<Verdict>;

/** What an activity says about its origin. */
type Claimed = Pick<Activity, 'channelId' | 'serviceUrl' | 'tenants'>;

type Guarded = Pick<TeamsOptions, 'appId' | 'appPassword' | 'tenantId' | 'development' | 'openId'> & {
  /** Milliseconds to wait for Microsoft's signing keys. */
  keysWithin?: number;
};

/** Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication. */
const microsoft: OpenId = {
  issuer: 'https://api.botframework.com',
  metadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
};

const channel = 'msteams';
const keysWithin = 3000;

/**
 * Checks who sent an activity. botbuilder verifies the token (signature, lifetime, audience, service URL, endorsement);
 * this code accepts only Teams, one issuer and one tenant. It checks the issuer first, because botbuilder accepts
 * tokens of other bots and of the Emulator by other rules, and permanently adds each tenant it reads in one to a list.
 * @throws ConfigError when nothing is configured that tells Teams from a stranger
 */
export function createAuthenticate(options: Guarded): Authenticate {
  const { appId, tenantId, development } = options;
  if (!appId) {
    if (!development) throw new ConfigError(anonymous, anonymousHint);
    return async (activity) => placeOf(activity, { development, tenantId });
  }
  const openId = options.openId ?? microsoft;
  const inner = botbuilder(options, appId);
  return async (activity, authorization) => {
    const place = placeOf(activity, { development, tenantId });
    if (!place.ok) return place;
    const bearer = bearerOf(authorization);
    if (!bearer) return refused('the request carries no token');
    const unfit = unfitFor(bearer, openId.issuer, tenantId);
    if (unfit) return refused(unfit);
    // botbuilder reads only the channel and the service URL of the activity.
    const wire = { channelId: channel, serviceUrl: activity.serviceUrl } as WireActivity;
    const checking = inner.authenticateRequest(wire, `Bearer ${bearer.token}`).then(
      (): Verdict => ({ ok: true }),
      (error: unknown) => verdictOn(error),
    );
    return before(checking, options.keysWithin ?? keysWithin);
  };
}

const anonymous = 'TEAMS_APP_ID is not set: anybody could speak to airb as anybody.';
const anonymousHint =
  'Set TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID; only for the Agents Playground on this machine, set TEAMS_DEVELOPMENT=1 instead.';

function botbuilder(options: Guarded, appId: string): ConfigurationBotFrameworkAuthentication {
  const { appPassword, tenantId, openId } = options;
  if (!appPassword)
    throw new ConfigError('TEAMS_APP_PASSWORD is not set.', 'It is the secret of the bot’s app.');
  if (!tenantId) throw new ConfigError('TEAMS_TENANT_ID is not set.', 'airb listens to one tenant only.');
  const credentials = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppPassword: appPassword,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: tenantId,
  });
  return new ConfigurationBotFrameworkAuthentication(signedBy(openId), credentials);
}

/** Where botbuilder finds its addresses: it takes all of Microsoft's, or all of them from this configuration. */
function signedBy(openId: OpenId | undefined): ConfigurationBotFrameworkAuthenticationOptions {
  if (!openId) return {};
  return {
    ToBotFromChannelTokenIssuer: openId.issuer,
    ToBotFromChannelOpenIdMetadataUrl: openId.metadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: openId.metadataUrl,
    ToChannelFromBotLoginUrl: openId.issuer,
    ToChannelFromBotOAuthScope: openId.issuer,
  };
}

function refused(why: string, status: 401 | 403 = 401): Verdict {
  return { ok: false, status, why };
}

/** Checks whether the origin that the activity claims is possible at all. */
function placeOf(
  activity: Claimed,
  { development, tenantId }: Pick<Guarded, 'development' | 'tenantId'>,
): Verdict {
  if (activity.channelId !== channel) {
    return refused(`it comes by the channel "${activity.channelId}", not by Teams`, 403);
  }
  const https = URL.canParse(activity.serviceUrl) && new URL(activity.serviceUrl).protocol === 'https:';
  if (!https && !(development && isLoopbackUrl(activity.serviceUrl))) {
    return refused(`its service URL ${activity.serviceUrl} is not https`, 403);
  }
  const foreign = tenantId === undefined ? undefined : activity.tenants.find((one) => one !== tenantId);
  if (foreign !== undefined) return refused(`it comes from the tenant ${foreign}`, 403);
  // A member's activity always names its tenant.
  if (tenantId !== undefined && activity.tenants.length === 0) return refused('it names no tenant', 403);
  return { ok: true };
}

interface Bearer {
  token: string;
  claims: Record<string, unknown>;
}

/** The token and its claims, not verified yet. */
function bearerOf(authorization: string | undefined): Bearer | undefined {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
  if (!token) return undefined;
  const body = token.split('.')[1] ?? '';
  try {
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null
      ? { token, claims: claims as Record<string, unknown> }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Why a token is refused before its signature is checked; undefined when it may be checked. */
function unfitFor({ claims }: Bearer, issuer: string, tenantId: string | undefined): string | undefined {
  if (claims.iss !== issuer) return `its token was issued by ${String(claims.iss)}`;
  if (claims.tid !== undefined && claims.tid !== tenantId)
    return `its token is of the tenant ${String(claims.tid)}`;
  return undefined;
}

/**
 * Turns a failure of botbuilder into a verdict. For a wrong signature it throws whatever its verifier threw. Only when
 * the keys could not be fetched is the sender not to blame.
 */
function verdictOn(error: unknown): Verdict {
  const why = error instanceof Error ? error.message : String(error);
  const unreachable =
    /^Failed to load|^request to /.test(why) ||
    (error instanceof Error && (error.name === 'FetchError' || error.name === 'AbortError'));
  return unreachable ? noKeys(why) : refused(why);
}

function noKeys(why: string): Verdict {
  return { ok: false, status: 503, why: `the keys that sign Teams’ requests can't be read: ${why}` };
}

/** Limits the wait, because the library waits for the keys without end. */
async function before(checking: Promise<Verdict>, ms: number): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Verdict>((resolve) => {
    timer = setTimeout(() => resolve(noKeys('no answer in time')), ms);
  });
  try {
    return await Promise.race([checking, late]);
  } finally {
    clearTimeout(timer);
  }
}
