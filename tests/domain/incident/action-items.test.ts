import { describe, expect, it } from 'vitest';
import { type Actor, airb } from '../../../src/domain/people.ts';
import { nextReminder } from '../../../src/domain/response/reminders.ts';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import { bodiesOf, eva, finn, incident42, type Story } from '../../support/given.ts';
import { ana, at, ben, chloe, dev } from '../../support/worked-example.ts';

const monitor = { what: 'Alert per customer', kind: 'monitor' as const, owner: dev, due: '2025-03-03' };
const add = { type: 'action-item.add' as const, ...monitor };
const remind = { type: 'action-item.remind' as const, item: 1, due: '2025-03-03' };
const suite: Actor = { kind: 'source', name: 'braintrust' };
const tracker = { name: 'github' as const, project: 'acme/bot', always: true };

const cancel = {
  type: 'cancel' as const,
  reason: 'a load test',
  confirmed: ['refusal_rate'],
};
const over = (facts: Parameters<typeof incident42>[0] = {}) =>
  incident42(facts).after(['14:30', ben, cancel]);
const owed = (facts: Parameters<typeof incident42>[0] = {}) => over(facts).after(['15:00', ana, add]);

/** Whom the newest event tells directly, and whether the room hears it. */
function told(story: Story): string[] {
  const direct = bodiesOf(story.asked(), 'draw').flatMap(({ place, kept }) =>
    'person' in place && !kept ? [place.person] : [],
  );
  const said = bodiesOf(story.asked(), 'say').map(({ place }) =>
    'person' in place ? place.person : place.to,
  );
  return [...direct, ...said];
}

/** When the newest event has its item reminded of next. */
function next(story: Story): string[] {
  return story
    .asked()
    .flatMap(({ body, dueAt }) =>
      body.kind === 'timer' ? [new Date(dueAt).toISOString().slice(0, 16).replace('T', ' ')] : [],
    );
}

const itemOf = (story: Story) => story.incident.actionItems?.[0];

describe('an action item', () => {
  it('is noted after the end as well, numbered, and its owner hears of it', () => {
    const noted = owed();
    expect(noted.incident.phase).toBe('cancelled');
    expect(itemOf(noted)).toMatchObject({ item: 1, status: 'open', by: 'Ana Lima', due: '2025-03-03' });
    expect(told(noted)).toEqual(['dev']);
    expect(bodiesOf(noted.asked(), 'draw')).toMatchObject([
      { slot: 'item:1:1', place: { person: 'dev' } },
      { slot: 'item:1', place: { to: 'room' } },
    ]);
    expect(next(noted)).toEqual(['2025-03-02 09:00']);
    expect(noted.after(['15:01', dev, { ...add, what: 'Second' }]).incident.actionItems?.[1]?.item).toBe(2);
  });

  it('loses its buttons once it is done or dropped: the message is drawn again, and says which', () => {
    const buttons = (story: Story) => JSON.stringify(drawSlot('item:1', story.incident)).includes('Done…');
    expect(buttons(owed())).toBe(true);
    const done = owed().after(['15:05', dev, { type: 'action-item.done', item: 1, shipped: 'alert no. 7' }]);
    expect(bodiesOf(done.asked(), 'draw')).toMatchObject([
      { slot: 'item:1', kept: true },
      { slot: 'item:1:1', kept: true, place: { person: 'dev' } },
    ]);
    expect(buttons(done)).toBe(false);
    expect(drawSlot('item:1', done.incident)?.text).toMatch(/Dev.* owns it, due .*Done: alert no\. 7\.$/);
    const why = { type: 'action-item.drop' as const, item: 1, reason: 'not needed' };
    expect(drawSlot('item:1', owed().after(['15:05', dev, why]).incident)?.text).toMatch(
      /Dropped: not needed\.$/,
    );
  });

  it('loses them in every direct message as well, that it was noted and each reminder; each says what became of it', () => {
    const people = { dev: { name: 'Dev Patel', manager: 'finn' }, finn: { name: 'Finn Berg' } };
    const late = owed({ plan: { people } }).after(
      ['2025-03-03 09:00', airb, remind],
      ['2025-03-06 09:00', airb, remind],
    );
    const cards = (story: Story) => [1, 2, 3, 4].map((turn) => drawSlot(`item:1:${turn}`, story.incident));
    const pressed = (story: Story) => cards(story).map((card) => JSON.stringify(card).includes('Done…'));
    expect(pressed(late)).toEqual([true, true, true, true]);
    expect(
      cards(late).map((card) => /due today|3 days late|owns it, due/.exec(card?.text ?? '')?.[0]),
    ).toEqual(['owns it, due', 'due today', '3 days late', '3 days late']);
    // Whoever passed it on has nothing to press, nor has the manager who was told that Dev is late.
    const passed = late.after([
      '2025-03-06 10:00',
      dev,
      { type: 'action-item.change', item: 1, owner: eva, due: '2025-03-10' },
    ]);
    expect(pressed(passed)).toEqual([false, false, false, false]);
    expect(cards(passed)[1]?.text).toMatch(
      /due today.* Eva .* owns it now\. It is due Mon 10 Mar 2025 now\./,
    );
    const done = late.after([
      '2025-03-06 11:00',
      dev,
      { type: 'action-item.done', item: 1, shipped: 'no. 7' },
    ]);
    expect(pressed(done)).toEqual([false, false, false, false]);
    expect(cards(done).every((card) => card?.text.endsWith('Done: no. 7.'))).toBe(true);
    const drawn = bodiesOf(done.asked(), 'draw').filter(({ kept }) => kept);
    expect(drawn.map(({ slot }) => slot)).toEqual([
      'item:1',
      ...[1, 2, 3, 4].map((turn) => `item:1:${turn}`),
    ]);
  });

  it('is refused without words, for a day that is over, and for one that is a slip', () => {
    const story = over();
    story.when('15:00', ana, { ...add, what: ' ' }).refuses(/Say what is to be done/);
    story.when('15:00', ana, { ...add, what: 'x'.repeat(1001) }).refuses(/at most 1000 characters.* 1001/);
    story
      .when('15:00', ana, { ...add, due: '2025-02-16' })
      .refuses(/2025-02-16 has passed; today is 2025-02-17/);
    story.when('15:00', ana, { ...add, due: '2205-03-03' }).refuses(/more than two years away/);
  });

  it('of an incident that was merged belongs to the survivor, which is named', () => {
    const merged = incident42().after([
      '14:20',
      ben,
      { type: 'merge', into: 7, reason: '', survivor: { open: true, private: false, phase: 'triage' } },
    ]);
    merged.when('15:00', ana, add).refuses(/was merged into INC-7/);
  });

  it('is taken up from a proposal once', () => {
    const proposal = 'Alert when refusals rise';
    const story = over().after(['15:00', ana, { ...add, proposal }]);
    story.when('15:01', ben, { ...add, proposal }).ignores(/is item 1 already; Dev Patel owns it/);
  });

  it('is done with what shipped, dropped with a reason, and opened again', () => {
    const story = owed();
    story.when('16:00', dev, { type: 'action-item.done', item: 1, shipped: '' }).refuses(/Say what shipped/);
    story.when('16:00', dev, { type: 'action-item.drop', item: 1, reason: ' ' }).refuses(/Say why/);
    story
      .when('16:00', dev, { type: 'action-item.drop', item: 9, reason: 'x' })
      .refuses(/no action item 9/, /Open: 1/);
    const done = story.after(['16:00', dev, { type: 'action-item.done', item: 1, shipped: '#7' }]);
    expect(told(done)).toEqual(['room']);
    done
      .when('16:01', ana, { type: 'action-item.drop', item: 1, reason: 'x' })
      .refuses(/is done already, by Dev Patel/);
    done.when('2025-03-02 09:00', airb, remind).ignores();
    const again = done.after([
      '16:02',
      ana,
      { type: 'action-item.reopen', item: 1, reason: 'fires for nobody' },
    ]);
    expect(itemOf(again)).toEqual({ ...itemOf(story) });
    expect(told(again)).toEqual(['dev', 'room']);
    expect(next(again)).toEqual(['2025-03-02 09:00']);
  });

  it('goes to another owner, who hears of it; the same once more is nothing', () => {
    const change = { type: 'action-item.change' as const, item: 1, owner: eva, due: '2025-03-10' };
    const moved = owed().after(['16:00', ana, change]);
    expect(told(moved)).toEqual(['eva', 'room']);
    expect(next(moved)).toEqual(['2025-03-09 09:00']);
    moved.when('16:01', ana, change).ignores(/like that already/);
    moved.when('2025-03-02 09:00', airb, remind).ignores();
  });
});

describe('reminders of an action item', () => {
  const people = { dev: { name: 'Dev Patel', manager: 'finn' }, finn: { name: 'Finn Berg' } };

  it('come to the owner the day before and on the day, then to the manager as well, once a week', () => {
    const before = owed({ plan: { people } }).after(['2025-03-02 09:00', airb, remind]);
    expect([told(before), next(before)]).toEqual([['dev'], ['2025-03-03 09:00']]);
    before.when('2025-03-02 23:59', airb, remind).ignores();
    const due = before.after(['2025-03-03 09:00', airb, remind]);
    expect([told(due), next(due)]).toEqual([['dev'], ['2025-03-06 09:00']]);
    const late = due.after(['2025-03-06 09:00', airb, remind]);
    expect([told(late), next(late)]).toEqual([['dev', 'finn'], ['2025-03-13 09:00']]);
    const later = late.after(['2025-03-13 09:00', airb, remind]);
    expect([told(later), next(later)]).toEqual([['dev', 'finn'], ['2025-03-20 09:00']]);
    const dropped = later.after([
      '2025-03-14 09:00',
      dev,
      { type: 'action-item.drop', item: 1, reason: 'moot' },
    ]);
    dropped.when('2025-03-20 09:00', airb, remind).ignores();
  });

  it('come in the morning of the owner’s zone, name the day it is there, and keep to it over a change of clocks', () => {
    const away = { ...add, owner: { ...dev, tz: 'Pacific/Auckland' } };
    const noted = over({ plan: { people } }).after(['15:00', ana, away]);
    expect(next(noted)).toEqual(['2025-03-01 20:00']);
    const before = noted.after(['2025-03-01 20:00', airb, remind]);
    expect(next(before)).toEqual(['2025-03-02 20:00']);
    const due = before.after(['2025-03-02 20:00', airb, remind]);
    expect(due.log.at(-1)).toMatchObject({ rung: 'due', tz: 'Pacific/Auckland' });
    const [said] = bodiesOf(due.asked(), 'draw').map(({ slot }) => drawSlot(slot, due.incident)?.text);
    expect(said).toMatch(/is due today, Mon 3 Mar 2025/);
    // The day in UTC is the next one, and the day in Auckland is the same.
    due.when('2025-03-03 01:00', airb, remind).ignores();
    const paris = { due: '2025-03-24', owner: { tz: 'Europe/Paris' } };
    const weeks = ['2025-03-27 08:00', '2025-04-03 07:00', '2025-04-10 07:00'];
    for (const [n, wanted] of weeks.entries())
      expect(nextReminder(paris, n === 0 ? at('2025-03-25 12:00') : at(weeks[n - 1] ?? ''))).toBe(at(wanted));
  });

  it('say what is true when they come late, and never come twice in a day', () => {
    const late = owed({ plan: { people } }).after(['2025-03-06 18:00', airb, remind]);
    expect(told(late)).toEqual(['dev', 'finn']);
    expect(next(late)).toEqual(['2025-03-13 09:00']);
    expect(
      nextReminder({ due: '2025-03-03', reminded: at('2025-03-03 08:00') }, at('2025-03-03 08:00')),
    ).toBe(at('2025-03-06 09:00'));
  });

  it('that would begin on a weekend come on Monday', () => {
    expect(nextReminder({ due: '2025-03-05' }, at('2025-03-05 10:00'))).toBe(at('2025-03-10 09:00'));
  });

  it('of a private incident are nothing for a manager who has no part in it', () => {
    const secret = owed({ private: true, plan: { people } }).after(['2025-03-06 09:00', airb, remind]);
    expect(told(secret)).toEqual(['dev', 'ana']);
  });

  it('go by e-mail to somebody whom no chat reaches', () => {
    const story = over().after(['15:00', ana, { ...add, owner: { ...dev, mail: true } }]);
    expect(told(story)).toEqual([]);
    expect(bodiesOf(story.asked(), 'letter')).toMatchObject([{ person: 'dev' }]);
  });

  it('that reach nobody any more hand it on, and say so', () => {
    const gone = owed({ plan: { people } }).after([
      '16:00',
      airb,
      { type: 'action-item.unreached', item: 1, person: 'dev' },
    ]);
    expect(itemOf(gone)).toMatchObject({ owner: finn, left: ['dev'] });
    expect(told(gone)).toEqual(['finn', 'room']);
    gone.when('16:01', airb, { type: 'action-item.unreached', item: 1, person: 'dev' }).ignores();
    const nobody = gone.after(
      ['16:02', airb, { type: 'action-item.unreached', item: 1, person: 'finn' }],
      ['16:03', airb, { type: 'action-item.unreached', item: 1, person: 'ana' }],
      ['16:04', airb, { type: 'action-item.unreached', item: 1, person: 'ben' }],
    );
    expect(nobody.log.at(-1)).toMatchObject({ type: 'action-item.inherited', from: ben });
    expect(nobody.log.at(-1)).not.toHaveProperty('owner');
  });
});

describe('an eval item', () => {
  const item = { ...add, kind: 'eval' as const };
  const example = {
    id: 'ex-1',
    source: 'e',
    set: 'blocking' as const,
    expected: 'answers',
    reason: 'asked daily',
  };
  const run = (id: string, facts: { passed: boolean; examples: string[] }) => ({
    type: 'action-item.verify' as const,
    run: { id, name: `nightly ${id}`, ...facts },
  });
  const story = incident42().after(
    [
      '14:20',
      dev,
      { type: 'evidence', evidence: { id: 'e', title: 't', content: 'x', sha256: '0', from: 'command' } },
    ],
    ['14:21', dev, { type: 'example.sort', example }],
    ['15:00', ana, item],
  );
  const shipped = story.after(['16:00', dev, { type: 'action-item.done', item: 1, shipped: 'pull 7' }]);

  it('waits when it has shipped, and is still reminded of', () => {
    expect(itemOf(shipped)).toMatchObject({ status: 'waiting', shipped: 'pull 7' });
    expect(told(shipped.after(['2025-03-03 09:00', airb, remind]))).toEqual(['dev']);
  });

  it('is done when a run passes that contains the blocking examples, and not before', () => {
    const without = shipped.after(['17:00', suite, run('1', { passed: true, examples: ['ex-2'] })]);
    expect(itemOf(without)).toMatchObject({ status: 'waiting', unverified: { missing: ['ex-1'] } });
    without.when('17:01', suite, run('1', { passed: true, examples: ['ex-2'] })).ignores();
    const failed = without.after(['18:00', suite, run('2', { passed: false, examples: ['ex-1'] })]);
    expect(itemOf(failed)?.status).toBe('waiting');
    const passed = failed.after(['19:00', suite, run('3', { passed: true, examples: ['ex-1', 'ex-9'] })]);
    expect(itemOf(passed)).toMatchObject({ status: 'done', shipped: 'pull 7', verified: { id: '3' } });
    passed.when('19:01', suite, run('4', { passed: true, examples: ['ex-1'] })).ignores();
  });

  it('that has not shipped hears nothing of runs that fail', () => {
    story.when('17:00', suite, run('1', { passed: false, examples: ['ex-1'] })).ignores();
  });

  it('without any blocking example is done by no run', () => {
    const bare = incident42().after(['15:00', ana, item]);
    bare.when('17:00', suite, run('1', { passed: true, examples: [] })).ignores();
  });

  it('is closed without a run by whoever answers for the system, in their name', () => {
    const override = {
      type: 'action-item.done' as const,
      item: 1,
      shipped: '',
      override: 'the suite moves house',
    };
    shipped.when('16:30', chloe, override).refuses(/can't close an eval item/);
    shipped.when('16:30', ana, { ...override, override: ' ' }).refuses(/Say why it counts as done/);
    expect(itemOf(shipped.after(['16:30', ana, override]))).toMatchObject({
      status: 'done',
      override: { reason: 'the suite moves house', by: 'Ana Lima' },
    });
    // Nor does it become another kind by the back door.
    shipped.when('16:30', dev, { type: 'action-item.change', item: 1, kind: 'other' }).refuses(/can't close/);
  });
});

describe('the issue of an action item', () => {
  const opened = {
    type: 'action-item.issue-opened' as const,
    item: 1,
    key: '#7',
    link: 'https://gh.example/7',
  };
  const seen = (state: 'open' | 'closed') => ({
    type: 'action-item.issue-seen' as const,
    item: 1,
    seen: state,
  });
  const filed = owed({ plan: { tracker } }).after(['15:01', airb, opened]);

  it('is asked for with the item, opened once, and said', () => {
    const asked = owed({ plan: { tracker } });
    expect(bodiesOf(asked.asked(), 'issue')).toEqual([
      { kind: 'issue', item: 1, tracker: 'github', project: 'acme/bot' },
    ]);
    expect(told(filed)).toEqual(['room']);
    filed.when('15:02', airb, { ...opened, key: '#8' }).ignores();
    filed.when('15:02', ana, { type: 'action-item.track', item: 1 }).ignores(/gh.example\/7 already/);
  });

  it('is opened for people who ask, where the files name a tracker and nobody reads what is private', () => {
    const track = { type: 'action-item.track' as const, item: 1 };
    owed()
      .when('16:00', ana, track)
      .refuses(/named no tracker/, /docs\/follow-up/);
    owed({ private: true, plan: { tracker } })
      .when('16:00', ana, track)
      .refuses(/is private/);
    const byHand = owed({ plan: { tracker: { ...tracker, always: false } } });
    expect(bodiesOf(byHand.after(['16:00', ana, track]).asked(), 'issue')).toHaveLength(1);
  });

  it('closed there, closes it here; reopened there, opens it again', () => {
    const closed = filed.after(['16:00', airb, seen('closed')]);
    expect(itemOf(closed)).toMatchObject({ status: 'done', shipped: 'https://gh.example/7' });
    closed.when('16:01', airb, seen('closed')).ignores();
    const again = closed.after(['17:00', airb, seen('open')]);
    expect(itemOf(again)).toMatchObject({ status: 'open', issue: { seen: 'open' } });
    // What a person closed here is not opened again because somebody touched the issue.
    const here = filed.after(
      ['16:00', dev, { type: 'action-item.done', item: 1, shipped: 'x' }],
      ['16:01', airb, seen('closed')],
      ['16:02', airb, seen('open')],
    );
    expect(itemOf(here)?.status).toBe('done');
  });

  it('closed as not to be done, is a question to the owner and no deed', () => {
    const unplanned = filed.after(['16:00', airb, { ...seen('closed'), unplanned: true }]);
    expect(itemOf(unplanned)?.status).toBe('open');
    expect(told(unplanned)).toEqual(['dev', 'room']);
  });

  it('of an eval, closed there, waits for a run all the same', () => {
    const evals = over({ plan: { tracker } }).after(
      ['15:00', ana, { ...add, kind: 'eval' }],
      ['15:01', airb, opened],
      ['16:00', airb, seen('closed')],
    );
    expect(itemOf(evals)?.status).toBe('waiting');
    expect(itemOf(evals.after(['17:00', airb, seen('open')]))?.status).toBe('open');
  });
});
