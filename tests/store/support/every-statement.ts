import { day } from '../../../src/domain/time.ts';
import type { Needs, Writes } from '../../../src/ports/records.ts';
import type { Store } from '../../../src/ports/store.ts';
import {
  alert,
  append,
  change,
  effect,
  head,
  note,
  t0,
  tally,
  timer,
} from '../../contracts/store-samples.ts';

/** Everything a decision may ask to be known. */
const needs: Required<Needs> = {
  inputKey: 'k',
  incident: { number: 2, after: () => 0 },
  episode: 'e2',
  head: 2,
  openOf: { system: 'support-bot' },
  openedSince: t0,
  straysOf: { source: 'generic', since: t0 },
  changesOf: { system: 'support-bot', since: t0 },
  earlierLike: { system: 'support-bot', failure: 'refusal-spike' },
  change: 'c2',
};

/** Everything a decision may ask to be written. */
const writes: Required<Writes> = {
  append: {
    incident: 2,
    expected: 0,
    events: [note('secret words')],
    head: head(2, { stray: 'generic' }),
    tally: tally(2),
  },
  effects: [
    effect('2.1.1', { coalesce: 'draw:card' }),
    timer('2.1.2', t0),
    effect('2.1.3', { waitsFor: 'room' }),
  ],
  rooms: { incident: 2, refs: ['slack:C2'] },
  document: { hash: 'd', file: 'x.yaml', text: 'x' },
  contents: { incident: 2, texts: [{ hash: 'h', text: 'secret words' }] },
  release: { incident: 2, words: ['room'] },
  settle: { key: '1.1.1', state: 'done' },
  alert: { episode: 'e2', incident: 2, alert: alert('f'), times: 1, receivedAt: t0 },
  active: { incident: 2, at: t0 + 1 },
  change: change('c2', t0),
  slot: { incident: 2, slot: 'card', message: 'slack:C2/1', drawn: 'd' },
  redact: {
    incident: 2,
    entries: [{ seq: 1, event: note('gone'), texts: ['secret words'], words: 'gone' }],
    contents: ['h'],
  },
  empty: { incident: 3, at: t0, by: 'sam' },
};

const filters: Parameters<Store['heads']>[0][] = [
  { open: true },
  { open: true, limit: 50 },
  { open: false, private: false, before: 9, limit: 200 },
  { after: 1, limit: 200 },
  { system: 'support-bot', limit: 1000 },
  { failure: 'refusal-spike', open: false, private: false, before: 9, limit: 9 },
  { severity: 'sev1', limit: 200 },
  { since: t0, limit: 200 },
  { since: t0 },
];

type Ask = (store: Store) => Promise<unknown>;

/** One call of each question and command of a store; the compiler misses one that is new. */
const asked: Record<Exclude<keyof Store, 'database' | 'place' | 'onCommit' | 'close'>, Ask> = {
  write: (store) =>
    store.write(needs, ({ nextNumber, strays, changes, earlier }) => ({
      writes: { ...writes, ...(nextNumber + strays.length + changes.length + earlier.length < 0 && {}) },
      answer: 0,
    })),
  events: (store) => store.events(2),
  heads: async (store) => {
    for (const filter of filters) await store.heads(filter);
  },
  head: (store) => store.head(2),
  incidentOfRoom: (store) => store.incidentOfRoom('slack:C2'),
  alerts: (store) => store.alerts(2),
  changes: (store) => store.changes({ system: 'support-bot', since: t0 }),
  document: (store) => store.document('d'),
  content: (store) => store.content(2, 'h'),
  weight: (store) => store.weight(2),
  giveBack: (store) => store.giveBack(),
  contentsWith: (store) => store.contentsWith(2, ['words']),
  verify: (store) => store.verify(),
  chain: (store) => store.chain(2),
  auditHead: (store) => store.auditHead(),
  rememberHead: async (store) => {
    const posted = await store.auditHead();
    if (posted) await store.rememberHead(posted);
  },
  claim: (store) => store.claim({ now: t0, busyLanes: [{ incident: 2, lane: 'say' }], limit: 10 }),
  nextDue: (store) => store.nextDue(),
  reviveInterrupted: (store) => store.reviveInterrupted(t0),
  replan: (store) => store.replan(t0),
  slot: (store) => store.slot(2, 'card'),
  effects: (store) => store.effects(2),
  waiting: (store) => store.waiting({ incident: 2, lane: 'say' }),
  backlog: (store) => store.backlog(t0),
  tallies: (store) => store.tallies(t0),
  staleTallies: (store) => store.staleTallies({ number: 0, limit: 20 }),
  keepTally: (store) => store.keepTally(tally(2), 1),
  subscriptions: (store) => store.subscriptions('zoe'),
  subscribe: (store) => store.subscribe({ person: 'zoe', by: 'dm', system: 'all', severities: ['sev1'] }),
  unsubscribe: (store) => store.unsubscribe('zoe', { by: 'dm', system: 'all' }),
  recall: (store) => store.recall('m'),
  remember: (store) => store.remember('m', 'v'),
  settleOn: (store) => store.settleOn('m', 'v'),
  taken: (store) => store.taken('key'),
  join: (store) => store.join({ label: 'one', settings: { key: 'value' } }),
  renew: (store) => store.renew(t0),
  replicas: (store) => store.replicas(),
  takeTurn: (store) => store.takeTurn({ name: 'sweep', every: 1000 }),
  limiter: async (store) => {
    await store.limiter?.take([['slack posts', { burst: 2, perMs: 1 }]]);
    await store.limiter?.pause('slack posts', 10);
  },
  leave: (store) => store.leave(),
  ping: (store) => store.ping(),
};

/** Has a store say everything it can, and prune. @param later moves its clock */
export async function askEverything(store: Store, later: (ms: number) => void): Promise<void> {
  for (const incident of [1, 3]) await append(store, incident, ['over'], { open: false });
  await store.write({}, () => ({
    writes: { effects: [effect('1.1.1')], change: change('old', t0) },
    answer: 0,
  }));
  for (const ask of Object.values(asked)) await ask(store);
  later(500 * day);
  await store.write({}, () => ({ writes: {}, answer: 0 }));
}
