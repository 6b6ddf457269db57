import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clockTime, hour, type Instant, minute } from '../../src/domain/time.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import { reader, standingClock, type Word } from '../support/day.ts';
import { mayLog } from '../support/log.ts';
import { freePort } from '../support/loopback.ts';
import { type RedisServer, redisIsThere, redisServer } from '../support/redis.ts';
import { type Story, slack, storyOf } from '../support/story.ts';
import { at } from '../support/worked-example.ts';

const { ana, ben, chloe } = slack;

/** Those who answer for support hear of the summaries as well, so that one channel has both incidents. */
const hearsOfBoth = {
  file: 'systems/contract-summariser.yaml',
  change: (yaml: string) =>
    yaml.replace('audiences: [legal-team]', 'audiences: [legal-team, support-leadership]'),
};

const clock = standingClock(at('00:00'));
const outage = { from: at('11:20'), to: at('11:40') };
/** Incident 1 is a sev3, 2 a sev2: how often they are spoken of when nobody promised another time. */
const cadence = new Map([
  [1, 60 * minute],
  [2, 30 * minute],
]);
/** What the two are about, as readers see it and as it is measured. */
const measures = {
  refusals: 'airb_refusal_ratio{system="support-bot"}',
  'summaries that do not parse': 'airb_schema_violation_ratio{system="contract-summariser"}',
};

let running: RunningApp & { restart(): Promise<void> };
let story: Story;
let leadership: ReturnType<typeof reader>;
/** Lives of the program. */
let lives = 1;
/** Where the wake-ups are; without it timers of the process stand in, and that is said aloud. */
let redis: RedisServer | undefined;
/** The queue as somebody beside airb sees it. */
let queue: Queue | undefined;
/** Wake-ups that came from Redis, and how many waited there whenever it was emptied. */
const woken = { byRedis: 0, lost: [] as number[] };
/** What was measured in each minute in which anything happened, in percent. */
const measured: { signal: string; at: Instant; percent: number }[] = [];

/** When the next thing falls due that the program knows of. */
async function nextDue(now: Instant): Promise<Instant> {
  const due = (await running.unfinished()).filter(({ state, dueAt }) => state !== 'sending' && dueAt > now);
  return Math.min(...due.map(({ dueAt }) => dueAt));
}

/** The wake-ups that wait in Redis, by the moment they are for. */
async function waiting(): Promise<{ at: Instant; promote(): Promise<void> }[]> {
  if (!redis) return [];
  const meta = (await redis.keys()).find((key) => key.endsWith(':wake-ups:meta'));
  // The program may not have reached Redis yet.
  if (!queue && !meta) return [];
  queue ??= new Queue('wake-ups', {
    connection: { host: '127.0.0.1', port: redis.port },
    prefix: meta?.replace(/:wake-ups:meta$/, '') ?? '',
  });
  const jobs = await queue.getDelayed();
  return jobs
    .filter(({ data }) => typeof data.at === 'number')
    .map((job) => ({ at: job.data.at as Instant, promote: () => job.promote() }));
}

/** Redis counts real time, in which a day takes a day: what it keeps for a moment of the story comes when that moment does. */
async function ring(): Promise<void> {
  const due = (await waiting()).filter(({ at }) => at <= clock.now());
  // The worker may have been quicker, or the moment was long past when it was asked for.
  for (const wakeUp of due) await wakeUp.promote().catch(() => undefined);
  woken.byRedis += due.length;
}

/** Everything Redis keeps for airb is gone, at a moment when something was waiting there. */
async function flush(): Promise<void> {
  if (!redis) return;
  await vi.waitFor(async () => expect(await waiting()).not.toEqual([]), { timeout: 20_000, interval: 50 });
  woken.lost.push((await waiting()).length);
  await redis.flush();
}

async function measure(): Promise<void> {
  for (const [signal, query] of Object.entries(measures)) {
    const path = `/sandbox/prometheus/api/v1/query?query=${encodeURIComponent(query)}`;
    const { data } = (await (await fetch(`${story.url}${path}`)).json()) as {
      data: { result: { value: [number, string] }[] };
    };
    measured.push({ signal, at: clock.now(), percent: 100 * Number(data.result[0]?.value[1]) });
  }
}

async function look(): Promise<void> {
  await story.settle();
  await measure();
  await leadership.listen();
}

/** Lets time pass from one due thing to the next; at each full hour the program is stopped and started again. */
async function until(end: Instant): Promise<void> {
  for (let now = clock.now(); now < end; now = clock.now()) {
    const fullHour = now - (now % hour) + hour;
    await story.people.advance(Math.min(await nextDue(now), fullHour, end) - now);
    await ring();
    if (clock.now() >= fullHour) {
      await running.restart();
      lives += 1;
    }
    await look();
  }
}

async function say(who: string, number: number, words: string): Promise<void> {
  const room = await story.people.channelNamed(`inc-20250217-${number}-`);
  await story.people.command(who, room?.id ?? '', words);
}

const update = (number: number, [users, scope, mitigation]: [string, string, string]) =>
  say(chloe, number, `update send users: ${users} scope: ${scope} mitigation: ${mitigation}`);

/** Asks for a rollback while evidence is missing, which the form wants a reason for. */
async function rollBack(who: string, number: number, words: string): Promise<void> {
  await say(who, number, `rollback ${words}`);
  await story.settle();
  await story.people.submit(who, { override: 'harm goes on while we look' });
}

const day: [time: string, deed: () => Promise<unknown>][] = [
  ['08:10', () => story.people.fire('contract-summariser')],
  ['08:14', () => say(ana, 1, 'ack')],
  [
    '08:30',
    () => update(1, ['some summaries are missing', 'contracts of this morning', 'we look at what changed']),
  ],
  ['09:12', () => flush()],
  ['09:40', () => rollBack(ana, 1, 'prompt because the summaries broke with it')],
  ['10:10', () => story.people.fire('support-bot')],
  ['10:12', () => say(ana, 2, 'ack')],
  ['10:25', () => update(1, ['new contracts are read', 'contracts of this morning', 'they are read again'])],
  [
    '10:30',
    () => update(2, ['one in five questions is refused', 'customers who write English', 'we look on']),
  ],
  ['11:20', () => story.faults({ down: true })],
  ['11:40', () => story.faults({ down: false })],
  ['11:50', () => rollBack(ben, 2, 'prompt because refusals followed it')],
  ['11:51', () => say(ben, 2, 'approve prompt')],
  ['12:16', () => rollBack(ben, 2, 'index because questions find too little')],
  ['12:17', () => say(ben, 2, 'approve index')],
  ['12:40', () => say(ben, 2, 'verify')],
  ['12:41', () => say(ben, 2, 'category prompt it declines when sources disagree')],
  ['12:42', () => update(2, ['few questions are refused', 'customers who write English', 'we watch it'])],
  ['12:56', () => say(ben, 2, 'resolve')],
  ['13:02', () => flush()],
  ['13:30', () => say(ana, 1, 'verify')],
  ['13:31', () => say(ana, 1, 'category prompt it asks for an introduction')],
  ['14:20', () => say(ana, 1, 'resolve')],
  ['23:59', async () => undefined],
];

beforeAll(async () => {
  if (redisIsThere()) redis = await redisServer();
  const env = { AIRB_PORT: String(await freePort()), ...(redis && { REDIS_URL: redis.url }) };
  // On Redis the program is not told that the clock was moved: wake-ups from there and its sweep find what is due.
  const told = redis ? { ...clock, onJump: () => undefined } : clock;
  running = await runApp([hearsOfBoth], env, { clock: told });
  story = storyOf(running);
  leadership = reader(story, clock, 'support-leadership');
  mayLog(/^warn Slack answered .* with HTTP 503/);
  for (const [time, deed] of day) {
    await until(at(time));
    await deed();
    await look();
  }
}, 600_000);
afterAll(async () => {
  await running.close();
  await queue?.close();
  await redis?.kill();
});

/** The day as a reader of #support-leadership had it. How long after the outage is a matter of how often airb tries. */
const transcript = [
  '08:10 INC-1 | INC-1 · SEV3 · contract-summariser: Contract summaries no longer parse — in triage: summaries that do not parse 14 % (normal 0.4 %) since 08:10 UTC',
  '08:30 INC-1 | Chloe | some summaries are missing | we look at what changed | next 09:30',
  '09:30 INC-1 | airb | some summaries are missing (as Chloe Martin wrote at 08:30 UTC) | A responder is looking into it. Nothing has been rolled back so far. Summaries that do not parse 14 % (normal 0.4 %) at 08:10 UTC | next 10:30',
  '10:10 INC-2 | INC-2 · SEV2 · Support bot refuses too much — in triage: refusals 19 % (normal 4 %) since 10:10 UTC, paid-en',
  '10:25 INC-1 | Chloe | new contracts are read | they are read again | next 11:25',
  '10:30 INC-2 | Chloe | one in five questions is refused | we look on | next 11:00',
  '11:00 INC-2 | airb | one in five questions is refused (as Chloe Martin wrote at 10:30 UTC) | A responder is looking into it. Nothing has been rolled back so far. Refusals 19 % (normal 4 %) at 10:10 UTC | next 11:30',
  '11:4… INC-1 | late. It was promised for 11:25 UTC | airb | new contracts are read (as Chloe Martin wrote at 10:25 UTC) | The effect was measured as contained; recovery is still to be verified. Prompt summary-v5 → summary-v4 took effect at 09:40 UTC: contained. Summaries that do not parse 0.5 % (normal 0.4 %) at 09:45 UTC | next 12:25',
  '11:4… INC-2 | late. It was promised for 11:30 UTC | airb | one in five questions is refused (as Chloe Martin wrote at 10:30 UTC) | A responder is looking into it. Nothing has been rolled back so far. Refusals 19 % (normal 4 %) at 10:10 UTC | next 12:00',
  '12:00 INC-2 | airb | one in five questions is refused (as Chloe Martin wrote at 10:30 UTC) | Responders are working to reduce the effect. Prompt v7 → v6 took effect at 11:51 UTC: partly contained. Refusals 8 % (normal 4 %) at 11:57 UTC | next 12:30',
  '12:25 INC-1 | airb | new contracts are read (as Chloe Martin wrote at 10:25 UTC) | The effect was measured as contained; recovery is still to be verified. Prompt summary-v5 → summary-v4 took effect at 09:40 UTC: contained. Summaries that do not parse 0.5 % (normal 0.4 %) at 09:45 UTC | next 13:25',
  '12:30 INC-2 | airb | one in five questions is refused (as Chloe Martin wrote at 10:30 UTC) | The effect was measured as contained; recovery is still to be verified. Prompt v7 → v6 took effect at 11:51 UTC: partly contained. Index kb-2025-02-15 → kb-2025-02-01 took effect at 12:17 UTC: contained. Refusals 5 % (normal 4 %) at 12:23 UTC | next 13:00',
  '12:42 INC-2 | Chloe | few questions are refused | we watch it | next 13:12',
  '12:56 INC-2 | INC-2 is resolved: Support bot works as it should again; it was felt for 2 h 20 min.',
  '13:25 INC-1 | airb | new contracts are read (as Chloe Martin wrote at 10:25 UTC) | The effect was measured as contained; recovery is still to be verified. Prompt summary-v5 → summary-v4 took effect at 09:40 UTC: contained. Summaries that do not parse 0.5 % (normal 0.4 %) at 09:45 UTC | next 14:25',
  '14:20 INC-1 | INC-1 is resolved: Contract summariser works as it should again; it was felt for 2 h.',
];

/** A word as short as it can be followed: who, what users see, what is done, when the next one comes. */
function brief({ at: when, incident, text, promised }: Word): string {
  const late = /^\d+ min (late\. It was promised for \d\d:\d\d UTC)/.exec(text)?.[1];
  const who = text.includes('no person has written this one') ? 'airb' : 'Chloe';
  const [, users, done] =
    /Users see: (.*?)\. Since: .* What is being done: (.*)\. Next update/.exec(text) ?? [];
  const said = users === undefined ? [text.replace(/\. Ben decides.*| #inc-.*/, '')] : [who, users, done];
  const next = promised === undefined ? [] : [`next ${clockTime(promised)}`];
  const time = clockTime(when);
  return [
    `${late ? time.replace(/.$/, '…') : time} INC-${incident}`,
    ...(late ? [late] : []),
    ...said,
    ...next,
  ].join(' | ');
}

const fresh = (incident?: number) =>
  leadership.words.filter((word) => !word.changed && (incident ?? word.incident) === word.incident);

describe('a day with two incidents, a start every hour, Redis emptied twice and twenty minutes without chat', () => {
  it('is told so', () => {
    expect(lives).toBe(24);
    if (redis) {
      expect(woken.byRedis).toBeGreaterThan(0);
      expect(woken.lost).toEqual([expect.any(Number), expect.any(Number)]);
    }
    expect(fresh().map(brief).toSorted()).toEqual(transcript);
  });

  it.each([1, 2])(
    'leaves no gap in incident %i that is longer than promised, but for the outage, which is said',
    (n) => {
      const words = fresh(n);
      for (const [place, word] of words.entries()) {
        const until = word.promised ?? word.at + (cadence.get(n) ?? 0);
        const next = words[place + 1];
        if (next === undefined) expect(word.text).toMatch(/is resolved/);
        else if (until < outage.from || until > outage.to)
          expect(next.at, brief(word)).toBeLessThanOrEqual(until + minute);
        else {
          expect(next.at, brief(word)).toBeLessThanOrEqual(outage.to + 3 * minute);
          expect(next.text).toContain(`late. It was promised for ${clockTime(until)} UTC`);
        }
      }
    },
  );

  it('says nothing twice', () => {
    const texts = fresh().map(({ text }) => text);
    expect(texts.filter((text, place) => texts.indexOf(text) !== place)).toEqual([]);
  });

  it('tells numbers that were measured, in the minute it names', () => {
    const numbers = leadership.words.flatMap((word) =>
      [
        ...word.text.matchAll(
          /(refusals|summaries that do not parse) ([\d.]+) % \(normal [\d.]+ %\)(?: at (\d\d:\d\d))?/gi,
        ),
      ].map(([told, signal = '', shown = '', minuteOf]) => ({
        ...{ word, told, shown, minuteOf },
        signal: signal.toLowerCase(),
      })),
    );
    expect(numbers.length).toBeGreaterThan(10);
    for (const { word, told, signal, shown, minuteOf } of numbers) {
      const decimals = shown.split('.')[1]?.length ?? 0;
      const then = measured
        .filter((one) => one.signal === signal && one.at <= word.at)
        .filter((one) => minuteOf === undefined || clockTime(one.at) === minuteOf)
        .map(({ percent }) => percent.toFixed(decimals));
      expect(then, `${clockTime(word.at)} ${told}`).toContain(shown);
    }
  });

  it('calls nothing done or over before it is', () => {
    const first = (n: number, pattern: RegExp) =>
      leadership.words.find((word) => word.incident === n && pattern.test(word.text))?.at ?? 0;
    const over = /resolved|works as it should/;
    expect([first(1, over), first(2, over)].map(clockTime)).toEqual(['14:20', '12:56']);
    for (const [n, done] of [
      [1, at('09:40')],
      [2, at('11:51')],
    ] as const) {
      const words = leadership.words.filter(({ incident }) => incident === n);
      expect(words.filter((word) => word.at < done && word.text.includes('took effect'))).toEqual([]);
      expect(
        words.filter((word) => word.at > done && /Nothing has been rolled back|in triage/.test(word.text)),
      ).toEqual([]);
    }
  });
});
