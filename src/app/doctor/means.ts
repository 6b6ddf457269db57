import { heldBackProblems } from '../../chat/slack/inbound/held-back.ts';
import type { Identity } from '../../chat/teams/checkup.ts';
import { systemClock } from '../../clock.ts';
import { type Config, fileEnvironment, type TeamsSettings } from '../../config.ts';
import { DeliveryError } from '../../errors.ts';
import type { Store } from '../../ports/store.ts';
import { actionsOf } from '../actions.ts';
import { heldBackKey } from '../chats.ts';
import { askElsewhere } from '../elsewhere.ts';
import { queueKey } from '../jobs.ts';
import { recordsOf } from '../records.ts';
import { signalsOf } from '../signals.ts';
import { trackersOf } from '../trackers.ts';
import { audienceAsker } from './ask-audience.ts';
import { readOnly, slackToLookAt, teamsToLookAt } from './chat-clients.ts';
import type { ChatToAsk, Files, Means } from './check.ts';
import { pageTester } from './page-test.ts';
import { patience } from './patience.ts';

/** The adapters `airb doctor` looks with: they ask and change nothing. */
export function meansOf(config: Config): Means {
  const { prometheusUrl, redisUrl } = config;
  const openStore = recordsOf(config).openIfThere;
  return {
    clock: systemClock,
    patience,
    openStore,
    askAudience: audienceAsker(config, openStore),
    chats: chatsOf(config, openStore),
    elsewhere: (library) => askElsewhere(config, library, systemClock),
    currentOf: (library) => {
      const environment = fileEnvironment(config);
      return actionsOf({ environment, sandbox: undefined }, { library: () => library }).current;
    },
    pageTest: pageTester(openStore),
    trackers: trackersOf(config),
    ...(redisUrl && { redis: () => lookAtRedis(redisUrl, { config, openStore }) }),
    ...(prometheusUrl && { signals: signalsOf(config) }),
  };
}

/** The same once what is large has been loaded: time spent on that would look like silence of the other side. */
export async function readyMeansOf(config: Config): Promise<Means> {
  if (config.teams?.app) await import('../../chat/teams/teams.ts');
  return meansOf(config);
}

/** Which queue is airb's stands in the records, once it has run with Redis. */
async function lookAtRedis(
  url: string,
  { config, openStore }: { config: Pick<Config, 'redisPrefix'>; openStore: OpenStore },
) {
  const { examineRedis } = await import('../../jobs/redis-examine.ts');
  // What is wrong with the records is said by those who look at them.
  const store = await openStore().catch(() => undefined);
  try {
    const queue = await store?.recall(queueKey);
    return await examineRedis({ url, prefix: [config.redisPrefix, ...(queue ? [queue] : [])].join(':') });
  } finally {
    await store?.close();
  }
}

type OpenStore = () => Promise<Store | undefined>;

function chatsOf({ slack, teams, publicUrl }: Config, openStore: OpenStore): ChatToAsk[] {
  const chats: ChatToAsk[] = [];
  if (slack) chats.push({ name: 'Slack', ask: () => askSlack(slack, openStore) });
  if (teams?.app) {
    chats.push({ name: 'Teams', ask: (files) => askTeams(teams, { publicUrl, openStore, files }) });
  }
  return chats;
}

/** Who airb is in Slack and which scopes it has; nothing is listened to. */
async function askSlack(settings: NonNullable<Config['slack']>, openStore: OpenStore) {
  const slack = slackToLookAt(settings);
  const place = await slack
    .identity()
    .then(
      ({ team, url }) => `Slack workspace ${team} at ${url}, ${settings.appToken ? 'Socket Mode' : 'HTTP'}`,
      unanswered,
    );
  const problems = [...(await heldBackIn(openStore)), ...slack.problems()];
  return { ...(place && { place }), problems };
}

/** What a running airb heard of Slack's limit for events. What is wrong with the records is said by those who look at them. */
async function heldBackIn(openStore: OpenStore) {
  const store = await openStore().catch(() => undefined);
  try {
    const at = await store?.recall(heldBackKey);
    return heldBackProblems(at === undefined ? undefined : Number(at), systemClock.now());
  } finally {
    await store?.close();
  }
}

/** Who airb is in Teams, where its incidents go and what team and tenant have granted; nothing is listened to. */
async function askTeams(
  { app, ...settings }: TeamsSettings,
  around: { publicUrl: string; openStore: OpenStore; files: Files },
) {
  const { publicUrl, files } = around;
  if (files === undefined) return { problems: [withoutFiles] };
  // What is wrong with the records is said by those who look at them.
  const store = await around.openStore().catch(() => undefined);
  try {
    const teams = await teamsToLookAt({ app, ...settings }, { files, publicUrl, memory: readOnly(store) });
    const place = await teams.identity().then((found) => teamsPlace(found, settings.rooms), unanswered);
    return { ...(place && { place }), problems: teams.problems() };
  } finally {
    await store?.close();
  }
}

function teamsPlace({ team, channel, tenantId }: Identity, rooms: TeamsSettings['rooms']): string {
  const where = team?.name ? `the team ${team.name}` : `the team of ${channel}`;
  const each = rooms === 'channel' ? 'a channel' : 'a thread in the incidents channel';
  return `Teams tenant ${tenantId}: ${each} for each incident, in ${where}`;
}

const withoutFiles = {
  code: 'no_files',
  text: 'Teams was not asked: which channel is for incidents stands in the runbook files, and they can’t be used.',
};

/** What failed is among the problems. */
function unanswered(error: unknown): undefined {
  if (!(error instanceof DeliveryError)) throw error;
}
