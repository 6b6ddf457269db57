import { DeliveryError } from '../../errors.ts';
import type { Problem } from '../kit/connection.ts';
import type { Caller } from './api/client.ts';
import { isLacking } from './api/errors.ts';
import type { TeamsOptions } from './api/options.ts';
import type { Tokens } from './api/tokens.ts';
import type { Known, Team } from './directory/known.ts';
import type { Places } from './directory/places.ts';
import { listOf, readChannels } from './methods/graph.ts';
import { type Scope, teamScopes, tenantScopes } from './package/scopes.ts';

/** Who airb is in Teams, and where its incidents channel is. */
export interface Identity {
  appId: string;
  tenantId: string;
  /** The id of the incidents channel. */
  channel: string;
  team?: Team;
  serviceUrl: string;
}

export interface Checkup {
  /**
   * Asks Teams everything that can be asked without anybody noticing: whether the login works, where the incidents
   * channel is, whether airb is in its team and may read it.
   * @throws DeliveryError when Teams gives no answer, or does not know the channel
   */
  look(): Promise<Identity>;
  /** The problems that the last look found; empty before the first. */
  problems(): Problem[];
  /** Notes a later refusal that may come from a missing permission: `missing_permission:Channel.Create.Group`. */
  noteRefusal(code: string): void;
}

export interface CheckupContext {
  options: TeamsOptions;
  call: Caller;
  tokens: Tokens;
  known: Known;
  places: Places;
}

/** Makes the checkup; before its first look it knows no problems. */
export function createCheckup(context: CheckupContext): Checkup {
  const { options, tokens } = context;
  let failure: DeliveryError | undefined;
  let unlearned = false;
  const missing = new Map<string, Scope>();
  let looked = false;

  async function look(): Promise<Identity> {
    try {
      const identity = await standing(context);
      unlearned = !(await context.known.serviceUrlLearned());
      missing.clear();
      await lookForPermissions(context, identity, missing);
      looked = true;
      failure = undefined;
      return identity;
    } catch (error) {
      if (error instanceof DeliveryError) failure = error;
      throw error;
    }
  }

  function noteRefusal(code: string): void {
    const scope = [...teamScopes, ...tenantScopes].find((one) => code === `missing_permission:${one.name}`);
    if (scope) missing.set(scope.name, scope);
  }

  function problems(): Problem[] {
    const found: Problem[] = [];
    if (!options.appId) found.push(development);
    if (failure)
      found.push({ code: failure.code, text: `Teams does not answer airb as it should: ${failure.message}` });
    if (!looked || !options.appId) return found;
    const granted = new Set(tokens.roles());
    const ungranted = tenantScopes.filter((scope) => !granted.has(scope.name));
    const refused = [...missing.values()].filter((scope) => !tenantScopes.includes(scope));
    return [...found, ...(unlearned ? [unheard] : []), ...byCost([...refused, ...ungranted])];
  }

  return { look, noteRefusal, problems };
}

const development: Problem = {
  code: 'development',
  text: 'No TEAMS_APP_ID: airb takes unauthenticated requests from this machine, for the Agents Playground only, and has no Graph: no private incidents, no channels, no looking back.',
};

const unheard: Problem = {
  code: 'service_url',
  text: 'Teams has not sent airb anything yet, so the global address of its connector is used. Mention @airb once; in a government cloud nothing arrives before that.',
};

/** Problems by what they cost; each cost is said once. */
function byCost(scopes: Scope[]): Problem[] {
  const costs = [...new Set(scopes.map((scope) => scope.cost))];
  return costs.map((cost) => {
    const names = scopes.filter((scope) => scope.cost === cost).map((scope) => scope.name);
    const [first = ''] = names;
    const without = names.length > 1 ? 'Without them' : 'Without it';
    const text = `Teams has not granted ${names.join(', ')}. ${without} ${cost} ${adviceFor(first)}`;
    return { code: `missing_permission:${first}`, text };
  });
}

function adviceFor(permission: string): string {
  return permission.endsWith('.Group')
    ? 'A team owner grants it by adding the app again with its current manifest.'
    : 'An admin grants it to the app in Entra (API permissions → Microsoft Graph → Application).';
}

async function standing({ options, call, known, places }: CheckupContext): Promise<Identity> {
  const channel = await places.incidents();
  // One member is enough: only an app that is installed in the team may ask at all.
  await call({
    service: 'connector',
    method: 'GET',
    path: `/v3/conversations/${encodeURIComponent(channel)}/pagedmembers`,
    query: { pageSize: '1' },
    kind: 'read',
    conversation: channel,
    what: 'the members of the incidents channel',
    where: 'the incidents channel',
  });
  const team = await places.teamOf(channel);
  return {
    appId: options.appId ?? '',
    tenantId: options.tenantId ?? '',
    channel,
    serviceUrl: await known.serviceUrl(),
    ...(team ? { team } : {}),
  };
}

/**
 * Finds which permissions are missing. The team tells what it has granted. Where it does not, airb tries to read; all
 * other missing permissions show only when they are first needed.
 */
async function lookForPermissions(
  { options, call, tokens }: CheckupContext,
  { channel, team }: Identity,
  missing: Map<string, Scope>,
): Promise<void> {
  if (!options.appId) return;
  await tokens.token('graph');
  const group = team?.groupId;
  const granted = group && (await grantedBy(call, group, options.appId));
  const lacks = granted
    ? teamScopes.filter(({ name }) => !granted.has(name))
    : await triedOut(async () => group !== undefined && mayRead(call, group, channel));
  for (const scope of lacks) {
    if (options.rooms === 'channel' || !scope.channels) missing.set(scope.name, scope);
  }
}

async function triedOut(readable: () => Promise<boolean>): Promise<Scope[]> {
  const refused = [listGrants, ...((await readable()) ? [] : [readChannels])];
  return teamScopes.filter(({ name }) => refused.includes(name));
}

const listGrants = 'TeamsAppInstallation.Read.Group';

/**
 * The resource-specific permissions airb has in a team. Source:
 * learn.microsoft.com/graph/api/team-list-permissiongrants.
 * @returns undefined where Teams does not tell
 */
async function grantedBy(call: Caller, groupId: string, appId: string): Promise<Set<string> | undefined> {
  try {
    const listed = await call({
      service: 'graph',
      method: 'GET',
      path: `/teams/${encodeURIComponent(groupId)}/permissionGrants`,
      kind: 'graph',
      conversation: groupId,
      what: 'the list of granted permissions',
      permission: listGrants,
    });
    const ours = listOf(listed.value).filter(({ clientAppId }) => clientAppId === appId);
    // An app that may ask has at least the permission to ask, so an empty list can't be right.
    return ours.length > 0 ? new Set(ours.map(({ permission }) => String(permission))) : undefined;
  } catch (error) {
    // Some clouds do not know this request, so a refusal means "not told". A failed connection is thrown and tried
    // again.
    if (error instanceof DeliveryError && !error.retry) return undefined;
    throw error;
  }
}

async function mayRead(call: Caller, groupId: string, channel: string): Promise<boolean> {
  try {
    await call({
      service: 'graph',
      method: 'GET',
      path: `/teams/${encodeURIComponent(groupId)}/channels/${encodeURIComponent(channel)}/messages`,
      query: { $top: '1' },
      kind: 'graph',
      conversation: groupId,
      what: 'reading the channel',
      permission: readChannels,
    });
    return true;
  } catch (error) {
    if (isLacking(error)) return false;
    throw error;
  }
}
