import { type Severity, severities } from '../domain/people.ts';
import { count, sentenceEnd } from '../domain/plain.ts';
import type { Report } from '../domain/report/report.ts';
import { isOverdue, isOwed } from '../domain/response/action-item.ts';
import { clockTime, type Instant, inWords, second } from '../domain/time.ts';
import { outageOf } from '../flow/deliver/chat-outage.ts';
import type { LibraryWatch } from '../library/watch.ts';
import type { Standing } from '../metrics/prometheus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Head } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { chatName as chatTitle } from '../views/chat/relay.ts';
import type { Check, ReadyState } from '../web/options.ts';
import type { Pulse } from './cadence-watch.ts';

interface Program {
  serving: { count(): number };
  jobs: Pick<Jobs, 'standing'>;
  clock: Clock;
  store: Store;
  watch: LibraryWatch;
  chats: { name: string; place: string; problems(): { text: string }[] }[];
}

/** An effect that should have left this long ago means that timers are not being kept. */
const tooLate = 60 * second;

/** What `/readyz` reports besides the store. */
export async function readiness(program: Program): Promise<ReadyState> {
  const { clock, store } = program;
  const { oldestDue, waitForChat = 0 } = await store.backlog(clock.now());
  const late = oldestDue === undefined ? 0 : clock.now() - oldestDue;
  const timers: Check = {
    name: 'timers',
    ok: late < tooLate,
    required: false,
    detail:
      late < tooLate
        ? 'nothing is late'
        : `the oldest effect should have left ${Math.round(late / second)} s ago`,
  };
  return {
    checks: [
      ...replicasCheck(program),
      jobsCheck(program),
      await chatCheck(program, waitForChat),
      runbooksCheck(program),
      timers,
    ],
  };
}

/** Only where there may be several: a file is served by one. */
function replicasCheck({ serving, store }: Program): Check[] {
  if (store.database === 'SQLite') return [];
  const detail = `${count(serving.count(), 'process serves', 'processes serve')} these records`;
  return [{ name: 'replicas', ok: true, required: false, detail }];
}

/** Never required: without Redis airb does all it does with it, so taking it out of service would only do harm. */
function jobsCheck({ jobs }: Program): Check {
  const { by, trouble } = jobs.standing();
  const used =
    by === 'redis' ? 'BullMQ on Redis wakes up; the sweep covers for it' : 'timers of this process';
  const detail = trouble === undefined ? used : `${trouble}; timers of this process and the sweep stand in`;
  return { name: 'jobs', ok: trouble === undefined, required: false, detail };
}

async function chatCheck({ chats, store, clock }: Program, waiting: number): Promise<Check> {
  const down = await Promise.all(
    chats.map(({ name }) => downSince(name, { store, waiting, now: clock.now() })),
  );
  const told = chats.flatMap((chat) => chat.problems()).map((problem) => problem.text);
  const problems = [...down.filter((one) => one !== undefined), ...told];
  const place = chats.map((chat) => chat.place.split(/,| at /)[0]).join(' and ');
  return {
    name: 'chat',
    ok: problems.length === 0,
    required: false,
    detail: problems.length === 0 ? `${place}: connected` : `${place}: ${count(problems.length, 'problem')}`,
    findings: problems,
  };
}

/** What a chat that takes nothing costs, and what waits for it; undefined while it takes what it is sent. */
export async function downSince(
  chat: string,
  { store, waiting, now }: { store: Pick<Store, 'recall'>; waiting: number; now: Instant },
): Promise<string | undefined> {
  const outage = await outageOf(store, chat);
  if (outage === undefined) return undefined;
  const { since, why } = outage;
  const wait = waiting === 0 ? 'Nothing waits for it' : `${count(waiting, 'message waits', 'messages wait')}`;
  return `${chatTitle(chat)} has taken nothing since ${clockTime(since)} UTC (${inWords(now - since)}): ${sentenceEnd(why)} ${wait}; pages go by the other ways.`;
}

function runbooksCheck({ watch }: Program): Check {
  const errors = watch.findings().filter((finding) => finding.level === 'error');
  return {
    name: 'runbooks',
    ok: errors.length === 0,
    required: false,
    detail:
      errors.length === 0 ? 'the files are in use' : 'a file is broken; the last good version is in use',
    findings: errors.map((finding) => `${finding.file}:${finding.line} ${finding.what}`),
  };
}

/** Anybody may read metrics, so they tell nothing of private incidents, not even that there is one. */
function countOf(system: string, open: Head[]): number {
  return open.filter((head) => head.system === system && !head.private).length;
}

/** What `/metrics` shows beside its counts. */
export async function standing({
  clock,
  store,
  watch,
  jobs,
  pulse,
  lately,
}: Pick<Program, 'clock' | 'store' | 'watch' | 'jobs'> & {
  pulse: Pulse;
  lately(): Promise<Report>;
}): Promise<Standing> {
  const now = clock.now();
  const { by, trouble } = jobs.standing();
  const [open, backlog, report] = await Promise.all([
    store.heads({ open: true, drill: false }),
    store.backlog(now),
    lately(),
  ]);
  const { oldestDue, waitForChat: _, ...effects } = backlog;
  const followUp = (await store.heads({ followUp: true })).filter((head) => !head.private);
  const items = followUp.flatMap((head) => head.items ?? []).filter(isOwed);
  const ofSeverity = (severity: Severity) =>
    open.filter((head) => head.severity === severity && !head.private).length;
  return {
    openBySeverity: Object.fromEntries(
      severities.map((severity) => [severity, ofSeverity(severity)]),
    ) as Record<Severity, number>,
    openBySystem: Object.fromEntries(watch.library().systems.map(({ id }) => [id, countOf(id, open)])),
    effects,
    actionItems: { open: items.length, overdue: items.filter((item) => isOverdue(item, now)).length },
    cadence: { auditAge: Math.max(0, now - pulse.at) / second, unkept: pulse.unkept },
    oldestDue: oldestDue === undefined ? 0 : Math.max(0, now - oldestDue) / second,
    report,
    ...(pulse.beatAt !== undefined && { heartbeatAge: Math.max(0, now - pulse.beatAt) / second }),
    ...(by === 'redis' && { redisUp: trouble === undefined }),
  };
}
