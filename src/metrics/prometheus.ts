import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { OutgoingBody } from '../domain/chat/outgoing.ts';
import type { Severity } from '../domain/people.ts';
import type { Report } from '../domain/report/report.ts';
import { second } from '../domain/time.ts';
import { alertFates, failures, type Metrics, refusalReasons } from '../ports/metrics.ts';
import { reportGauges } from './report.ts';

/** What is true at this moment. */
export interface Standing {
  openBySeverity: Record<Severity, number>;
  /** Open incidents of each system that has a file, 0 included; private incidents are left out. */
  openBySystem: Record<string, number>;
  effects: Record<'pending' | 'sending' | 'uncertain' | 'failed', number>;
  /** Seconds by which the oldest due effect is late; 0 when nothing is late. */
  oldestDue: number;
  /** Absent where no Redis is set up. */
  redisUp?: boolean;
  /** Seconds since the promises to stakeholders were last looked at, and how many of them nobody had kept. */
  cadence: { auditAge: number; unkept: number };
  actionItems: { open: number; overdue: number };
  /** Seconds since the address outside last answered; absent where none is set, or it never has. */
  heartbeatAge?: number;
  /** The last 30 days without private incidents. */
  report: Report;
}

/** One answer of `/metrics`. */
export interface Scrape {
  contentType: string;
  text: string;
}

export interface MetricsOptions {
  /** Names of the alert sources; each is shown from the start, and no other name becomes a label. */
  sources: readonly string[];
  /** Names of all places where a secret or a signature is asked for. */
  doors: readonly string[];
  /** Names of the change sources. */
  changeSources?: readonly string[];
  /** Pagers that tell what was answered there. */
  pagingSources?: readonly string[];
  /** Tools that agents call. */
  tools?: readonly string[];
  /** Asked at every scrape. */
  standing(): Promise<Standing>;
}

/**
 * Buckets in seconds. They are finest where timers should be, with a step at 60 s, from which `/readyz` reports late
 * timers.
 */
const lateness = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Buckets in seconds; the promises are at 30 s for a channel and at 60 s for a page. */
const promiseBuckets = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/**
 * The counts of one process, and their page in the Prometheus text format. They start at 0 with the process; Prometheus
 * recognises a restart by itself.
 */
export function prometheusMetrics(options: MetricsOptions): Metrics & { scrape(): Promise<Scrape> } {
  const registry = new Registry();
  const show = gauges(registry);
  const showReport = reportGauges(registry);
  const node = nodeMetrics(registry);
  return {
    ...counters(registry, options),
    async scrape() {
      const standing = await options.standing();
      node();
      show(standing);
      showReport(standing.report);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** Every kind of effect that another side may refuse; a timer stays inside. */
const sent: Record<Exclude<OutgoingBody['kind'], 'timer'>, true> = {
  'room.open': true,
  'room.archive': true,
  'room.rename': true,
  'room.invite': true,
  'room.topic': true,
  'room.links': true,
  'room.pin': true,
  draw: true,
  say: true,
  file: true,
  canvas: true,
  remove: true,
  page: true,
  action: true,
  look: true,
  observe: true,
  sample: true,
  examples: true,
  read: true,
  share: true,
  publish: true,
  letter: true,
  issue: true,
  subscribers: true,
  'hand-over': true,
  split: true,
};

function counters(
  registry: Registry,
  { sources, changeSources = [], pagingSources = [], tools = [], doors }: MetricsOptions,
): Metrics {
  const registers = [registry];
  const alerts = new Counter<'source' | 'outcome'>({
    name: 'airb_alerts_total',
    help: 'Alerts taken, by source and by what became of them.',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const refusals = new Counter<'feed' | 'source' | 'reason'>({
    name: 'airb_webhooks_refused_total',
    help: 'Webhook requests that were refused, by what they would have brought, by source and by why.',
    labelNames: ['feed', 'source', 'reason'],
    registers,
  });
  const passed = new Counter<'feed' | 'source'>({
    name: 'airb_webhooks_passed_total',
    help: 'Webhook requests that were understood and open nothing: tests, events nobody acts on.',
    labelNames: ['feed', 'source'],
    registers,
  });
  const late = new Histogram({
    name: 'airb_effect_lateness_seconds',
    help: 'How long after it fell due an effect was taken up.',
    buckets: lateness,
    registers,
  });
  const errors = new Counter<'kind' | 'reason'>({
    name: 'airb_effect_errors_total',
    help: 'Deliveries that failed, by kind of effect; what was only asked to slow down is not counted.',
    labelNames: ['kind', 'reason'],
    registers,
  });
  const missed = new Counter({
    name: 'airb_updates_missed_total',
    help: 'Update deadlines that passed without a person’s update.',
    registers,
  });
  const posted = new Counter<'outcome'>({
    name: 'airb_updates_posted_total',
    help: 'Updates of people that were owed, by whether they came on time.',
    labelNames: ['outcome'],
    registers,
  });
  const paged = new Histogram({
    name: 'airb_page_seconds',
    help: 'How long after its step of the policy was reached a page had left.',
    buckets: promiseBuckets,
    registers,
  });
  const unpaged = new Counter({
    name: 'airb_pages_failed_total',
    help: 'Pages that reached nobody and were given up.',
    registers,
  });
  const channel = new Histogram({
    name: 'airb_channel_seconds',
    help: 'How long after it opened an incident had its channel.',
    buckets: promiseBuckets,
    registers,
  });
  const wrong = new Counter<'door'>({
    name: 'airb_wrong_secrets_total',
    help: 'Requests with a wrong secret, token or signature, by where it was shown.',
    labelNames: ['door'],
    registers,
  });
  const agents = new Counter<'tool' | 'outcome'>({
    name: 'airb_agent_calls_total',
    help: 'Calls of agents at /mcp, by tool and by what became of them.',
    labelNames: ['tool', 'outcome'],
    registers,
  });
  const unsealed = new Counter({
    name: 'airb_presses_refused_total',
    help: 'Buttons and forms in chat that were of an older airb or were changed.',
    registers,
  });
  // Shown from the start, because a series that begins with its first event hides that event from increase() and
  // rate().
  for (const source of sources) for (const outcome of alertFates) alerts.inc({ source, outcome }, 0);
  const known = { alerts: sources, changes: changeSources, paging: pagingSources };
  for (const feed of ['alerts', 'changes'] as const)
    for (const source of known[feed]) {
      for (const reason of refusalReasons) refusals.inc({ feed, source, reason }, 0);
      passed.inc({ feed, source }, 0);
    }
  // A name that is none of airb's own would be a text from outside.
  const named = (source: string, names: readonly string[]) => (names.includes(source) ? source : 'other');
  for (const kind of Object.keys(sent)) for (const reason of failures) errors.inc({ kind, reason }, 0);
  for (const outcome of ['on_time', 'late']) posted.inc({ outcome }, 0);
  for (const door of doors) wrong.inc({ door }, 0);
  for (const tool of tools) for (const outcome of ['answered', 'refused']) agents.inc({ tool, outcome }, 0);
  return {
    wrongSecret: (door) => wrong.inc({ door }),
    alertTaken: (source, outcome) => alerts.inc({ source: named(source, sources), outcome }),
    webhookRefused: (feed, source, reason) =>
      refusals.inc({ feed, source: named(source, known[feed]), reason }),
    webhookPassed: (feed, source) => passed.inc({ feed, source: named(source, known[feed]) }),
    effectTaken: (ms) => late.observe(Math.max(0, ms) / second),
    effectFailed: (kind, reason) => errors.inc({ kind, reason }),
    agentCalled: (tool, outcome) => agents.inc({ tool, outcome }),
    updateMissed: () => missed.inc(),
    updatePosted: (onTime) => posted.inc({ outcome: onTime ? 'on_time' : 'late' }),
    paged: (ms) => paged.observe(Math.max(0, ms) / second),
    pageFailed: () => unpaged.inc(),
    channelOpened: (ms) => channel.observe(Math.max(0, ms) / second),
    sealRefused: () => unsealed.inc(),
  };
}

function gauges(registry: Registry): (standing: Standing) => void {
  const registers = [registry];
  const open = new Gauge<'severity'>({
    name: 'airb_incidents_open',
    help: 'Incidents being worked on, by severity; private ones are left out.',
    labelNames: ['severity'],
    registers,
  });
  const systems = new Gauge<'system'>({
    name: 'airb_system_incidents_open',
    help: 'Incidents of each system being worked on; baselines leave these times out.',
    labelNames: ['system'],
    registers,
  });
  const effects = new Gauge<'state'>({
    name: 'airb_effects',
    help: 'Effects not yet done, by state; failed ones were given up.',
    labelNames: ['state'],
    registers,
  });
  const oldest = new Gauge({
    name: 'airb_effects_oldest_due_seconds',
    help: 'Age of the oldest due effect; 0 when none is late.',
    registers,
  });
  const audit = new Gauge({
    name: 'airb_cadence_audit_age_seconds',
    help: 'Time since the promises to stakeholders were last looked at to the end; it is done each minute.',
    registers,
  });
  const unkept = new Gauge({
    name: 'airb_promises_unkept',
    help: 'Promises to stakeholders that went by without a word of a person or of airb, at the last look.',
    registers,
  });
  const items = new Gauge<'state'>({
    name: 'airb_action_items',
    help: 'Action items that are owed, and of these the overdue ones; private ones are left out.',
    labelNames: ['state'],
    registers,
  });
  // Registered with its first value: where no Redis is set up, 0 would say that one is down.
  const redis = new Gauge({
    name: 'airb_redis_up',
    help: 'Whether Redis takes wake-ups; 0 while timers of this process stand in.',
    registers: [],
  });
  const heartbeat = new Gauge({
    name: 'airb_heartbeat_age_seconds',
    help: 'Time since the heartbeat address outside last answered.',
    registers: [],
  });
  return (standing) => {
    if (standing.heartbeatAge !== undefined) {
      registry.registerMetric(heartbeat);
      heartbeat.set(standing.heartbeatAge);
    }
    if (standing.redisUp !== undefined) {
      registry.registerMetric(redis);
      redis.set(standing.redisUp ? 1 : 0);
    }
    for (const [severity, count] of Object.entries(standing.openBySeverity)) open.set({ severity }, count);
    // Otherwise a system whose file is gone would keep its last value.
    systems.reset();
    for (const [system, count] of Object.entries(standing.openBySystem)) systems.set({ system }, count);
    for (const [state, count] of Object.entries(standing.effects)) effects.set({ state }, count);
    oldest.set(standing.oldestDue);
    audit.set(standing.cadence.auditAge);
    unkept.set(standing.cadence.unkept);
    for (const [state, count] of Object.entries(standing.actionItems)) items.set({ state }, count);
  };
}

/** Gauges of the library with names of counters. They only repeat sums of the series by type. */
const misnamed = ['active_handles', 'active_requests', 'active_resources'];

/** The metrics of Node and the process. They begin with the first scrape, because watching them has its own cost. */
function nodeMetrics(registry: Registry): () => void {
  let begun = false;
  return () => {
    if (begun) return;
    begun = true;
    collectDefaultMetrics({ register: registry, prefix: 'airb_' });
    for (const name of misnamed) registry.removeSingleMetric(`airb_nodejs_${name}_total`);
  };
}
