import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import { airb } from '../../../src/domain/people.ts';
import type { PlanPart } from '../../../src/domain/runbooks/plan.ts';
import { bodiesOf, given, planWith, readyToRollBack, type Story } from '../../support/given.ts';
import { ana, ben, promptChange } from '../../support/worked-example.ts';

const current = { url: 'http://127.0.0.1:3000/prompt', path: 'live', headers: {} };

/** The parts of the plan, the prompt with more to say about its target. */
function parts(prompt: (part: PlanPart) => PlanPart): PlanPart[] {
  return planWith().parts.map((part) => (part.id === 'prompt' ? prompt(part) : part));
}

const blind = (part: PlanPart) => part;
const seeing = (part: PlanPart) => ({ ...part, current });
const repeatable = (part: PlanPart): PlanPart =>
  part.action ? { ...part, action: { ...part.action, idempotent: true } } : part;

/** Asked for at 14:16 and approved at 14:17. */
function running(prompt: (part: PlanPart) => PlanPart = blind): Story {
  return readyToRollBack({ severity: 'sev2', plan: { parts: parts(prompt) } }).after(
    ['14:16', ana, { type: 'rollback.request', part: 'prompt', reason: 'refusals followed it' }],
    ['14:17', ben, { type: 'rollback.approve', action: 'r1' }],
  );
}

type Attempt = Partial<Extract<CommandBody, { type: 'rollback.attempt' }>>;
const attempt = (facts: Attempt = {}): CommandBody => ({
  type: 'rollback.attempt',
  action: 'r1',
  doubt: false,
  ...facts,
});
type Answer = Partial<Extract<CommandBody, { type: 'rollback.responded' }>>;
const answer = (facts: Answer = {}): CommandBody => ({
  type: 'rollback.responded',
  action: 'r1',
  dryRun: false,
  ok: true,
  status: 200,
  response: '',
  ...facts,
});
/** Emptied, and nothing of it stays: what is live says nothing about it. */
const once = (): Story => {
  const kind = {
    id: 'flush',
    kind: 'cache',
    title: 'Empty it',
    loses: '',
    stops: false,
    once: true,
  } as const;
  const plan = { parts: parts(seeing), containment: [{ ...kind, part: 'prompt', to: 'emptied' }] };
  return readyToRollBack({ severity: 'sev2', plan }).after(
    ['14:16', ana, { type: 'rollback.request', part: 'prompt', to: 'emptied', reason: 'old answers in it' }],
    ['14:17', ben, { type: 'rollback.approve', action: 'r1' }],
  );
};
const called = (prompt?: (part: PlanPart) => PlanPart) => running(prompt).after(['14:17', airb, attempt()]);
const state = ({ incident }: Story) => incident.containments[0];

describe('before the target is called', () => {
  it('the state is asked, and the attempt is on the record', () => {
    const story = running()
      .when('14:17', airb, attempt())
      .decides({ type: 'rollback.attempted', action: 'r1' });
    expect(state(story)).toMatchObject({ status: 'running', called: true });
  });

  it('goes on where the live version can not be read, and says so', () => {
    running(seeing)
      .when('14:17', airb, attempt({ seen: { problem: 'it answered 503' } }))
      .decides({ type: 'rollback.attempted', action: 'r1', unread: 'it answered 503' });
  });

  it.each<[string, string, Attempt, string]>([
    ['the version is live already', '14:17', { seen: { version: 'prompt-v6' } }, 'prompt-v6 is live already'],
    [
      'another version is live',
      '14:17',
      { seen: { version: 'prompt-v8' } },
      'prompt-v8 is live now, not prompt-v7',
    ],
    ['the approval is old', '14:48', {}, 'it was approved 31 min ago, and an approval holds for 30 min'],
    [
      'another incident is not done with the part',
      '14:17',
      { rival: true },
      'another incident has called for the same part and does not know how it ended',
    ],
  ])('it is not called when %s', (_, clock, facts, because) => {
    const live = facts.seen && 'version' in facts.seen ? { live: facts.seen.version } : {};
    const story = running(seeing)
      .when(clock, airb, attempt(facts))
      .decides({ type: 'rollback.dropped', action: 'r1', because, ...live });
    expect(state(story)).toMatchObject({ status: 'dropped', because });
    expect(story.incident.versions.prompt).toBe('live' in live ? live.live : 'prompt-v7');
    expect(bodiesOf(story.asked(), 'say')).toHaveLength(1);
    expect(bodiesOf(story.asked(), 'read')).toEqual([]);
  });

  it('an approval holds as long as the system file says', () => {
    const short = (part: PlanPart): PlanPart =>
      part.action ? { ...part, action: { ...part.action, validFor: 60_000 } } : part;
    running(short).when('14:19', airb, attempt()).decides({
      type: 'rollback.dropped',
      action: 'r1',
      because: 'it was approved 2 min ago, and an approval holds for 1 min',
    });
    running(short).when('14:18', airb, attempt()).decides({ type: 'rollback.attempted', action: 'r1' });
  });

  it('it is not called once the incident is over', () => {
    running()
      .after(['14:18', ben, { type: 'cancel', reason: 'a test' }])
      .when('14:19', airb, attempt())
      .decides({ type: 'rollback.dropped', action: 'r1', because: 'INC-42 is cancelled' });
  });

  it('it is not called when a change has moved the part meanwhile', () => {
    const change = { ...promptChange, id: 'p8', from: 'prompt-v7', to: 'prompt-v8' };
    running()
      .after(['14:18', airb, { type: 'change.note', change }])
      .when('14:19', airb, attempt())
      .decides({ type: 'rollback.dropped', action: 'r1', because: 'prompt-v8 is live now, not prompt-v7' });
  });

  it('nothing that was sent is known to be nothing: it is asked again before the next try', () => {
    const delayed = called()
      .when('14:17', airb, { type: 'rollback.delay', action: 'r1', why: 'it can’t be reached' })
      .decides({ type: 'rollback.delayed', action: 'r1', why: 'it can’t be reached' });
    expect(state(delayed)).toMatchObject({ status: 'running', called: false });
    delayed.when('14:18', airb, attempt()).decides({ type: 'rollback.attempted', action: 'r1' });
  });

  it('may be asked for again after it was not run', () => {
    running()
      .after(['14:48', airb, attempt()])
      .after(['14:49', ben, { type: 'rollback.request', part: 'prompt', reason: 'again' }]);
  });
});

describe('what leaves no state behind', () => {
  it('is done whatever version is live, and no version tells that it failed', () => {
    const story = once().after(['14:17', airb, attempt({ seen: { version: 'prompt-v9' } })]);
    expect(state(story)).toMatchObject({ status: 'running', called: true });
    const seen = { version: 'prompt-v9' };
    const unclear = story.after(['14:18', airb, answer({ heard: 'queued', status: 202, seen })]);
    expect(state(unclear)).toMatchObject({ status: 'unconfirmed' });
    unclear
      .when('14:19', airb, { type: 'rollback.looked', action: 'r1', seen })
      .decides({ type: 'rollback.looked', action: 'r1', seen, more: true });
  });
});

describe('a person calls it off', () => {
  const stop: CommandBody = { type: 'rollback.stop', action: 'r1', reason: 'the index first' };

  it('before the target was called: then it never is', () => {
    const story = running()
      .when('14:18', ana, stop)
      .decides({ type: 'rollback.stopped', action: 'r1', reason: 'the index first' });
    expect(state(story)).toMatchObject({ status: 'stopped' });
    story.when('14:19', airb, attempt()).ignores();
  });

  it('after the target was called: what happened is not known, and the answer still counts', () => {
    const story = called().after(['14:18', ana, stop]);
    expect(state(story)).toMatchObject({ status: 'unconfirmed', called: true });
    story.when('14:19', airb, attempt({ doubt: true })).ignores();
    const late = story.after(['14:19', airb, answer()]);
    expect(state(late)).toMatchObject({ status: 'applied', took: 'accepted' });
  });

  it('and the call turns out never to have been sent', () => {
    const story = called().after(
      ['14:18', ana, stop],
      ['14:19', airb, { type: 'rollback.delay', action: 'r1', why: 'it can’t be reached' }],
    );
    expect(state(story)).toMatchObject({ status: 'dropped' });
  });

  it('and of several only the one that is meant, while it is still tried', () => {
    const both = called().after(
      ['14:18', ana, { type: 'rollback.request', part: 'index', reason: 'it changed too' }],
      ['14:18', ben, { type: 'rollback.approve', action: 'r2' }],
    );
    const off = (action: string) => ({
      type: 'rollback.stopped' as const,
      action,
      reason: 'no reason given',
    });
    both.when('14:19', ana, { type: 'rollback.stop', action: 'r2', reason: '  ' }).decides(off('r2'));
    both.when('14:19', ben, { type: 'rollback.stop', part: 'prompt', reason: '' }).decides(off('r1'));
    const done = both.after(['14:19', airb, answer()]);
    done.when('14:20', ben, { type: 'rollback.stop', reason: '' }).decides(off('r2'));
    done.when('14:20', ben, { ...stop, action: 'r1' }).refuses(/not trying to roll back anything/);
  });

  it('by its part, or all at once; and hears when there is nothing to call off', () => {
    running().after(['14:18', ana, { type: 'rollback.stop', part: 'prompt', reason: '' }]);
    running().after(['14:18', ana, { type: 'rollback.stop', reason: '' }]);
    running()
      .when('14:18', ana, { type: 'rollback.stop', part: 'index', reason: '' })
      .refuses('airb is not trying to roll back index right now.');
  });
});

describe('what the target answers', () => {
  it('is an acceptance, and no more, where nothing can be read back', () => {
    const story = called()
      .when('14:18', airb, answer({ heard: 'accepted' }))
      .decides({
        type: 'rollback.responded',
        action: 'r1',
        ok: true,
        status: 200,
        response: '',
        took: 'accepted',
      });
    expect(story.incident.versions.prompt).toBe('prompt-v6');
  });

  it('is confirmed by the live version, whatever the answer was', () => {
    for (const heard of ['accepted', 'queued', 'doubt', 'refused'] as const) {
      const story = called(seeing).after([
        '14:18',
        airb,
        answer({ heard, ok: heard !== 'refused', because: 'odd', seen: { version: 'prompt-v6' } }),
      ]);
      expect(state(story)).toMatchObject({ status: 'applied', took: 'confirmed' });
    }
  });

  it('is confirmed by what the system file calls a success', () => {
    const story = called().after(['14:18', airb, answer({ heard: 'expected' })]);
    expect(state(story)).toMatchObject({ status: 'applied', took: 'confirmed' });
  });

  it('moves nothing while the old version is still live', () => {
    const story = called(seeing)
      .when('14:18', airb, answer({ heard: 'accepted', seen: { version: 'prompt-v7' } }))
      .decides({
        type: 'rollback.unconfirmed',
        action: 'r1',
        heard: 'accepted',
        status: 200,
        response: '',
        because: 'prompt-v7 is still live',
      });
    expect(story.incident.versions.prompt).toBe('prompt-v7');
    expect(bodiesOf(story.asked(), 'read')).toEqual([]);
    expect(bodiesOf(story.asked(), 'look')).toMatchObject([{ action: 'r1', parts: [{ part: 'prompt' }] }]);
  });

  it.each(['queued', 'doubt'] as const)('%s is asked about where nothing can be read back', (heard) => {
    const story = called().after(['14:18', airb, answer({ heard, status: 202, because: 'it said 202' })]);
    expect(state(story)).toMatchObject({ status: 'unconfirmed', because: 'it said 202' });
    expect(story.incident.versions.prompt).toBe('prompt-v7');
    expect(bodiesOf(story.asked(), 'look')).toEqual([]);
    expect(bodiesOf(story.asked(), 'action')).toEqual([]);
  });

  it('is a failure when it was refused, and may be asked for again', () => {
    const story = called().after([
      '14:18',
      airb,
      answer({ heard: 'refused', ok: false, because: 'it answered 200 but said ok: false' }),
    ]);
    expect(state(story)).toMatchObject({ status: 'failed', because: 'it answered 200 but said ok: false' });
    expect(story.incident.versions.prompt).toBe('prompt-v7');
    story.after(['14:19', ben, { type: 'rollback.request', part: 'prompt', reason: 'again' }]);
  });

  it('is a failure when quite another version is live', () => {
    const story = called(seeing).after([
      '14:18',
      airb,
      answer({ heard: 'accepted', seen: { version: 'prompt-v9' } }),
    ]);
    expect(state(story)).toMatchObject({ status: 'failed', because: 'prompt-v9 is live now' });
    expect(story.incident.versions.prompt).toBe('prompt-v9');
  });
});

describe('an answer and the version that is live', () => {
  const told = (facts: Answer) => called(seeing).when('14:18', airb, answer(facts));
  const unconfirmed = (facts: object) => ({
    ...{ type: 'rollback.unconfirmed' as const, action: 'r1', status: 200, response: '' },
    ...{ heard: 'doubt' as const, because: '' },
    ...facts,
  });
  const still = { seen: { version: 'prompt-v7' } };

  it('that still is the old one is believed, also against what the system file calls a success', () => {
    told({ heard: 'expected', ...still }).decides(
      unconfirmed({ heard: 'accepted', because: 'prompt-v7 is still live' }),
    );
    told({ heard: 'queued', status: 202, response: 'job 7', ...still }).decides(
      unconfirmed({ heard: 'queued', status: 202, response: 'job 7', because: 'prompt-v7 is still live' }),
    );
    const refused = { status: 409, response: 'locked', because: 'it answered 409' };
    told({ heard: 'refused', ok: false, ...refused, ...still }).decides({
      ...{ type: 'rollback.responded', action: 'r1', ok: false, ...refused, live: 'prompt-v7' },
    });
  });

  it('that can not be read leaves it open, and says why', () => {
    told({ heard: 'accepted', seen: { problem: 'it answered 503' } }).decides(
      unconfirmed({ heard: 'accepted', because: "the live version can't be read: it answered 503" }),
    );
    told({ heard: 'queued' }).decides(
      unconfirmed({ heard: 'queued', because: 'the target did not say whether it is done' }),
    );
    told({ heard: 'doubt', seen: { version: 'prompt-v6' }, because: 'it timed out' }).decides({
      ...{ type: 'rollback.responded', action: 'r1', ok: true, status: 200, response: '' },
      ...{ took: 'confirmed', because: 'it timed out' },
    });
  });

  it('that comes again changes nothing: the looks do not begin anew, and what is known stays known', () => {
    const first = answer({ heard: 'queued', status: 202, response: 'job 7', because: 'it said 202' });
    const unclear = called(seeing).after(['14:18', airb, first]);
    unclear.when('14:19', airb, first).ignores();
    for (const other of [{ heard: 'doubt' as const }, { status: 200 }, { response: 'job 8' }])
      unclear.after(['14:19', airb, { ...first, ...other } as CommandBody]);
    const done = unclear.after(['14:19', airb, answer({ heard: 'expected' })]);
    done.when('14:20', airb, answer({ heard: 'refused', ok: false, status: 500 })).ignores();
    done.when('14:20', airb, { type: 'rollback.delay', action: 'r1', why: 'away' }).ignores();
    done
      .when('14:20', airb, { type: 'rollback.looked', action: 'r1', seen: { version: 'prompt-v9' } })
      .ignores();
    done.when('14:20', ana, { type: 'rollback.look', action: 'r1' }).ignores(/is known/);
  });

  it('of a trial run is told with its reason, and the rollback waits as before', () => {
    const waits = readyToRollBack({ severity: 'sev2' }).after([
      '14:16',
      ana,
      { type: 'rollback.request', part: 'prompt', reason: 'refusals followed it' },
    ]);
    const facts = { ok: false, status: 409, response: 'locked', because: 'it answered 409' };
    const story = waits.when('14:16', airb, answer({ dryRun: true, ...facts }));
    story.decides({ type: 'rollback.previewed', action: 'r1', ...facts });
    waits.when('14:16', airb, answer(facts)).ignores();
  });

  it('of what is not of this incident is no answer', () => {
    const action = 'r9';
    const story = called(seeing);
    story.when('14:18', airb, { ...attempt(), action } as CommandBody).ignores();
    story.when('14:18', airb, { type: 'rollback.delay', action, why: 'away' }).ignores();
    story.when('14:18', airb, { type: 'rollback.looked', action, seen: { version: 'prompt-v6' } }).ignores();
    for (const dryRun of [true, false]) story.when('14:18', airb, answer({ action, dryRun })).ignores();
    story.when('14:18', ana, { type: 'rollback.look', action }).refuses(/no rollback `r9`/);
    story.when('14:18', ana, { type: 'rollback.settle', action, done: true }).refuses(/no rollback `r9`/);
  });
});

describe('an answer was lost', () => {
  it('also where only one of the two knows: the attempt on the record, or whoever was about to make it', () => {
    const doubted = { type: 'rollback.unconfirmed', action: 'r1', heard: 'doubt', status: 0 } as const;
    const lost = { ...doubted, response: '', because: 'the answer to the call was lost' };
    called().when('14:18', airb, attempt()).decides(lost);
    running()
      .when('14:18', airb, attempt({ doubt: true }))
      .decides(lost);
  });

  it('never leads to a second call by itself', () => {
    const story = called()
      .when('14:20', airb, attempt({ doubt: true }))
      .decides({
        type: 'rollback.unconfirmed',
        action: 'r1',
        heard: 'doubt',
        status: 0,
        response: '',
        because: 'the answer to the call was lost',
      });
    expect(bodiesOf(story.asked(), 'action')).toEqual([]);
  });

  it('is looked at first', () => {
    const story = called(seeing).after([
      '14:20',
      airb,
      attempt({ doubt: true, seen: { version: 'prompt-v6' } }),
    ]);
    expect(state(story)).toMatchObject({ status: 'applied', took: 'confirmed' });
    const still = called(seeing).after([
      '14:20',
      airb,
      attempt({ doubt: true, seen: { version: 'prompt-v7' } }),
    ]);
    expect(state(still)).toMatchObject({ status: 'unconfirmed' });
    expect(bodiesOf(still.asked(), 'look')).toHaveLength(1);
  });

  it('leads to a second call only where the target says that it does no harm, and the state still allows it', () => {
    called(repeatable)
      .when('14:20', airb, attempt({ doubt: true }))
      .decides({ type: 'rollback.attempted', action: 'r1' });
    const late = called(repeatable).after(['14:50', airb, attempt({ doubt: true })]);
    expect(state(late)).toMatchObject({
      status: 'unconfirmed',
      because: 'an answer was lost, and it was approved 33 min ago, and an approval holds for 30 min',
    });
  });
});

describe('nobody knows how it ended', () => {
  const doubt = answer({ heard: 'doubt', status: 0, because: 'no answer came' });
  const unclear = (prompt?: (part: PlanPart) => PlanPart) => called(prompt).after(['14:18', airb, doubt]);

  it('holds the part until somebody knows', () => {
    unclear()
      .when('14:19', ana, { type: 'rollback.request', part: 'prompt', reason: 'again' })
      .refuses('A rollback of Prompt is not confirmed yet.');
  });

  it('airb looks a few times, then only asks', () => {
    const looked = (version: string): CommandBody => ({
      type: 'rollback.looked',
      action: 'r1',
      seen: { version },
    });
    let story = unclear(seeing);
    const times: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const due = story.asked().find(({ body }) => body.kind === 'look')?.dueAt ?? 0;
      times.push(due);
      const clock = new Date(due).toISOString().slice(11, 19);
      story = story.after([clock, airb, looked('prompt-v7')]);
    }
    expect(bodiesOf(story.asked(), 'look')).toEqual([]);
    expect(JSON.stringify(bodiesOf(story.asked(), 'say'))).toContain('still not confirmed');
    expect(new Set(times).size).toBe(5);
    const seen = story.after(['14:40', airb, looked('prompt-v6')]);
    expect(state(seen)).toMatchObject({ status: 'applied', took: 'confirmed' });
    expect(bodiesOf(seen.asked(), 'read')).toHaveLength(1);
  });

  it('what a look finds decides, and what it can not find decides nothing', () => {
    const queued = answer({ heard: 'queued', status: 202, response: 'job 7', because: 'it said 202' });
    const story = called(seeing).after(['14:18', airb, queued]);
    const looked = (seen: Extract<CommandBody, { type: 'rollback.looked' }>['seen']) =>
      story.when('14:19', airb, { type: 'rollback.looked', action: 'r1', seen });
    const away = { problem: 'it answered 503' };
    looked(away).decides({ type: 'rollback.looked', action: 'r1', seen: away, more: true });
    const answered = { type: 'rollback.responded', action: 'r1', status: 202, response: 'job 7' } as const;
    looked({ problem: 'the job failed', ended: true }).decides({
      ...{ ...answered, ok: false, because: 'the job failed' },
    });
    looked({ version: 'prompt-v6' }).decides({ ...answered, ok: true, took: 'confirmed' });
    const other = looked({ version: 'prompt-v9' }).decides({
      ...{ ...answered, ok: false, because: 'prompt-v9 is live now', live: 'prompt-v9' },
    });
    expect(other.incident.versions.prompt).toBe('prompt-v9');
    story
      .when('14:19', ben, { type: 'rollback.settle', action: 'r1', done: true })
      .decides({ ...answered, ok: true, took: 'said' });
    story.when('14:19', airb, { type: 'rollback.settle', action: 'r1', done: true }).refuses(/no rollback/);
  });

  it('a person may have it looked at again, or hears that airb can not look', () => {
    const again = unclear(seeing).after(['14:19', ana, { type: 'rollback.look', action: 'r1' }]);
    expect(again.asked().filter(({ body }) => body.kind === 'look')).toHaveLength(1);
    unclear()
      .when('14:19', ana, { type: 'rollback.look', action: 'r1' })
      .refuses(/no way to see/, /current:/);
  });

  it('a person says that it is done', () => {
    const done = unclear().after(['14:25', ana, { type: 'rollback.settle', action: 'r1', done: true }]);
    expect(state(done)).toMatchObject({ status: 'applied', took: 'said' });
    expect(done.incident.versions.prompt).toBe('prompt-v6');
    expect(bodiesOf(done.asked(), 'read')).toHaveLength(1);
  });

  it('a person says that it is not', () => {
    const not = unclear().after(['14:25', ana, { type: 'rollback.settle', action: 'r1', done: false }]);
    expect(state(not)).toMatchObject({
      status: 'failed',
      because: 'Ana Lima looked, and it did not take effect',
    });
    expect(not.incident.versions.prompt).toBe('prompt-v7');
    not.after(['14:26', ben, { type: 'rollback.request', part: 'prompt', reason: 'again' }]);
    not.when('14:27', ana, { type: 'rollback.settle', action: 'r1', done: true }).ignores(/is known/);
  });
});

describe('the systems themselves say what is live', () => {
  it('is asked at the opening where the system file says how, and only there', () => {
    const looks = (prompt: (part: PlanPart) => PlanPart) => {
      const [opened] = readyToRollBack({ plan: { parts: parts(prompt) } }).log;
      return opened ? bodiesOf(given(opened).asked(), 'look') : [];
    };
    expect(looks(seeing)).toEqual([{ kind: 'look', parts: [{ part: 'prompt', current }] }]);
    expect(looks(blind)).toEqual([]);
    const story = readyToRollBack({ plan: { parts: parts(seeing) } }).after([
      '14:10',
      airb,
      { type: 'versions', seen: [{ part: 'prompt', version: 'prompt-v8' }] },
    ]);
    expect(story.incident.versions.prompt).toBe('prompt-v8');
    expect(JSON.stringify(bodiesOf(story.asked(), 'say'))).toContain('prompt is prompt-v8, not prompt-v7');
    const asked = story.after(['14:16', ana, { type: 'rollback.request', part: 'prompt', reason: 'x' }]);
    expect(state(asked)?.from).toBe('prompt-v8');
  });

  it('is told in the room only where it differs or could not be read', () => {
    const seen = (one: { version: string } | { problem: string }) =>
      readyToRollBack({ plan: { parts: parts(seeing) } }).after([
        '14:10',
        airb,
        { type: 'versions', seen: [{ part: 'prompt', ...one }] },
      ]);
    expect(bodiesOf(seen({ version: 'prompt-v7' }).asked(), 'say')).toEqual([]);
    expect(JSON.stringify(bodiesOf(seen({ problem: 'away' }).asked(), 'say'))).toContain('could not be read');
    expect(seen({ problem: 'away' }).incident.versions.prompt).toBe('prompt-v7');
  });
});
