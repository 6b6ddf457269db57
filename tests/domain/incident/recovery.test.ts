import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import type { RecoveryCheck } from '../../../src/domain/runbooks/runbook.ts';
import type { Reading } from '../../../src/domain/signals/reading.ts';
import { hour, minute } from '../../../src/domain/time.ts';
import { bodiesOf, incident42, planWith, type Story, timersOf } from '../../support/given.ts';
import { alertmanager, ana, at, ben, levels, refusalAlert } from '../../support/worked-example.ts';

const well = { refusals: 0.05, deflection: 0.41 };
const ill = { refusals: 0.08, deflection: 0.41 };
const resolve = { type: 'resolve' as const };
const chosen = { type: 'category' as const, category: 'prompt' as const, because: '' };
const verify = { type: 'verify' as const };

const read = (clock: string, readings: Reading[]) => ({
  type: 'readings' as const,
  purpose: { for: 'recovery' as const },
  sampledAt: at(clock),
  readings,
});
const taken = (clock: string, readings: Reading[]) => {
  const { type: _, ...rest } = read(clock, readings);
  return { type: 'readings.taken' as const, ...rest };
};
const step = (clock: string, value: Parameters<typeof levels>[1]) =>
  [clock, airb, read(clock, levels(clock, value))] as const;
const watching = () => incident42().after(['14:31', ben, chosen], ['14:32', ben, verify]);
const nextLook = (story: Story) => story.asked().find(({ body }) => body.kind === 'read');

describe('recovery is watched', () => {
  it('for the runbook’s time, with a look at once and every two minutes', () => {
    const story = incident42()
      .when('14:32', ben, verify)
      .decides({ type: 'verification.started', until: at('14:42') });
    expect(story.incident).toMatchObject({ phase: 'verifying', held: false });
    expect(nextLook(story)?.dueAt).toBe(at('14:32'));
    expect(nextLook(story.after([...step('14:32', well)]))?.dueAt).toBe(at('14:34'));
  });

  it('has held when the last reading of the hold time is in range, not a moment before', () => {
    const almost = watching().after([...step('14:32', well)], [...step('14:41:59', well)]);
    almost.when('14:42', ben, resolve).refuses(/hold until 14:42 UTC/);
    almost
      .when('14:42:01', airb, read('14:42', levels('14:42', well)))
      .decides(taken('14:42', levels('14:42', well)), { type: 'verification.held' })
      .when('14:43', ben, resolve)
      .decides({ type: 'resolved' });
  });

  it('is broken by one signal out of range; the hold time starts anew from that reading', () => {
    const broken = watching()
      .after([...step('14:36', well)])
      .when('14:38:05', airb, read('14:38', levels('14:38', ill)))
      .decides(taken('14:38', levels('14:38', ill)), {
        type: 'verification.broken',
        failing: ['refusal_rate'],
      });
    expect(broken.incident).toMatchObject({ until: at('14:48'), failing: ['refusal_rate'] });
    broken
      .when('14:39', ben, resolve)
      .refuses('Not recovered: Refusal rate 8 %, must be at most 6 %.', /resolve override <reason>/);
  });

  it('was normal from the first good reading on, however late somebody began to watch; not where the past shows otherwise', () => {
    const look = (
      clock: string,
      value: Parameters<typeof levels>[1],
      between?: number[],
    ): Parameters<Story['after']>[number] => [
      clock,
      airb,
      {
        ...read(clock, levels(clock, value)),
        purpose: { for: 'demand' },
        ...(between && {
          history: [{ signal: 'refusal_rate', from: at('14:24'), step: 120_000, values: between }],
        }),
      },
    ];
    const held = (...looks: ReturnType<typeof look>[]) =>
      incident42()
        .after(look('14:20', ill), look('14:24', well), ...looks)
        .after(['14:31', ben, chosen], ['14:32', ben, verify], [...step('14:32', well)])
        .after([...step('14:42', well)]).incident.normalSince;
    expect(held()).toBe(at('14:24'));
    expect(held(look('14:30', well, [0.05, 0.09, 0.05]))).toBe(at('14:32'));
    expect(held(look('14:28', ill))).toBe(at('14:32'));
    // What the past shows from before the first good reading says nothing against it.
    const before = look('14:30', well, [0.09, 0.09, 0.05, 0.05]);
    const earlier = {
      signal: 'refusal_rate',
      from: at('14:22'),
      step: 60_000,
      values: [0.09, 0.09, 0.05, 0.05],
    };
    expect(held([before[0], before[1], { ...before[2], history: [earlier] } as (typeof before)[2]])).toBe(
      at('14:24'),
    );
    // What was good before a reopening was another time.
    const reopened = incident42()
      .after(look('14:20', well), ['14:22', ben, { type: 'cancel', reason: 'a load test' }])
      .after(['14:30', ana, { type: 'reopen', reason: 'they rise again' }], ['14:32', ben, verify])
      .after([...step('14:32', well)], [...step('14:42', well)]);
    expect(reopened.incident.normalSince).toBe(at('14:32'));
  });

  it('shows the watch, its section and the card as it begins, breaks and has held', () => {
    const drawn = (story: Story) => bodiesOf(story.asked(), 'draw').map(({ slot }) => slot);
    const shown = ['recovery', 'card'];
    const begun = watching();
    expect(drawn(begun)).toEqual(expect.arrayContaining([...shown, 'section:recovery']));
    const broken = begun.after([...step('14:34', ill)]);
    expect(drawn(broken)).toEqual(expect.arrayContaining(shown));
    expect(drawn(broken.after([...step('14:44', well)]))).toEqual(expect.arrayContaining(shown));
  });

  it('counts the looks of this watch alone: of an earlier one, or at somebody’s wish, none', () => {
    const demand = { ...read('14:34', levels('14:34', well)), purpose: { for: 'demand' as const } };
    watching()
      .after(['14:34', airb, demand])
      .when('14:35', ben, resolve)
      .refuses(/only begun/);
    const again = incident42({ severity: 'sev4', plan: { evidence: [] } }).after(
      ['14:30', ben, verify],
      [...step('14:32', well)],
      ['14:33', ana, { type: 'rollback.request', part: 'index', reason: 'still too many' }],
    );
    const second = again.after(['14:35', ben, verify]);
    second.when('14:36', ben, resolve).refuses(/only begun/);
    second
      .after([...step('14:35', well)])
      .when('14:36', ben, resolve)
      .refuses(/^In range so far/);
  });

  it('says once what is out of range, and moves the end on with every such reading', () => {
    const story = watching().after([...step('14:34', ill)], [...step('14:36', ill)]);
    expect(story.log.filter(({ type }) => type === 'verification.broken')).toHaveLength(1);
    expect(story.incident).toMatchObject({ until: at('14:46') });
    const more = story.after([...step('14:38', { ...ill, unsafe: 0.01 })]);
    expect(more.log.at(-1)).toMatchObject({ failing: ['refusal_rate', 'unsafe_answers'] });
  });

  it('is not broken by a look that was for something else, and none is lost that came at the same moment', () => {
    const held = watching().after([...step('14:42', well)]);
    const looks = [
      { for: 'demand' as const },
      { for: 'containment' as const, action: 'r1', when: 'before' as const },
      { for: 'containment' as const, action: 'r2', when: 'before' as const },
      { for: 'containment' as const, action: 'r2', when: 'after' as const },
    ];
    const story = looks.reduce(
      (before, purpose) => before.after(['14:44', airb, { ...read('14:44', levels('14:44', ill)), purpose }]),
      held,
    );
    expect(story.incident).toMatchObject({ held: true, failing: [], until: at('14:42') });
    expect(story.log.filter(({ type }) => type === 'verification.broken')).toEqual([]);
    const [, , action] = looks;
    if (action)
      story.when('14:45', airb, { ...read('14:44', levels('14:44', ill)), purpose: action }).ignores();
  });

  it('is looked at every fifth of a short or a long hold time, within bounds', () => {
    const every = (hold: number) => {
      const recovery = { ...planWith().recovery, hold };
      const story = incident42({ plan: { recovery } }).after(['14:32', ben, verify]);
      return (nextLook(story.after([...step('14:32', well)]))?.dueAt ?? 0) - at('14:32');
    };
    expect([1, 5, 60].map((minutes) => every(minutes * minute))).toEqual([30_000, minute, 2 * minute]);
  });

  it('is taken back when it breaks after it had held', () => {
    const story = watching().after([...step('14:42', well)], [...step('14:44', ill)]);
    expect(story.incident).toMatchObject({ held: false, until: at('14:54'), normalSince: undefined });
    expect(story.incident.milestones.recovered).toBeUndefined();
    const times = ['14:46', '14:48', '14:50', '14:52', '14:54'];
    const again = story.after(
      ...times.map((clock) => [...step(clock, well)] as Parameters<Story['after']>[number]),
    );
    expect(again.incident).toMatchObject({
      held: true,
      normalSince: at('14:46'),
      milestones: { recovered: at('14:54') },
    });
    story.when('14:45', ben, resolve).refuses(/Not recovered/);
  });

  it('catches up from the moments that were missed when the bot was away', () => {
    const late = watching().after(['14:50', airb, read('14:34', levels('14:34', well))]);
    expect(nextLook(late)?.dueAt).toBe(at('14:36'));
    expect(late.incident).toMatchObject({ held: false });
    expect(late.after(['14:50:01', airb, read('14:42', levels('14:42', well))]).log.at(-1)).toMatchObject({
      type: 'verification.held',
    });
  });

  it('takes no data for no recovery', () => {
    const silent: Reading[] = [{ signal: 'refusal_rate', at: at('14:42'), problem: 'no data' }];
    const story = watching().after(['14:42', airb, read('14:42', silent)]);
    expect(story.incident).toMatchObject({ held: false });
    story
      .when('14:43', ben, resolve)
      .refuses(/^Nobody can say whether it has recovered: .*Refusal rate not measured \(no data\)/);
    expect(story.log.at(-1)).toMatchObject({
      type: 'verification.broken',
      blind: ['refusal_rate', 'unsafe_answers', 'ticket_deflection'],
    });
  });

  it('tells out of range and not measured apart, and says so again when the one becomes the other', () => {
    const reading = (clock: string, value: number | undefined): Reading[] => [
      ...levels(clock, well).filter(({ signal }) => signal !== 'refusal_rate'),
      { signal: 'refusal_rate', at: at(clock), ...(value === undefined ? { problem: 'NaN' } : { value }) },
    ];
    const out = watching().after(['14:34', airb, read('14:34', reading('14:34', 0.08))]);
    expect(out.log.at(-1)).toMatchObject({ type: 'verification.broken', failing: ['refusal_rate'] });
    expect(out.log.at(-1)).not.toHaveProperty('blind');
    const blind = out.after(['14:36', airb, read('14:36', reading('14:36', undefined))]);
    expect(blind.log.at(-1)).toMatchObject({ failing: ['refusal_rate'], blind: ['refusal_rate'] });
    expect(JSON.stringify(bodiesOf(blind.asked(), 'say'))).toContain('not measured');
    expect(JSON.stringify(bodiesOf(blind.asked(), 'say'))).not.toContain('out of range');
    const over = blind.after([
      '14:37',
      ben,
      { type: 'resolve', override: 'checked by hand', category: 'prompt' },
    ]);
    expect(over.log.at(-1)).toMatchObject({
      override: { failing: ['refusal_rate'], blind: ['refusal_rate'] },
    });
  });

  it('does not claim to have looked before it has', () => {
    watching()
      .when('14:32:01', ben, resolve)
      .refuses('The watch has only begun; no reading has come in yet.');
  });

  it('is begun once, and ends when another part is rolled back', () => {
    watching().when('14:33', ana, verify).ignores('Recovery is being watched already, until 14:42 UTC.');
    const rolling = incident42({ severity: 'sev4', plan: { evidence: [] } }).after(
      ['14:32', ben, verify],
      ['14:33', ana, { type: 'rollback.request', part: 'index', reason: 'still too many' }],
    );
    expect(rolling.incident.phase).toBe('mitigating');
    expect(rolling.after([...step('14:34', well)]).asked()).toEqual([]);
  });

  it('is one watch, however often it is begun', () => {
    const looks = [watching(), watching().after([...step('14:34', well)])].map(nextLook);
    expect(looks[0]?.coalesce).toBe(looks[1]?.coalesce);
    expect(looks[0]?.coalesce).toBeDefined();
  });

  it('takes a reading that comes twice once', () => {
    watching()
      .after([...step('14:34', well)])
      .when('14:34:02', airb, read('14:34', levels('14:34', well)))
      .ignores();
  });

  it('can’t be watched where the runbook names no metrics', () => {
    const recovery = { key: [], safety: [], business: [], hold: 0 };
    incident42({ plan: { recovery } })
      .when('14:32', ben, verify)
      .refuses(/names no metrics for support-bot/, /resolve override/);
  });
});

describe('somebody wants to resolve', () => {
  it('is refused before recovery was watched', () => {
    incident42()
      .when('14:20', ben, resolve)
      .refuses('Recovery has not been verified yet.', /`\/airb verify` starts the watch/);
  });

  it('may do so by name and reason, and the log keeps what was failing', () => {
    watching()
      .after([...step('14:34', ill)])
      .when('14:35', ben, { type: 'resolve', override: ' customers answered by people ' })
      .decides({
        type: 'resolved',
        override: { reason: 'customers answered by people', failing: ['refusal_rate'] },
      });
    incident42()
      .when('14:20', ben, { type: 'resolve', override: '  ', category: 'prompt' })
      .refuses(/not been verified/);
  });

  it('keeps by name what the newest readings showed, where nothing was watched', () => {
    const demand = (clock: string, value: Parameters<typeof levels>[1]) =>
      [clock, airb, { ...read(clock, levels(clock, value)), purpose: { for: 'demand' } }] as const;
    const story = incident42().after([...demand('14:20', well)], [...demand('14:22', ill)]);
    const given = { type: 'resolve' as const, override: 'by hand', category: 'prompt' as const };
    expect(story.after(['14:23', ben, given]).log.at(-1)).toMatchObject({
      override: { reason: 'by hand', failing: ['refusal_rate'] },
    });
  });

  it('chooses no second category, and begins a watch without naming what is not red', () => {
    watching()
      .after([...step('14:42', well)])
      .when('14:43', ben, { ...resolve, category: 'data' })
      .decides({ type: 'resolved' });
    const calm = incident42().after([
      '14:20',
      alertmanager,
      { type: 'alert.arrive', alert: { ...refusalAlert, status: 'resolved' } },
    ]);
    calm
      .after(['14:30', airb, { ...read('14:30', levels('14:30', well)), purpose: { for: 'demand' } }])
      .when('14:32', ben, { ...verify, confirmed: ['refusal_rate'], seen: 'all well' })
      .decides({ type: 'verification.started', until: at('14:42') });
  });

  it('says first which category it was, and its choice in the form counts', () => {
    const held = incident42().after(['14:32', ben, verify], [...step('14:42', well)]);
    held
      .when('14:43', ben, resolve)
      .refuses(/Nobody has said which category/, /airb category/)
      .when('14:43', ben, { ...resolve, category: 'data', override: 'all parked cases are done' })
      .decides(
        { type: 'category.chosen', category: 'data', because: 'chosen at the end' },
        { type: 'note.written', text: 'all parked cases are done' },
        { type: 'resolved' },
      );
  });

  it('is told when it is over already', () => {
    watching()
      .after([...step('14:42', well)], ['14:43', ben, resolve])
      .when('14:44', ana, resolve)
      .refuses('INC-42 is already resolved.', /postmortem go on/);
  });
});

describe('it is resolved', () => {
  const done = watching().after([...step('14:42', well)], ['14:43', ben, resolve]);

  it('tells the stakeholders, drafts the postmortem and looks once more after the hold time', () => {
    const effects = done.asked();
    expect(bodiesOf(effects, 'say').map(({ place }) => place)).toContainEqual({
      to: 'channel',
      channel: 'support-leadership',
      thread: true,
    });
    expect(bodiesOf(effects, 'file').map(({ name }) => name)).toEqual(['postmortem.md', 'postmortem.html']);
    expect(nextLook(done)).toMatchObject({ dueAt: at('14:53'), coalesce: undefined });
  });

  it('stays so when all is well, and when nothing can be read', () => {
    expect(done.after([...step('14:53', well)]).incident.phase).toBe('resolved');
    const silent: Reading[] = [{ signal: 'refusal_rate', at: at('14:53'), problem: 'no data' }];
    expect(done.after(['14:53', airb, read('14:53', silent)]).incident.phase).toBe('resolved');
  });

  it('takes no reading that was for something else, and none at all once it was called off', () => {
    const demand = { ...read('14:53', levels('14:53', ill)), purpose: { for: 'demand' as const } };
    done.when('14:53', airb, demand).ignores();
    incident42()
      .after(['14:20', ben, { type: 'cancel', reason: 'a load test' }])
      .when('14:53', airb, read('14:53', levels('14:53', ill)))
      .ignores();
  });

  it('comes back as a relapse when it is out of range again, with time for the update that is owed', () => {
    const back = done.after(['15:20', airb, read('15:18', levels('15:18', ill))]);
    expect(back.log.at(-1)).toMatchObject({ type: 'relapsed', failing: ['refusal_rate'] });
    expect(back.incident).toMatchObject({ phase: 'mitigating', cadence: { dueAt: at('15:25') } });
    expect(timersOf(back.asked())).toEqual([
      'page.timeout 15:25',
      'update.nudge 15:20',
      'update.deadline 15:25',
    ]);
    back.when('15:21', ben, resolve).refuses(/not been verified/);
    back.when('15:21', ben, verify).decides({ type: 'verification.started', until: at('15:31') });
  });

  it('pages the first rung anew, and takes back what stakeholders were told', () => {
    const back = done.after(['15:20', airb, read('15:18', levels('15:18', ill))]);
    expect(back.incident.paging).toMatchObject({ level: 0, people: [{ id: 'ana' }], answered: [] });
    expect(back.incident.paging.acknowledged).toBeUndefined();
    const said = bodiesOf(back.asked(), 'say');
    expect(said.map(({ place }) => place)).toEqual(
      expect.arrayContaining([
        { to: 'person', person: 'ana' },
        { to: 'channel', channel: 'support-leadership', thread: true },
      ]),
    );
    const notice = said.find(({ place }) => place.to === 'channel');
    expect(notice?.card.text).toMatch(
      /^INC-42 is open again: We said that Support bot works again\. It does not/,
    );
  });

  it('is looked for a day long, and for as long as the runbook says', () => {
    const hours = (story: Story) =>
      story
        .asked()
        .filter(({ body }) => body.kind === 'read')
        .map(({ dueAt }) => (dueAt - at('14:43')) / hour);
    expect(hours(done)).toEqual([expect.closeTo(1 / 6), 1, 2, 4, 8, 16, 24]);
  });

  it('does not come back against somebody’s own decision', () => {
    const override = incident42().after(
      ['14:20', ben, { type: 'resolve', override: 'fixed by hand', category: 'prompt' }],
      ['14:53', airb, read('14:53', levels('14:53', ill))],
    );
    expect(override.incident.phase).toBe('resolved');
  });
});

describe('a failure that joined', () => {
  const costs: RecoveryCheck = { signal: 'latency_p95', compare: 'at-most', value: 2 };
  const runbook = { id: 'slow', title: 'Slow', hash: 'h', link: 'https://airb.example/runbooks/slow' };
  const alert = { ...refusalAlert, fingerprint: 'slow', title: 'Slow answers' };
  const joins = (watched?: RecoveryCheck[]) =>
    ({
      type: 'alert.arrive',
      alert,
      failure: 'slow',
      sibling: { failure: 'slow', runbook, ...(watched && { watched }) },
    }) as const;
  const ended = { type: 'alert.arrive', alert: { ...alert, status: 'resolved' } } as const;
  const slow = { ...well, latency: 3 };

  it('is over only when its own metrics are in range', () => {
    const story = incident42()
      .after(['14:20', alertmanager, joins([costs])], ['14:21', alertmanager, ended], ['14:32', ben, verify])
      .after([...step('14:36', slow)]);
    expect(story.incident).toMatchObject({ failing: ['latency_p95'], held: false });
    story.when('14:37', ben, resolve).refuses(/Latency p95 3 s, must be at most 2 s/);
    const held = story.after([...step('14:38', well)], [...step('14:48', well)]);
    expect(held.incident).toMatchObject({ held: true });
  });

  it('begins the watch anew when it joins while the recovery is watched', () => {
    const story = watching().after([...step('14:42', well)]);
    expect(story.incident).toMatchObject({ held: true });
    expect(story.after(['14:43', alertmanager, joins([costs])]).incident).toMatchObject({
      held: false,
      until: at('14:53'),
    });
  });

  it('is not over while its alert fires, be everything that is measured in range', () => {
    const story = incident42()
      .after(['14:20', alertmanager, joins()], ['14:32', ben, { ...verify, confirmed: ['alert slow'] }])
      .after([...step('14:36', well)], [...step('14:44', well)]);
    expect(story.incident).toMatchObject({ held: false, failing: [] });
    story.when('14:45', ben, resolve).refuses(/Slow: its alert “Slow answers” still fires\./, /override/);
    story
      .after(['14:44', ben, chosen])
      .when('14:45', ben, { ...resolve, override: 'its rule is broken' })
      .decides({ type: 'resolved', override: { reason: 'its rule is broken', failing: ['alert slow'] } });
    const quiet = story.after(
      ['14:44', ben, chosen],
      ['14:46', alertmanager, ended],
      [...step('14:46', well)],
    );
    quiet.when('14:47', ben, resolve).decides({ type: 'resolved' });
  });

  it('keeps the incident open where it begins after everything had held', () => {
    const story = watching().after([...step('14:42', well)], ['14:43', alertmanager, joins()]);
    expect(story.incident).toMatchObject({ held: true, failing: [] });
    story.when('14:44', ben, resolve).refuses(/its alert “Slow answers” still fires/);
  });

  it('is named to whoever ends the incident without the role', () => {
    const story = incident42().after(
      ['14:20', alertmanager, joins()],
      ['14:21', airb, read('14:21', levels('14:21', well))],
    );
    const cancel = { type: 'cancel' as const, reason: 'a false alarm' };
    story.when('14:22', ana, cancel).refuses(/slow: its alert “Slow answers” still fires/);
    story
      .when('14:22', ana, { ...cancel, confirmed: ['alert slow'] })
      .decides({ type: 'cancelled', reason: 'a false alarm', red: ['alert slow'] });
  });
});
