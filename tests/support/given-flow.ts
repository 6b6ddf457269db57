import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { canvasesOf } from '../../src/app/drafts.ts';
import { scenariosOf } from '../../src/app/scenarios.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import { type PublishedWay, publishedWays } from '../../src/domain/runbooks/audience.ts';
import type { Library, ObservedSpec } from '../../src/domain/runbooks/runbook.ts';
import type { Alert } from '../../src/domain/signals/alert.ts';
import type { Shares } from '../../src/domain/signals/traffic.ts';
import { DeliveryError } from '../../src/errors.ts';
import { createDeliverer, type Deliverer } from '../../src/flow/deliver/deliver.ts';
import { type Leases, noLeases } from '../../src/flow/deliver/leases.ts';
import { createDrills, type Drills } from '../../src/flow/drills.ts';
import { createIntake, type Intake } from '../../src/flow/intake.ts';
import { createPostmortems, type Postmortems } from '../../src/flow/postmortem.ts';
import { createRedact, type Redact } from '../../src/flow/redact.ts';
import { createStates } from '../../src/flow/states.ts';
import { createWriter, type Writer } from '../../src/flow/write.ts';
import type { ActionAnswer, ActionRequest } from '../../src/ports/action.ts';
import type { EvalSets } from '../../src/ports/eval-sets.ts';
import type { DueWork } from '../../src/ports/jobs.ts';
import type { Metrics } from '../../src/ports/metrics.ts';
import type { PageRequest, Pager } from '../../src/ports/pager.ts';
import type { Announced, Announcement, Publisher } from '../../src/ports/publisher.ts';
import { noSpans } from '../../src/ports/spans.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Tracker } from '../../src/ports/tracker.ts';
import { masking } from '../../src/redaction/masking.ts';
import { inSqlite, type OpenRecords } from './databases.ts';
import { type FakeChat, fakeChat } from './given-chat.ts';
import { testLog } from './log.ts';
import { hash, mask } from './mask.ts';
import { sampleLibrary } from './sample-library.ts';
import { seal } from './seal.ts';
import { at, refusalAlert } from './worked-example.ts';

/** The flow over the real records in a temporary file, with every port to the outside played in memory. */
export interface Flow {
  store: Store;
  writer: Writer;
  intake: Intake;
  redact: Redact;
  postmortems: Postmortems;
  drills: Drills;
  deliverer: Deliverer;
  /** What was counted, a line each: `alert opened`, `say refused`, `update missed`. */
  counted: string[];
  chat: FakeChat;
  /** The second chat; nothing happens there unless it was asked for. */
  other: FakeChat;
  pager: FakePager;
  /** By the order of `publishedWays`. */
  publishers: FakePublisher[];
  /** Rollback calls that arrived. */
  actions: ActionRequest[];
  target: FakeTarget;
  /** The value every signal reads; none at all when undefined. */
  signals: { value: number | undefined; shares?: (spec: ObservedSpec, when: number) => Shares };
  /** Instants the jobs were asked to wake at, and what for. */
  wakeUps: { at: number; about: DueWork | undefined }[];
  now(): number;
  /** Moves the clock and sends what fell due. */
  later(ms: number): Promise<void>;
  alert(change?: Partial<Alert>): ReturnType<Intake['alerts']>;
  incident(number?: number): Promise<Opened>;
  /** Types of the log's events, oldest first. */
  log(number?: number): Promise<string[]>;
  /** Nothing waits to be sent any more except timers and readings of the future. */
  settled(number?: number): Promise<void>;
  close(): Promise<void>;
}

export interface FakePublisher extends Publisher {
  sent: Announcement[];
  /** What becomes of the next ones. */
  next: (Announced | DeliveryError)[];
}

export interface FakePager extends Pager {
  sent: PageRequest[];
  fail(...errors: DeliveryError[]): void;
}

/** The deployment system of all parts: what is live there, and how it answers. */
export interface FakeTarget {
  /** By part; a part that is not here can't be read. */
  live: Record<string, string>;
  /** What happens at the next calls, one each; afterwards all is well. */
  next: (ActionAnswer | DeliveryError)[];
  /** Runs while a call is under way. */
  meanwhile?: (() => Promise<unknown>) | undefined;
}

const people = ['ana', 'ben', 'chloe', 'dev', 'eva', 'finn'];

/**
 * @param options.both gives each incident a room in a second chat as well
 * @param options.chat the chat of another flow, which both speak in
 * @param options.open where the records are; in a SQLite file when left out
 */
export async function openFlow(
  change: (library: Library) => Library = (library) => library,
  options: {
    both?: boolean;
    open?: OpenRecords;
    leases?: Leases;
    chat?: FakeChat;
    evalSets?: EvalSets[];
    trackers?: Tracker[];
  } = {},
): Promise<Flow> {
  const dir = mkdtempSync(join(tmpdir(), 'airb-flow-'));
  let now = at('14:10');
  const clock = { now: () => now };
  const store = await (options.open ?? inSqlite)(dir, clock.now);
  const library = change(sampleLibrary());
  const folded = { store, clock, states: createStates(), mask, hash };
  const writer = createWriter(folded);
  const redact = createRedact(folded);
  const postmortems = createPostmortems({ ...folded, writer });
  const chats = options.both ? ['slack', 'teams'] : ['slack'];
  const context = () => ({
    library,
    pagers: ['chat', 'pagerduty'],
    chats,
    publicUrl: 'http://airb.test',
    hash,
  });
  const scenarios = scenariosOf({ runbooksDir: 'runbooks' }, { library: () => library, clock });
  const drills = createDrills({ store, writer, clock, context, scenarios });
  const counted: string[] = [];
  const metrics = countedIn(counted);
  const intake = createIntake({ store, writer, clock, context, metrics, masking });
  const channels = ['incidents', 'support-leadership', 'finance-operations', 'legal-team'];
  const chat = options.chat ?? fakeChat({ clock, people, channels });
  const other = fakeChat({ name: 'teams', clock, people, channels });
  const pager = fakePager();
  const publishers = publishedWays.map((by) => fakePublisher(by));
  const actions: ActionRequest[] = [];
  const target = fakeTarget(library);
  const signals: Flow['signals'] = { value: 0.19 };
  /** Safety and cost stay calm: a limit of the runbooks would bring people in. */
  const measured = (name: string) =>
    signals.value !== undefined && ['unsafe_answers', 'cost_per_request'].includes(name) ? 0 : signals.value;
  const wakeUps: Flow['wakeUps'] = [];
  const deliverer = createDeliverer({
    store,
    writer,
    clock,
    metrics,
    masking,
    spans: noSpans,
    leases: options.leases ?? noLeases,
    nextTurn: async () => {},
    scenarios,
    chats: [chat, other],
    pagers: [pager],
    log: testLog,
    seal,
    hash,
    jobs: {
      start: async () => {},
      stop: async () => {},
      wakeAt: (instant, about) => void wakeUps.push({ at: instant, about }),
      standing: () => ({ by: 'process' }),
    },
    publishers,
    evalSets: options.evalSets ?? [],
    trackers: options.trackers ?? [],
    people: () => library.organization.people,
    traces: { samples: async () => ({ problem: 'nobody plays traces here' }) },
    actions: {
      run: async (request) => {
        if (!request.dryRun) actions.push(request);
        return played(target, request);
      },
      current: async ({ url }) => {
        const version = target.live[partIn(url)];
        return version === undefined ? { problem: 'it answered 503' } : { version };
      },
    },
    signals: {
      read: async (specs, when) =>
        specs.map(({ name }) => ({ signal: name, at: when, value: measured(name), problem: 'no data' })),
      history: async () => [],
      shares: async (observed, when) =>
        observed.map(
          (spec) => signals.shares?.(spec, when) ?? { values: [{ value: 'support-3.2', share: 1 }] },
        ),
    },
    canvas: canvasesOf(postmortems, store),
    draft: async (number, format) => ({ title: `INC-${number}`, bytes: Buffer.from(`${format} ${number}`) }),
    revision: async () => undefined,
    picture: async ({ number }) => ({
      title: `INC-${number}`,
      alt: 'in words',
      bytes: Buffer.from(`png ${number}`),
    }),
  });
  const events = async (number: number) => (await store.events(number)).map((stored) => stored.event);

  return {
    store,
    writer,
    intake,
    redact,
    postmortems,
    drills,
    deliverer,
    counted,
    chat,
    other,
    pager,
    publishers,
    actions,
    target,
    signals,
    wakeUps,
    now: clock.now,
    async later(ms) {
      now += ms;
      await deliverer.run();
    },
    alert: (facts = {}) => intake.alerts([{ ...refusalAlert, startsAt: at('14:09'), ...facts }]),
    async incident(number = 1) {
      const incident = fold(nothing, await events(number));
      if (incident.phase === 'none') throw new Error(`there is no incident ${number}`);
      return incident;
    },
    log: async (number = 1) => (await events(number)).map((event) => event.type),
    async settled(number = 1) {
      const open = (await store.effects(number)).filter(
        ({ state, dueAt }) => ['pending', 'sending', 'uncertain'].includes(state) && dueAt <= now,
      );
      expect(open.map(({ key, body, state, lastError }) => ({ key, body, state, lastError }))).toEqual([]);
    },
    async close() {
      await deliverer.stop();
      await store.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function fakeTarget({ systems }: Library): FakeTarget {
  const parts = systems.find(({ id }) => id === 'support-bot')?.parts ?? [];
  return { live: Object.fromEntries(parts.map(({ id, live }) => [id, live])), next: [] };
}

async function played(target: FakeTarget, { http, version, dryRun }: ActionRequest): Promise<ActionAnswer> {
  if (dryRun) return { heard: 'accepted', status: 200, response: 'would do' };
  const answer = target.next.shift();
  const { meanwhile } = target;
  target.meanwhile = undefined;
  await meanwhile?.();
  if (answer instanceof DeliveryError) throw answer;
  if (answer !== undefined) return answer;
  target.live[partIn(http.url)] = version;
  return { heard: 'accepted', status: 200, response: 'ok' };
}

function partIn(url: string): string {
  return url.split('/').at(-1) ?? '';
}

function countedIn(lines: string[]): Metrics {
  return {
    alertTaken: (_, fate) => void lines.push(`alert ${fate}`),
    webhookPassed: (_, source) => void lines.push(`${source} passed over`),
    webhookRefused: (_, source, reason) => void lines.push(`${source} refused: ${reason}`),
    effectTaken: () => undefined,
    effectFailed: (kind, failure) => void lines.push(`${kind} ${failure}`),
    updateMissed: () => void lines.push('update missed'),
    updatePosted: () => undefined,
    paged: () => undefined,
    pageFailed: () => undefined,
    channelOpened: () => undefined,
    wrongSecret: () => undefined,
    agentCalled: () => undefined,
    sealRefused: () => void lines.push('seal refused'),
  };
}

function fakePager(): FakePager {
  const failures: DeliveryError[] = [];
  const sent: PageRequest[] = [];
  return {
    route: 'pagerduty',
    sent,
    fail: (...errors) => void failures.push(...errors),
    async send(request) {
      const failure = failures.shift();
      if (failure && !failure.uncertain) throw failure;
      sent.push(request);
      if (failure) throw failure;
    },
  };
}

function fakePublisher(by: PublishedWay): FakePublisher {
  const sent: Announcement[] = [];
  const next: (Announced | DeliveryError)[] = [];
  return {
    by,
    sent,
    next,
    publish: async (announcement) => {
      const told = next.shift();
      if (told instanceof DeliveryError) throw told;
      sent.push(announcement);
      return told ?? { thread: announcement.thread ?? `${by}:${announcement.incident}` };
    },
  };
}
