import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { httpActions } from '../actions/http.ts';
import { alertSources } from '../alerts/sources.ts';
import { changeSources } from '../changes/sources.ts';
import { slackManifest } from '../chat/slack/package/manifest.ts';
import { type MovableClock, movableClock, systemClock } from '../clock.ts';
import { type Config, sampleEnvironment } from '../config.ts';
import { html } from '../documents/html.ts';
import { markdown } from '../documents/markdown.ts';
import { chatOfRef } from '../domain/incident/rooms.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { ConfigError } from '../errors.ts';
import { createDeliverer } from '../flow/deliver/deliver.ts';
import { createIntake } from '../flow/intake.ts';
import { createInteract } from '../flow/interact/interact.ts';
import { createStates } from '../flow/states.ts';
import { createWriter } from '../flow/write.ts';
import { foreignIn, refuseForeign } from '../http/foreign.ts';
import { listenHttp } from '../http/listen.ts';
import { isLoopback } from '../http/loopback.ts';
import { problemOptions, registerProblems } from '../http/problem.ts';
import { inProcessJobs } from '../jobs/in-process.ts';
import type { Finding } from '../library/finding.ts';
import { readKept } from '../library/kept.ts';
import { type LibraryWatch, watchLibrary } from '../library/watch.ts';
import { prometheusMetrics } from '../metrics/prometheus.ts';
import { pagerDuty } from '../paging/pagerduty.ts';
import { webhookPager } from '../paging/webhook.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Pager } from '../ports/pager.ts';
import type { Store } from '../ports/store.ts';
import { askReadiness } from '../readiness/answer.ts';
import { assess } from '../readiness/assess.ts';
import { createPast, type ReadPast } from '../readiness/read-past.ts';
import type { Sandbox, SandboxKeys } from '../sandbox/open.ts';
import { noSignals } from '../signals/none.ts';
import { prometheusSignals } from '../signals/prometheus.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { postmortem } from '../views/postmortem/postmortem.ts';
import { registerWeb } from '../web/web.ts';
import { registerWebhooks } from '../webhooks/register.ts';
import { summaryLines } from './banner.ts';
import { type ConnectedChat, openChats, type PlayedTeams } from './chats.ts';
import { readiness, standing } from './health.ts';

export interface AppOptions {
  log: Log;
  /** A clock that can be moved, for the sandbox and for tests; the machine's clock when left out. */
  clock?: MovableClock;
  /**
   * What runbook files are judged by: whether a review is overdue is a matter of the real calendar, not of the time a
   * sandbox plays. The machine's clock when left out.
   */
  calendar?: Clock;
  /** The only hosts rollbacks may call; any when left out. */
  actionHosts?: readonly string[];
  /** Which scenario the sandbox has on stage at the start. */
  scenario?: string;
  /** A test plays Microsoft's side of Teams; see there. */
  playedTeams?: PlayedTeams;
}

/** A running airb. */
export interface App {
  url: string;
  store: Store;
  library(): Library;
  /** What is doubtful or wrong in the runbook files as they are now. */
  findings(): Finding[];
  sandbox: Sandbox | undefined;
  /** Lines for the person at the terminal: where, which store, timers, chat, what is missing and what that costs. */
  summary(): string[];
  /** Stops in the reverse order of starting; work under way is finished. */
  stop(): Promise<void>;
}

/**
 * The one place that knows every adapter: configuration in, running program out.
 * @throws ConfigError when a setting, a file or the port is not usable
 */
export async function startApp(config: Config, options: AppOptions): Promise<App> {
  const { log } = options;
  const closers: (() => Promise<void> | void)[] = [];
  const onStop = (close: () => Promise<void> | void) => closers.unshift(close);
  async function stop(): Promise<void> {
    for (const close of closers.splice(0)) await close();
  }
  try {
    return await compose(config, { ...options, onStop, stop });
  } catch (error) {
    log.debug({ error: String(error) }, 'start failed; undoing');
    await stop();
    throw error;
  }
}

interface Building extends AppOptions {
  onStop(close: () => Promise<void> | void): void;
  stop(): Promise<void>;
}

async function compose(config: Config, building: Building): Promise<App> {
  const { log, onStop } = building;
  const sandboxed = hasSandbox(config);
  if (sandboxed && !isLoopback(config.host)) throw onlyHere(config.host);
  const listener = await listenHttp(config, onStop);
  const publicUrl = config.publicUrl.endsWith(':0') ? listener.url : config.publicUrl;
  const movable = building.clock ?? (sandboxed ? movableClock() : undefined);
  const clock: Clock = movable ?? systemClock;
  const keys = sandboxKeys(config.sourceSecrets);
  const environment = sandboxed
    ? { ...keys.environment(listener.url), ...definedOnly(config.environment) }
    : sampleEnvironment(config);

  const calendar = building.calendar ?? systemClock;
  const watch = watchLibrary(config.runbooksDir, { env: environment, clock: calendar, log });
  onStop(() => watch.close());
  const library = () => watch.library();
  const jobs = await openJobs(config, { clock, log });
  const wake = { now: () => undefined as undefined };
  const store = await openSqliteStore({
    file: join(config.dataDir, 'airb.db'),
    now: clock.now,
    onCommit: ({ dueAt }) => {
      if (dueAt === undefined) return;
      if (dueAt <= clock.now()) wake.now();
      else jobs.wakeAt(dueAt);
    },
  });
  onStop(() => store.close());
  const revived = await store.reviveInterrupted(clock.now());
  if (revived > 0)
    log.warn(
      { effects: revived },
      'found effects that were being sent when the process ended; looking before repeating them',
    );

  const metrics = prometheusMetrics({
    sources: alertSources.map(({ name }) => name),
    standing: () => standing({ clock, store, watch }),
  });
  const writer = createWriter({ store, clock, states: createStates() });
  const past = createPast(store);
  const pagers = pagersOf(
    sandboxed ? { ...config, pagerduty: config.pagerduty ?? keys.pagerduty(listener.url) } : config,
  );
  const context = () => ({
    library: library(),
    pagers: ['chat', ...pagers.map((pager) => pager.route)],
    chats: chats.map(({ name }) => name),
    publicUrl,
    hash,
  });
  const intake = createIntake({ store, writer, clock, context, metrics });
  const chats = await openChats(config, {
    library,
    memory: store,
    log,
    clock,
    url: listener.url,
    publicUrl,
    ...(sandboxed && { sandbox: keys }),
    playedTeams: building.playedTeams,
  });
  for (const chat of chats) onStop(() => chat.stop());
  const interact = createInteract({
    writer,
    store,
    clock,
    library,
    context,
    intake,
    hash,
    readiness: askReadiness({ library, past, clock, publicUrl }),
    readMessage: async (message) =>
      chats
        .find(({ name }) => name === chatOfRef(message))
        ?.read(message)
        .catch(() => undefined),
  });

  const deliverer = createDeliverer({
    store,
    writer,
    clock,
    jobs,
    log,
    metrics,
    chats,
    pagers,
    actions: httpActions({
      secretOf: (name) => environment[name],
      ...(building.actionHosts && { allowHosts: building.actionHosts }),
    }),
    signals: signalsOf(config, sandboxed ? `${listener.url}/sandbox/prometheus` : undefined),
    hash,
    draft: (number, format) => draft(store, number, format),
  });
  onStop(() => deliverer.stop());
  onStop(() => jobs.stop());
  wake.now = () => void deliverer.run();
  movable?.onJump(async () => {
    await deliverer.run();
    jobs.wakeAt(clock.now());
  });

  const sandbox =
    sandboxed && movable
      ? (await import('../sandbox/open.ts')).openSandbox(config, {
          keys,
          clock: movable,
          url: listener.url,
          manifest: slackManifest({ url: listener.url, socket: false }),
          scenario: building.scenario,
        })
      : undefined;
  if (sandbox) onStop(() => sandbox.close());

  const web = await openWeb({
    config,
    log,
    publicUrl,
    clock,
    store,
    watch,
    chats,
    sandboxed,
    scrape: metrics.scrape,
    fold: writer.incident,
    past,
    intake,
    keys,
  });
  onStop(() => web.close());
  listener.serve((req, res) => {
    const path = req.url?.split('?')[0] ?? '';
    const chat = chats.find((one) => one.path === path);
    // Chats and webhooks prove who they are; all else a sandbox serves is open to this machine, and to nobody else.
    const foreign = sandboxed && !chat && !signed.test(path) ? foreignIn(req, config.host) : undefined;
    if (foreign) return refuseForeign(res, foreign);
    if (sandbox?.handle(req, res)) return;
    if (chat) return chat.requestListener(req, res);
    web.routing(req, res);
  });

  // In the same breath as the door, so that nobody is heard by a chat that has no listener yet.
  const connected = Promise.all(chats.map((chat) => chat.start(interact)));
  await jobs.start(() => deliverer.run());
  await connected;
  return {
    url: listener.url,
    store,
    library,
    findings: () => watch.findings(),
    sandbox,
    summary: () => summaryLines(config, { url: listener.url, library: library(), chats, sandboxed, pagers }),
    stop: building.stop,
  };
}

/** What is taken only with a secret. */
const signed = /^\/(?:alerts|changes)\//;

// ── the pages ───────────────────────────────────────────────────────────────────────────────────────────

interface WebParts {
  config: Config;
  log: Log;
  publicUrl: string;
  clock: Clock;
  store: Store;
  watch: LibraryWatch;
  chats: ConnectedChat[];
  sandboxed: boolean;
  scrape: ReturnType<typeof prometheusMetrics>['scrape'];
  fold: ReturnType<typeof createWriter>['incident'];
  past: ReadPast;
  intake: ReturnType<typeof createIntake>;
  keys: SandboxKeys;
}

/** No route has a JSON Schema. Left to itself Fastify loads a hundred files of compilers for them. */
const noSchemas = {
  compilersFactory: { buildValidator: () => noCompiler, buildSerializer: () => noCompiler },
};

function noCompiler(): never {
  throw new Error('routes are not described by JSON Schemas here');
}

async function openWeb(parts: WebParts): Promise<FastifyInstance> {
  const { config, log, clock, store, intake, watch } = parts;
  const app = Fastify({ logger: false, schemaController: noSchemas, ...problemOptions });
  registerProblems(app, log);
  registerWebhooks(app, {
    alertSources,
    changeSources,
    secrets: parts.sandboxed ? parts.keys.sourceSecrets : config.sourceSecrets,
    allowUnsigned: false,
    clock,
    log,
    intake: intake.alerts,
    noteChanges: intake.changes,
  });
  await registerWeb(app, {
    store,
    runbooks: { library: watch.library, findings: watch.findings, read: readKept },
    fold: parts.fold,
    readiness: async (reader) => {
      const now = clock.now();
      return assess(parts.watch.library(), await parts.past(now, reader), now);
    },
    apiToken: config.apiToken,
    clock,
    publicUrl: parts.publicUrl,
    openPages: parts.sandboxed && isLoopback(config.host),
    state: () => readiness(parts),
    scrape: parts.scrape,
    contracts: async () => {
      const { webhookContract } = await import('../webhooks/contract.ts');
      return [webhookContract({ alertSources, changeSources })];
    },
  });
  await app.ready();
  return app;
}

/** In the sandbox anybody may act as anybody, so nobody from outside may reach it. */
function onlyHere(host: string): ConfigError {
  return new ConfigError(
    `AIRB_HOST: the sandbox does not listen on ${host}, because whoever reaches it may act as anybody`,
    'Connect a chat (SLACK_BOT_TOKEN …), or listen on 127.0.0.1.',
  );
}

/** The sandbox plays chat where no real one is connected; beside a Teams of the development machine it stays. */
function hasSandbox({ slack, teams }: Config): boolean {
  return slack === undefined && teams?.app === undefined;
}

// What only some installations need is loaded only there: it costs start-up time and memory.

async function openJobs({ redisUrl }: Config, base: { clock: Clock; log: Log }) {
  if (redisUrl === undefined) return inProcessJobs(base);
  const { bullmqJobs } = await import('../jobs/bullmq.ts');
  return bullmqJobs({ url: redisUrl, ...base });
}

// ── small pieces ────────────────────────────────────────────────────────────────────────────────────────

/** sha-256, hex: what evidence and drawn cards are compared by. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function draft(store: Store, number: number, format: 'md' | 'html') {
  const events = (await store.events(number)).map((stored) => stored.event);
  const document = postmortem(events);
  const text = format === 'md' ? markdown(document) : html(document);
  return { title: document.title, bytes: Buffer.from(text) };
}

function pagersOf(config: Config): Pager[] {
  const { pagerduty, pageWebhook } = config;
  return [...(pagerduty ? [pagerDuty(pagerduty)] : []), ...(pageWebhook ? [webhookPager(pageWebhook)] : [])];
}

function signalsOf(config: Config, sandbox: string | undefined) {
  const url = config.prometheusUrl ?? sandbox;
  return url === undefined ? noSignals() : prometheusSignals({ url });
}

/** Secrets of a sandbox are made anew for each start and never leave the machine. */
function sandboxKeys(given: Config['sourceSecrets']): SandboxKeys {
  const secret = () => randomBytes(16).toString('hex');
  const rollback = secret();
  return {
    botToken: `xoxb-sandbox-${secret()}`,
    signingSecret: secret(),
    sourceSecrets: { alertmanager: given.alertmanager ?? secret(), generic: given.generic ?? secret() },
    pagerduty: (url) => ({ routingKey: secret(), baseUrl: `${url}/sandbox/pagerduty` }),
    environment: (url) => ({
      AIRB_SANDBOX_URL: `${url}/sandbox`,
      SUPPORT_BOT_ROLLBACK_TOKEN: rollback,
      REFUND_AGENT_ROLLBACK_TOKEN: rollback,
      CONTRACT_SUMMARISER_ROLLBACK_TOKEN: rollback,
    }),
  };
}

function definedOnly(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
