import type { ChatConnection } from '../chat/kit/connection.ts';
import { createSlack } from '../chat/slack/slack.ts';
import type { TeamsOptions } from '../chat/teams/api/options.ts';
import type { TeamsSettings } from '../config.ts';
import type { Seal } from '../domain/chat/seal.ts';
import { chatOfRef } from '../domain/incident/rooms.ts';
import type { Library, PersonSpec } from '../domain/runbooks/runbook.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { UserGroups } from '../ports/schedules.ts';
import type { Settings } from './settings.ts';

/** A chat adapter, with where it stands in this installation. */
export interface ConnectedChat extends ChatConnection<unknown> {
  /** For people at the terminal: `Slack, Socket Mode`. */
  place: string;
  /** Where its platform posts to. */
  path: string;
  /** Slack's user groups; no other chat has any. */
  groups?: UserGroups;
}

/**
 * Microsoft's side of Teams, played on this machine by a test: who hands out tokens, who signs, service URLs of
 * loopback, and how long it waits for an answer. No setting leads here.
 */
export type PlayedTeams = Required<Pick<TeamsOptions, 'loginUrl' | 'openId'>> &
  Pick<TeamsOptions, 'patience'>;

interface Surroundings {
  library: () => Library;
  memory: Memory;
  seal: Seal;
  log: Log;
  clock: Clock;
  metrics: Pick<Metrics, 'wrongSecret'>;
  limiter: RateLimiter;
  playedTeams?: PlayedTeams | undefined;
}

/**
 * The chats an installation talks in. Slack comes first: where an organization names no order, it is the home of an
 * incident that has a room in both.
 */
export async function openChats(settings: Settings, around: Surroundings): Promise<ConnectedChat[]> {
  const slack = slackSettings(settings);
  const chats: ConnectedChat[] = [];
  if (slack) chats.push(openSlack(slack, around));
  const { teams, publicUrl } = settings;
  if (teams) chats.push(await openTeams(teams, { ...around, publicUrl }));
  return chats;
}

/** Text of a message somebody pointed at, when its chat can still read it. */
export function readMessageIn(chats: Pick<ConnectedChat, 'name' | 'read'>[]) {
  return async (message: string) =>
    chats
      .find(({ name }) => name === chatOfRef(message))
      ?.read(message)
      .catch(() => undefined);
}

function slackSettings({ slack, sandbox, url }: Settings) {
  if (slack) return { ...slack, place: `Slack, ${slack.appToken ? 'Socket Mode' : 'HTTP at /slack/events'}` };
  if (!sandbox) return undefined;
  const { botToken, signingSecret } = sandbox.keys;
  return {
    botToken,
    signingSecret,
    apiUrl: `${url}/sandbox/slack/api/`,
    place: `sandbox at ${url}/sandbox/`,
  };
}

/** In the memory: when Slack last said that it holds events back, in milliseconds. */
export const heldBackKey = 'slack/held-back';

function openSlack(
  { place, ...settings }: NonNullable<ReturnType<typeof slackSettings>>,
  around: Surroundings,
): ConnectedChat {
  const { library, log, clock, metrics, memory, limiter } = around;
  const people = () => library().organization.people;
  const slack = createSlack({
    ...settings,
    log,
    clock,
    memory,
    limiter,
    onForged: () => metrics.wrongSecret('slack'),
    // Kept, because the doctor looks from a process of its own.
    onHeldBack: () =>
      void memory
        .remember(heldBackKey, String(clock.now()))
        .catch((error: unknown) => log.warn({ error: String(error) }, 'it could not be kept for the doctor')),
    directory: {
      slackIdOf: (id) => people().find((person) => person.id === id)?.slack,
      personOf: (user) => people().find((person) => person.slack === user),
      withEmail: (email) => withEmail(people(), email),
    },
    onTrouble: (code, text) => log.warn({ code }, text),
  });
  return { ...slack, place, path: '/slack/events' };
}

/** The one person with this address; nobody where two people share it. */
function withEmail(people: PersonSpec[], email: string): PersonSpec | undefined {
  const wanted = email.trim().toLowerCase();
  const [first, ...others] = people.filter((person) => person.email?.trim().toLowerCase() === wanted);
  return others.length === 0 ? first : undefined;
}

/** Loaded only where it is used: botbuilder doubles what has to be read at the start. */
async function openTeams(
  { app, ...settings }: TeamsSettings,
  around: Surroundings & { publicUrl: string },
): Promise<ConnectedChat> {
  const { library, log, clock, memory, seal, metrics, limiter, publicUrl, playedTeams } = around;
  const { createTeams } = await import('../chat/teams/teams.ts');
  const people = () => library().organization.people;
  const teams = createTeams({
    ...settings,
    ...(app && { appId: app.id, appPassword: app.password, tenantId: app.tenant }),
    development: app === undefined || playedTeams !== undefined,
    ...(playedTeams && {
      loginUrl: playedTeams.loginUrl,
      openId: playedTeams.openId,
      ...(playedTeams.patience && { patience: playedTeams.patience }),
    }),
    incidentsChannel: () => incidentsChannelOf(library()),
    publicUrl,
    memory,
    seal,
    log,
    clock,
    limiter,
    onForged: () => metrics.wrongSecret('teams'),
    directory: {
      teamsIdOf: (id) => people().find((person) => person.id === id)?.teams,
      personOf: (user) => people().find((person) => person.teams === user),
      withEmail: (email) => withEmail(people(), email),
      people,
    },
    onTrouble: (code, text) => log.warn({ code }, text),
  });
  const place = app ? 'Teams at /api/messages' : 'Teams at /api/messages, unauthenticated for development';
  return { ...teams, place, path: '/api/messages' };
}

/** Where incidents go in Teams: the channel's name, id or link. */
export function incidentsChannelOf({ organization }: Library): string {
  const { incidentsChannel } = organization;
  return typeof incidentsChannel === 'string' ? incidentsChannel : (incidentsChannel.teams ?? 'incidents');
}
