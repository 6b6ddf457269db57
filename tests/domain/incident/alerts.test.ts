import { describe, expect, it } from 'vitest';
import { episodeBeside, episodeKey, startDoubt, startedBy } from '../../../src/domain/signals/alert.ts';
import { bodiesOf, incident42, type Story } from '../../support/given.ts';
import { alertmanager, at, ben, dev, refusalAlert } from '../../support/worked-example.ts';

type Fact =
  | 'fire'
  | 'resolve'
  | 'fire anew'
  | 'resolve anew'
  | 'old fire'
  | 'old resolve'
  | 'resolved'
  | 'cancelled';

/** What each fact is, seen from an alert that has fired since 14:10. */
const facts = {
  fire: { status: 'firing' },
  resolve: { status: 'resolved' },
  'fire anew': { status: 'firing', startsAt: at('14:30') },
  'resolve anew': { status: 'resolved', startsAt: at('14:30') },
  'old fire': { status: 'firing', startsAt: at('13:00') },
  'old resolve': { status: 'resolved', startsAt: at('13:00') },
} as const;

/** Plays facts a minute apart, and gives the types of the events each led to, and where the alert stands. */
function play(story: Story, order: readonly Fact[]): { events: string[]; state: string } {
  // Resolving asks for the category; it is chosen before, so that each fact leads to one event.
  let now = story.after(['14:39', ben, { type: 'category', category: 'prompt', because: '' }]);
  const events: string[] = [];
  for (const [n, fact] of order.entries()) {
    const clock = `14:${40 + n}`;
    const before = now.log.length;
    if (fact === 'resolved') now = now.after([clock, ben, { type: 'resolve', override: 'looks fine' }]);
    else if (fact === 'cancelled') now = now.after([clock, ben, { type: 'cancel', reason: 'a test' }]);
    else {
      const arrival = { type: 'alert.arrive' as const, alert: { ...refusalAlert, ...facts[fact] } };
      const { decision } = now.when(clock, alertmanager, arrival);
      const decided = 'events' in decision ? decision.events : [];
      now = decided.length === 0 ? now : now.after([clock, alertmanager, arrival]);
    }
    events.push(now.log[before]?.type.replace('alert.', '') ?? '–');
  }
  const known = now.incident.alerts.find(({ alert }) => alert.fingerprint === refusalAlert.fingerprint);
  return { events, state: known?.resolved ? 'resolved' : 'firing' };
}

describe('the last fact about the latest episode wins', () => {
  it.each<[Fact[], string[], 'firing' | 'resolved']>([
    [['fire'], ['–'], 'firing'],
    [['resolve'], ['resolved'], 'resolved'],
    [['resolve', 'fire'], ['resolved', 'flapped'], 'firing'],
    [['resolve', 'fire', 'fire'], ['resolved', 'flapped', '–'], 'firing'],
    [['resolve', 'fire', 'resolve'], ['resolved', 'flapped', 'resolved'], 'resolved'],
    [['resolve', 'resolve', 'fire'], ['resolved', '–', 'flapped'], 'firing'],
    [['fire anew'], ['flapped'], 'firing'],
    [['fire anew', 'resolve'], ['flapped', '–'], 'firing'],
    [['fire anew', 'fire'], ['flapped', '–'], 'firing'],
    [['resolve anew'], ['resolved'], 'resolved'],
    [['resolve anew', 'fire'], ['resolved', '–'], 'resolved'],
    [['resolve anew', 'fire anew'], ['resolved', 'flapped'], 'firing'],
    [['resolve', 'fire anew', 'resolve anew'], ['resolved', 'flapped', 'resolved'], 'resolved'],
    [['old fire', 'old resolve'], ['–', '–'], 'firing'],
    [['resolve', 'old fire'], ['resolved', '–'], 'resolved'],
    [['resolved', 'fire'], ['resolved', 'outlasted'], 'firing'],
    [['resolved', 'fire', 'fire'], ['resolved', 'outlasted', '–'], 'firing'],
    [['resolved', 'resolve', 'fire'], ['resolved', 'resolved', 'outlasted'], 'firing'],
    [['resolved', 'fire', 'resolve', 'fire'], ['resolved', 'outlasted', 'resolved', 'outlasted'], 'firing'],
    [['resolve', 'resolved', 'resolve'], ['resolved', 'resolved', '–'], 'resolved'],
    [['cancelled', 'fire'], ['cancelled', 'outlasted'], 'firing'],
    [['cancelled', 'resolve'], ['cancelled', 'resolved'], 'resolved'],
    [['cancelled', 'old fire'], ['cancelled', '–'], 'firing'],
    [['resolve', 'resolve anew', 'fire'], ['resolved', 'resolved', '–'], 'resolved'],
    [['resolve', 'cancelled', 'fire anew'], ['resolved', 'cancelled', 'outlasted'], 'firing'],
  ])('%j', (order, events, state) => {
    expect(play(incident42(), order)).toEqual({ events, state });
  });

  it('in every order of four facts: the state follows the last fact of the latest episode', () => {
    const names = Object.keys(facts) as (keyof typeof facts)[];
    const orders = names.flatMap((a) =>
      names.flatMap((b) => names.flatMap((c) => names.map((d) => [a, b, c, d] as const))),
    );
    for (const order of orders) {
      const starts = order.map((fact) => ({ startsAt: refusalAlert.startsAt, ...facts[fact] }));
      const latest = Math.max(refusalAlert.startsAt, ...starts.map(({ startsAt }) => startsAt));
      const last = starts.findLast(({ startsAt }) => startsAt === latest)?.status ?? 'firing';
      expect(play(incident42(), order).state, order.join(', ')).toBe(last);
    }
  });
});

describe('an end that comes twice', () => {
  const arrive = (change: Partial<typeof refusalAlert>) => ({
    type: 'alert.arrive' as const,
    alert: { ...refusalAlert, ...change },
  });
  const ended = (clock: string) => arrive({ status: 'resolved', endsAt: at(clock) });

  it('does not end what has fired since; a later end does', () => {
    incident42()
      .after(['14:20', alertmanager, ended('14:19')], ['14:21', alertmanager, arrive({})])
      .when('14:22', alertmanager, ended('14:19'))
      .ignores()
      .after(['14:23', alertmanager, ended('14:23')]);
  });
});

describe('an alert that repeats itself', () => {
  const arrive = (change: Partial<typeof refusalAlert>) => ({
    type: 'alert.arrive' as const,
    alert: { ...refusalAlert, ...change },
  });

  it('is one episode where its start is the moment it came, each time another', () => {
    for (const unsure of [{ undated: true as const }, { statedStart: at('20:00') }]) {
      const story = incident42().after(['14:20', alertmanager, arrive({ startsAt: at('14:20'), ...unsure })]);
      story.when('14:21', alertmanager, arrive({ startsAt: at('14:21'), ...unsure })).ignores();
      const dated = story.after(['14:30', alertmanager, arrive({ startsAt: at('14:30') })]);
      dated.when('14:31', alertmanager, arrive({ startsAt: at('14:30') })).ignores();
    }
  });

  it('is believed in the order in which its sender spoke', () => {
    const ended = { status: 'resolved' as const, endsAt: at('14:19'), saidAt: at('14:20') };
    const story = incident42().after(['14:20', alertmanager, arrive(ended)]);
    story.when('14:22', alertmanager, arrive({ saidAt: at('14:18') })).ignores();
    const again = story.after(['14:22', alertmanager, arrive({ saidAt: at('14:22') })]);
    expect(again.incident.alerts).toMatchObject([{ resolved: false, alert: { saidAt: at('14:22') } }]);
    story.after(['14:22', alertmanager, arrive({})]);
  });

  it('is told the first times and then each tenth, and its end always', () => {
    let story = incident42();
    const told: number[] = [];
    for (let times = 2; times <= 21; times += 1) {
      const clock = `14:${20 + times}`;
      story = story.after([clock, alertmanager, arrive({ startsAt: at(clock) })]);
      if (bodiesOf(story.asked(), 'say').length > 0) told.push(times);
    }
    expect(told).toEqual([2, 3, 10, 20]);
    const over = story.after(['14:50', alertmanager, arrive({ startsAt: at('14:41'), status: 'resolved' })]);
    expect(bodiesOf(over.asked(), 'say')).toHaveLength(1);
  });
});

describe('alerts that join', () => {
  const more = (n: number, facts: object = {}) => ({
    type: 'alert.arrive' as const,
    alert: { ...refusalAlert, fingerprint: `more ${n}` },
    ...facts,
  });

  it('within ten minutes of the first of them are one wave', () => {
    const story = incident42().after(
      ['14:20', alertmanager, more(1)],
      ['14:29', alertmanager, more(2)],
      ['14:31', alertmanager, more(3)],
      ['14:40', alertmanager, more(4)],
    );
    expect(story.incident.waves).toEqual([at('14:20'), at('14:31')]);
    expect(story.incident.alerts.map(({ wave }) => wave)).toEqual([undefined, 1, 1, 2, 2]);
  });

  it('for another failure bring whoever answers for it, and what has to be in range too, once', () => {
    const [known] = incident42().incident.plan.recovery.key;
    if (known === undefined) throw new Error('the plan watches nothing');
    const watch = (change: Partial<typeof known>) => ({ ...known, ...change });
    const others = [
      watch({ signal: 'cost' }),
      watch({ compare: known.compare === 'at-most' ? 'at-least' : 'at-most' }),
      watch({ value: 0.123 }),
      watch({ baselineFactor: 9 }),
    ];
    const runbook = { id: 'cost', title: 'Cost', hash: 'h', link: '' };
    const sibling = { failure: 'cost-spike', runbook, owner: dev, watched: [watch({}), ...others] };
    const story = incident42().after(['14:20', alertmanager, more(1, { failure: 'cost-spike', sibling })]);
    const before = incident42().incident.plan.recovery.key;
    expect(story.incident.plan.recovery.key).toEqual([...before, ...others]);
    expect(story.incident.siblings).toMatchObject([{ failure: 'cost-spike' }]);
    expect(story.incident).not.toHaveProperty('held');
    expect(bodiesOf(story.asked(), 'room.invite')).toMatchObject([{ people: ['dev'] }]);
    const third = { failure: 'latency', sibling: { ...sibling, failure: 'latency' } };
    const again = story.after(['14:21', alertmanager, more(2, third)]);
    expect(again.incident.plan.recovery.key).toEqual([...before, ...others]);
  });
});

describe('one that outlasts its incident', () => {
  const arrive = { type: 'alert.arrive' as const, alert: refusalAlert };
  const over = incident42().after(['14:20', ben, { type: 'cancel', reason: 'a test' }]);

  it('is one of its alerts from then on, also where it came for the first time', () => {
    const late = { type: 'alert.arrive' as const, alert: { ...refusalAlert, fingerprint: 'late' } };
    const story = over.after(['14:30', alertmanager, late]);
    expect(story.incident.alerts).toMatchObject([
      {},
      { alert: { fingerprint: 'late' }, times: 1, resolved: false, outlastedAt: at('14:30') },
    ]);
    story.when('14:40', alertmanager, late).ignores();
    const ended = { ...late, alert: { ...late.alert, status: 'resolved' as const } };
    story.when('14:41', alertmanager, ended).decides({ type: 'alert.resolved', alert: ended.alert });
  });

  it('is told in the room and to the commander, pages nobody and reopens nothing', () => {
    const story = over.after(['14:30', alertmanager, arrive]);
    const said = story.asked().map(({ body }) => ('place' in body ? body.place : body.kind));
    expect(said).toEqual([{ to: 'room' }, { to: 'person', person: 'ben' }]);
    expect(story.incident.phase).toBe('cancelled');
  });

  it('is told again after an hour, not before', () => {
    const told = over.after(['14:30', alertmanager, arrive]);
    told.when('15:29', alertmanager, arrive).ignores();
    told.after(['15:30', alertmanager, arrive]);
  });
});

describe('the start of an alert', () => {
  const now = at('14:10');

  it('is not in the future, and yet the same episode keeps its name', () => {
    const early = startedBy(now, { ...refusalAlert, startsAt: now + 720 * 3_600_000 });
    const later = startedBy(now + 60_000, { ...refusalAlert, startsAt: now + 720 * 3_600_000 });
    expect(early.startsAt).toBe(now);
    expect(episodeKey(early)).toBe(episodeKey(later));
    expect(episodeBeside(early, later)).toBe('same');
    expect(startDoubt(early)).toMatch(/clock is ahead: it gives 2025-03-19 14:10 UTC/);
    expect(startDoubt(startedBy(now, { ...refusalAlert, startsAt: now + 4_000 }))).toBe('');
  });

  it('is one episode where it gives none, whenever it comes', () => {
    const [one, other] = [now, now + 60_000].map((startsAt) => ({
      ...refusalAlert,
      startsAt,
      undated: true as const,
    }));
    if (!one || !other) throw new Error('no alerts');
    expect(episodeKey(one)).toBe(episodeKey(other));
    expect(startDoubt(one)).toMatch(/gives no start/);
  });
});
