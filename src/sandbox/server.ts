import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BotAddress, Context, Duties } from './context.ts';
import { offerDueEvents } from './deliver/events.ts';
import { type Dump, wholeDump } from './dump.ts';
import { readManifest } from './manifest.ts';
import { createPersistence, loadState } from './persist.ts';
import type { BrokenFile } from './protocol.ts';
import { seededRandom } from './random.ts';
import { route } from './routes.ts';
import { createTriggers } from './slack/triggers.ts';
import { freshState, groupsIn, nothingOutside, type State } from './state.ts';
import { createStreams } from './stream.ts';
import { createRates } from './webapi/rates.ts';
import type { WorkspaceFile } from './workspace.ts';
import { tickGuide } from './world/guide.ts';
import type { Scenario } from './world/scenario.ts';
import { type Fired, fire, stage } from './world/world.ts';

export interface SandboxOptions {
  workspace: WorkspaceFile;
  /** At least one; the first is the one selected at the start. */
  scenarios: Scenario[];
  /** Scenario files that could not be read; the page tells of them. */
  broken?: BrokenFile[];
  /** What people are for each system; the page shows it beside their titles. */
  duties?: Duties;
  /** The Slack app manifest of the bot: its scopes, commands, shortcuts and events hold here. */
  manifest: unknown;
  signingSecret: string;
  botToken: string;
  /** Where the bot listens; `connect` can say so later. */
  app: BotAddress;
  /** Own base address without a slash at the end. */
  publicUrl: string;
  /** Milliseconds. Advancing moves the workspace and everything else that shares this clock. */
  clock: { now(): number; advance(ms: number): void | Promise<void> };
  /** Folder of the built page. */
  pageDir: string;
  /** Where the workspace is kept over a restart. */
  file?: string;
  /** For the dice of the faults. */
  seed?: number;
  /** Real milliseconds for rate limits and trigger ids. */
  elapsed?: () => number;
}

export interface Sandbox {
  /** Takes the request when its path is `/sandbox` or below; false leaves it to others. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
  /** Name of the scenario that is first: the one asked for, or what the workspace file names. */
  opening: string;
  /** Scenario files that can't be played. */
  broken: BrokenFile[];
  connect(app: BotAddress): void;
  /** Lets a scenario happen: its changes and its alert reach the bot. */
  fire(scenario: string): Promise<Fired>;
  dump(): Dump;
  /** Ends open streams, waits for deliveries under way, writes the file. */
  close(): Promise<void>;
}

/** Milliseconds between two checks for events to send again, because others may move the clock. */
const retryPollMs = 500;

/**
 * A local workspace that answers and delivers like Slack, and the world in which the demo incident happens.
 * @throws Error when the manifest is not valid, or there is no scenario
 */
export function createSandbox(options: SandboxOptions): Sandbox {
  const streams = createStreams();
  const ctx = createContext(options);
  const persistence = createPersistence(options.file, () => ({ ...ctx.state, leftAt: ctx.now() }));
  ctx.changed = (change) => {
    streams.changed(ctx, change);
    persistence.touch();
  };
  ctx.observe = (observation) => tickGuide(ctx, observation);
  const [first] = options.scenarios;
  if (!first) throw new Error('the sandbox needs at least one scenario');
  if (!options.scenarios.some((s) => s.name === ctx.state.world.scenario)) stage(ctx, first, ctx.now());

  const rooms = { ctx, rates: createRates(options.elapsed), streams, pageDir: options.pageDir };
  const poll = setInterval(() => offerDueEvents(ctx), retryPollMs);
  poll.unref();
  return {
    opening: first.name,
    broken: ctx.broken,
    handle(req, res) {
      const path = req.url?.split('?')[0] ?? '';
      if (path !== '/sandbox' && !path.startsWith('/sandbox/')) return false;
      void route(rooms, req, res);
      return true;
    },
    connect(app) {
      ctx.bot = app;
    },
    fire: (scenario) => fire(ctx, scenario),
    dump: () => wholeDump(ctx),
    async close() {
      clearInterval(poll);
      streams.close();
      await Promise.allSettled(ctx.inFlight);
      persistence.end();
    },
  };
}

/** A state that was written before there were groups begins with those of the file, one from before there were letters with none. */
function stateAtStart({ file, workspace, clock }: SandboxOptions): State {
  const kept = loadState(file) ?? freshState(workspace, clock.now());
  kept.groups ??= groupsIn(workspace);
  kept.outside ??= nothingOutside();
  return kept;
}

function createContext(options: SandboxOptions): Context {
  return {
    workspace: options.workspace,
    app: readManifest(options.manifest),
    scenarios: options.scenarios,
    broken: options.broken ?? [],
    duties: options.duties ?? {},
    state: stateAtStart(options),
    journal: { calls: [], deliveries: [], targets: [], pages: [], webhooks: [] },
    triggers: createTriggers(options.elapsed),
    publicUrl: options.publicUrl,
    signingSecret: options.signingSecret,
    botToken: options.botToken,
    faults: {
      latencyMs: 0,
      rateLimits: false,
      down: false,
      downUntil: 0,
      errorShare: 0,
      lostShare: 0,
      noCharts: false,
      noCanvases: false,
      proxy: false,
      target: 'none',
      metrics: 'none',
    },
    inFlight: new Set(),
    bot: options.app,
    now: () => options.clock.now(),
    advance: (ms) => options.clock.advance(ms),
    random: seededRandom(options.seed ?? 1),
    changed: () => {},
    observe: () => {},
  };
}
