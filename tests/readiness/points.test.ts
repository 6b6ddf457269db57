import { describe, expect, it } from 'vitest';
import type { Library, SystemKind, SystemSpec } from '../../src/domain/runbooks/runbook.ts';
import { systemKinds } from '../../src/domain/runbooks/runbook.ts';
import { day } from '../../src/domain/time.ts';
import { assess, checklist } from '../../src/readiness/assess.ts';
import type { PastDrill } from '../../src/readiness/past.ts';
import { refusalAlert } from '../support/worked-example.ts';
import { answering, daysAgo, judged, now, part, past, perfect, pointOf, restsOn, shipped } from './given.ts';

describe('a system with nothing missing', () => {
  it.each(systemKinds)('scores 100 as %s', (kind) => {
    const { score, gaps } = judged(perfect({ kind }));
    expect(gaps).toEqual([]);
    expect(score).toBe(100);
  });

  it('says for every point what it rests on, and of what is met where that stands', () => {
    const { points } = judged(perfect());
    expect(points).toHaveLength(checklist.length);
    for (const point of points) {
      expect(point.question, point.id).toMatch(/\?$/);
      expect(point.why.length, point.id).toBeGreaterThan(40);
      expect(point.evidence.length, point.id).toBeGreaterThan(0);
    }
    const sourceless = points.filter(
      ({ state, evidence }) => state === 'met' && !evidence.some(({ file }) => file),
    );
    expect(sourceless.map(({ id }) => id)).toEqual(['runbooks', 'runbooks-reviewed']);
  });

  it('need not have a safe stop when it does not act', () => {
    const point = pointOf(judged(perfect({ kind: 'rag', safeStop: undefined })), 'safe-stop');
    expect(point).toMatchObject({
      state: 'not applicable',
      evidence: [{ says: 'a system of kind rag does not act by itself' }],
    });
  });
});

interface Broken {
  point: string;
  how: string;
  system?: Partial<SystemSpec>;
  library?: (library: Library) => Library;
  state: 'missing' | 'partly';
  says: RegExp;
  close: RegExp;
  /** What can't be broken without it. */
  also?: string[];
}

const whole = perfect();
const partsWith = (change: Record<string, Parameters<typeof part>[2]>) => ({
  parts: whole.parts.map((one) => ({ ...one, ...change[one.id] })),
});
const without = (kind: string) => ({ parts: whole.parts.filter((one) => one.kind !== kind) });
const unbased = (...names: string[]) => ({
  signals: whole.signals.map((one) => (names.includes(one.name) ? { ...one, baseline: undefined } : one)),
});
const unmeasured = (...names: string[]) => ({
  signals: whole.signals.filter(({ name }) => !names.includes(name)),
});
const runbookWith =
  (id: string, change: (runbook: Library['runbooks'][number]) => object) => (library: Library) => ({
    ...library,
    runbooks: library.runbooks.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
  });

const broken: Broken[] = [
  {
    point: 'prompts-separate',
    how: 'the prompt lies in the source',
    system: partsWith({ prompt: { separate: false } }),
    state: 'missing',
    says: /changes only with a deployment of code \[.*parts\.prompt\.separate\]/,
    close: /take `separate: false` out of `parts\.prompt` in `systems\/order-agent\.yaml`/,
  },
  {
    point: 'prompts-separate',
    how: 'no prompt is described',
    system: without('prompt'),
    state: 'missing',
    says: /no part is a prompt/,
    close: /`kind: prompt`/,
  },
  {
    point: 'models-pinned',
    how: 'the model is an alias',
    system: partsWith({ model: { pinned: false, live: 'large' } }),
    state: 'missing',
    says: /`large` is an alias .* \[.*parts\.model\.pinned\]/,
    close: /`parts\.model\.live`/,
  },
  {
    point: 'models-pinned',
    how: 'the model is said to be pinned but is called latest',
    system: partsWith({ model: { live: 'model-4-latest' } }),
    state: 'partly',
    says: /looks like an alias/,
    close: /dated version/,
  },
  {
    point: 'flag-fallback',
    how: 'there is no flag',
    system: without('flag'),
    state: 'missing',
    says: /no part is a flag/,
    close: /`kind: flag`/,
  },
  {
    point: 'flag-fallback',
    how: 'nobody wrote what users get then',
    system: { fallback: ' ' },
    state: 'partly',
    says: /nobody wrote what users get then \[.*: fallback\]/,
    close: /write `fallback`/,
  },
  {
    point: 'flag-fallback',
    how: 'the safe position of the flag is not said',
    system: partsWith({ flag: { lastKnownGood: undefined } }),
    state: 'partly',
    says: /which position is the safe one/,
    close: /`parts\.flag\.lastKnownGood`/,
    also: ['way-back'],
  },
  {
    point: 'way-back',
    how: 'one part goes back by hand',
    system: partsWith({ code: { action: undefined, manual: 'Deploy the tag before.' } }),
    state: 'partly',
    says: /^The code: only by hand \[.*parts\.code\]/,
    close: /give `parts\.code` an `action` with `dryRun`/,
  },
  {
    point: 'way-back',
    how: 'an action can’t be tried',
    system: {
      parts: whole.parts.map(({ action, ...rest }) =>
        rest.id === 'code' && action
          ? { ...rest, action: { ...action, dryRun: undefined } }
          : { ...rest, ...(action && { action }) },
      ),
    },
    state: 'partly',
    says: /can’t be tried without changing something/,
    close: /`parts\.code\.action\.dryRun`/,
  },
  {
    point: 'way-back',
    how: 'a part goes back to what is live',
    system: partsWith({ code: { lastKnownGood: 'code-2' } }),
    state: 'partly',
    says: /goes back to `code-2`, which is live/,
    close: /`parts\.code\.lastKnownGood`/,
  },
  {
    point: 'safe-stop',
    how: 'an agent can’t be stopped',
    system: { safeStop: undefined },
    state: 'missing',
    says: /not written \[.*: safeStop\]/,
    close: /`safeStop`/,
  },
  {
    point: 'hallucination-signal',
    how: 'what is normal is not said',
    system: unbased('unsupported_claims'),
    state: 'partly',
    says: /no normal value is given; .*\[.*signals\.unsupported_claims\]/,
    close: /`signals\.unsupported_claims\.baseline`/,
    also: ['runbooks'],
  },
  {
    point: 'hallucination-signal',
    how: 'nothing measures it',
    system: unmeasured('unsupported_claims'),
    state: 'missing',
    says: /nothing measures unsupported claims/,
    close: /Add `signals\.unsupported_claims`/,
    also: ['runbooks'],
  },
  {
    point: 'refusal-signal',
    how: 'only their fall alarms',
    library: runbookWith('refusal-spike', ({ triggers }) => ({
      triggers: triggers.filter(({ signal }) => signal !== 'refusal_rate'),
    })),
    state: 'partly',
    says: /normal 10 %; no limit alarms/,
    close: /`signal: refusal_rate`/,
  },
  {
    point: 'structure-signal',
    how: 'what is normal is not said',
    system: unbased('schema_violations'),
    state: 'partly',
    says: /no normal value is given; alarms \(`schema-breakage`\)/,
    close: /`signals\.schema_violations\.baseline`/,
  },
  {
    point: 'cost-signal',
    how: 'no cost is measured',
    system: unmeasured('cost_per_request', 'cost_per_hour', 'output_tokens'),
    state: 'missing',
    says: /nothing measures cost/,
    close: /`signals\.cost_per_request` or `signals\.cost_per_hour`/,
    also: ['runbooks'],
  },
  {
    point: 'latency-signal',
    how: 'no speed is measured',
    system: unmeasured('latency_p95', 'first_token_p95', 'workflow_completion', 'stuck_workflows'),
    state: 'missing',
    says: /nothing measures speed/,
    close: /`signals\.latency_p95`/,
    also: ['runbooks'],
  },
  {
    point: 'runbooks',
    how: 'a failure would not be seen',
    system: unmeasured('injection_hits'),
    state: 'partly',
    says: /`prompt-injection` would not be seen: injection_hits is not measured/,
    close: /`signals\.injection_hits`/,
  },
  {
    point: 'runbooks',
    how: 'something is measured that no runbook watches',
    system: {
      signals: [
        ...whole.signals,
        { name: 'mood', title: 'Mood', query: 'mood', unit: 'ratio', better: 'higher' },
      ],
    },
    state: 'partly',
    says: /^Mood: measured, but no runbook .* \[.*signals\.mood\]/,
    close: /watch `mood`/,
  },
  {
    point: 'runbooks',
    how: 'the generic runbook never comes to data',
    library: runbookWith('ai-triage', ({ diagnosis }) => ({
      diagnosis: { ...diagnosis, causes: diagnosis.causes.filter(({ category }) => category !== 'data') },
    })),
    state: 'partly',
    says: /`ai-triage` never comes to data \[library\/reliability\/ai-triage\.yaml: diagnosis\.causes\]/,
    close: /category data/,
  },
  {
    point: 'runbooks-reviewed',
    how: 'a review is overdue',
    library: runbookWith('refusal-spike', ({ review }) => ({
      review: { ...review, on: '2026-01-05', everyDays: 90 },
    })),
    state: 'partly',
    says: /`refusal-spike` was due on 2026-04-05 \[.*: review\.on\]/,
    close: /`library\/governance\/refusal-spike\.yaml`.*`review\.on`/,
  },
  {
    point: 'owners',
    how: 'one person owns both sides',
    system: { businessOwner: 'dev' },
    state: 'partly',
    says: /Dev Patel \[.*: businessOwner\]/,
    close: /two persons/,
  },
  {
    point: 'owners',
    how: 'an owner is nobody',
    system: { businessOwner: 'zed' },
    state: 'partly',
    says: /nobody .* is called `zed`/,
    close: /`businessOwner`/,
    also: ['reachable'],
  },
  {
    point: 'on-call',
    how: 'there is one rung',
    system: { onCall: [{ people: ['dev', 'ana'], after: 60_000 }] },
    state: 'partly',
    says: /1 rung with 2 people: Dev Patel and Ana Lima \[.*: onCall\]/,
    close: /Add a rung/,
  },
  {
    point: 'on-call',
    how: 'both rungs are the same person',
    system: {
      onCall: [
        { people: ['dev'], after: 60_000 },
        { people: ['dev'], after: 60_000 },
      ],
    },
    state: 'missing',
    says: /2 rungs with 1 person/,
    close: /somebody else/,
  },
  {
    point: 'reachable',
    how: 'somebody on call has no address',
    library: (library) => ({
      ...library,
      organization: {
        ...library.organization,
        people: library.organization.people.map((one) =>
          one.id === 'dev' ? { id: 'dev', name: one.name } : one,
        ),
      },
    }),
    state: 'partly',
    says: /Dev Patel: no chat account and no e-mail address \[organization\.yaml: people\.dev\]/,
    close: /`slack`, `teams` or `email` to `people\.dev`/,
  },
  {
    point: 'contacts',
    how: 'a high risk has no legal contact',
    system: { contacts: { risk: 'finn', security: 'ben' } },
    state: 'partly',
    says: /no legal contact \[.*contacts\.legal\]/,
    close: /`contacts\.legal`.*a high risk asks for risk, legal and security/,
  },
  {
    point: 'audiences',
    how: 'nobody hears the updates',
    system: { audiences: [] },
    state: 'missing',
    says: /no audience \[.*: audiences\]/,
    close: /`audiences`/,
  },
  {
    point: 'audiences',
    how: 'nobody hears those of sev1',
    library: (library) => ({
      ...library,
      organization: {
        ...library.organization,
        audiences: library.organization.audiences.map((one) => ({ ...one, severities: ['sev2', 'sev3'] })),
      },
    }),
    state: 'partly',
    says: /nobody hears updates in sev1/,
    close: /Add sev1/,
  },
  {
    point: 'degradation-tested',
    how: 'the fallback was never tried',
    system: { fallbackTested: undefined },
    state: 'missing',
    says: /no day is given \[.*: fallbackTested\]/,
    close: /`fallbackTested`/,
  },
  {
    point: 'degradation-tested',
    how: 'it was tried long ago',
    system: { fallbackTested: '2026-03-02' },
    state: 'partly',
    says: /tried on 2026-03-02, longer than 180 days ago/,
    close: /on purpose/,
  },
  {
    point: 'degradation-tested',
    how: 'the day lies ahead',
    system: { fallbackTested: '2027-01-01' },
    state: 'missing',
    says: /2027-01-01 has not come yet/,
    close: /`fallbackTested`/,
  },
  {
    point: 'drill',
    how: 'nothing was ever played',
    system: { drill: undefined },
    state: 'missing',
    says: /no day is given \[.*: drill\]/,
    close: /`drill: \{ on: <day>/,
  },
  {
    point: 'drill',
    how: 'it was played long ago',
    system: { drill: { on: '2026-06-01', what: 'A queue was stopped.' } },
    state: 'partly',
    says: /by hand in the file: played on 2026-06-01, longer than 90 days ago/,
    close: /Play one of its scenarios/,
  },
];

describe('one thing breaks, and the score falls and says which', () => {
  it.each(broken)('$point: $how', ({ point: id, system, library, state, says, close, also = [] }) => {
    const result = judged(perfect(system), [], library?.(shipped) ?? shipped);
    expect(result.score).toBeLessThan(100);
    expect(result.gaps.map(({ point }) => point.id).sort()).toEqual([id, ...also].sort());
    const point = pointOf(result, id);
    expect(point.state).toBe(state);
    expect(restsOn(point)).toContainEqual(expect.stringMatching(says));
    expect(point.close).toMatch(close);
  });

  it('covers every point; those the log alone can break stand with the log', () => {
    const byLog = ['alerts-mapped', 'postmortems'];
    const covered = new Set([...broken.map(({ point }) => point), ...byLog]);
    expect(checklist.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
  });

  it.each<[SystemKind, string]>([
    ['classifier', 'prompts-separate'],
    ['search', 'structure-signal'],
    ['classifier', 'hallucination-signal'],
    ['search', 'refusal-signal'],
  ])('a %s is not asked for %s', (kind, id) => {
    const bare = perfect({ kind, parts: without('prompt').parts, signals: [] });
    expect(pointOf(judged(bare), id).state).toBe('not applicable');
  });
});

describe('what is only partly there', () => {
  it('is worth more by an action with a dry run than by one without, and least by hand', () => {
    const [, , , code] = whole.parts;
    const bare = { ...code, action: code?.action && { ...code.action, dryRun: undefined } };
    const by = (change: object) => pointOf(judged(perfect(partsWith({ code: change }))), 'way-back').share;
    const shares = [
      by({}),
      by(bare),
      by({ action: undefined, manual: 'x' }),
      by({ lastKnownGood: undefined }),
    ];
    expect(shares).toEqual([1, 0.95, 0.875, 0.75]);
  });

  it('never rounds up to 100', () => {
    const many = Array.from({ length: 60 }, (_, n) => part(`p${n}`, 'data'));
    const last = part('last', 'data', { action: undefined, manual: 'x' });
    expect(judged(perfect({ parts: [...whole.parts, ...many, last] })).score).toBe(99);
  });
});

describe('a day counts until its window closes', () => {
  it.each([
    [180, 'met'],
    [182, 'partly'],
  ])('the fallback tried %i days ago is %s', (days, state) => {
    const on = new Date(daysAgo(days)).toISOString().slice(0, 10);
    expect(pointOf(judged(perfect({ fallbackTested: on })), 'degradation-tested').state).toBe(state);
  });

  it('a drill of today counts in every time zone', () => {
    const tomorrow = new Date(daysAgo(0) + day / 2).toISOString().slice(0, 10);
    expect(pointOf(judged(perfect({ drill: { on: tomorrow, what: 'x' } })), 'drill').state).toBe('met');
  });
});

describe('what the log shows', () => {
  const bare = { fallbackTested: undefined, drill: undefined };

  it('a rollback through airb that was measured is a tested way to run degraded', () => {
    const log = [past({ rollbacks: [{ part: 'prompt', at: daysAgo(10), verdict: 'contained' }] })];
    const point = pointOf(judged(perfect(bare), log), 'degradation-tested');
    expect(point.state).toBe('met');
    expect(restsOn(point)).toContain(
      '`prompt` was rolled back through airb on 2026-11-12: contained [INC-7]',
    );
  });

  it('an incident worked to its end is practice, and said to be a real one', () => {
    const point = pointOf(judged(perfect(bare), [past()]), 'drill');
    expect(point.state).toBe('met');
    expect(restsOn(point)).toContain(
      'real: worked to its end on 2026-11-12, 4 steps done; that counts as practice [INC-7]',
    );
  });

  it('a drill that was passed is practice; one that was not is none, and outweighs a day typed into the file', () => {
    const one = { number: 9, system: 'perfect', at: daysAgo(5), scenario: 'support-bot', points: 100 };
    const typed = perfect();
    const drill = { ...one, system: typed.id };
    const withDrills = (system: typeof typed, ...drills: PastDrill[]) =>
      assess(
        { ...shipped, systems: [system] },
        { incidents: [], drills, looked: answering(system) },
        now,
      ).systems[0]?.points.find(({ id }) => id === 'drill');
    const passed = withDrills(perfect(bare), { ...drill, passed: true, stopped: false });
    expect(passed).toMatchObject({
      state: 'met',
      evidence: [{ incidents: [9], says: 'drill of support-bot on 2026-11-17: 100 of 100 points, passed' }],
    });
    const stopped = withDrills(typed, { ...drill, passed: false, stopped: true });
    expect(stopped).toMatchObject({
      state: 'missing',
      evidence: [
        { says: expect.stringContaining('stopped, which is no practice') },
        { says: expect.stringContaining('by hand in the file') },
        {},
      ],
    });
    expect(withDrills(typed)).toMatchObject({ state: 'met' });
  });

  it.each([
    ['it is open', past({ resolvedAt: undefined })],
    ['nobody did a step', past({ stepsDone: 0 })],
    ['it is too long ago', past({ openedAt: daysAgo(100), resolvedAt: daysAgo(95) })],
    ['it was of another system', past({ system: 'support-bot' })],
  ])('an incident is no practice when %s', (_, incident) => {
    expect(pointOf(judged(perfect(bare), [incident]), 'drill').state).toBe('missing');
  });

  const strange = {
    ...refusalAlert,
    failure: undefined,
    labels: { alertname: 'Strange`Thing', system: 'order-agent' },
  };

  it('an alert that fell to the generic runbook is a gap, with its incident and day', () => {
    const mapped = past({ number: 8, alerts: [refusalAlert] });
    const fell = past({ alerts: [{ ...strange, startsAt: daysAgo(10) }], unmapped: true });
    const result = judged(perfect(), [mapped, fell]);
    expect(result.gaps.map(({ point }) => point.id)).toEqual(['alerts-mapped']);
    const point = pointOf(result, 'alerts-mapped');
    expect(point).toMatchObject({ state: 'partly', share: 0.5 });
    expect(restsOn(point)).toEqual([
      '1 of 2 alerts in 90 days found a runbook [INC-8, INC-7]',
      '“Support bot refuses too much” on 2026-11-12 fell to `ai-triage` [INC-7]',
    ]);
    expect(point.close).toMatch(/`alertname: Strange'Thing` to `match`.*`airb runbooks match/);
  });

  it('an alert that has been mapped since is no gap any more', () => {
    const fell = past({ alerts: [{ ...strange, startsAt: daysAgo(10) }], unmapped: true });
    const mapped: Library = {
      ...shipped,
      runbooks: shipped.runbooks.map((one) =>
        one.id === 'quality-drift'
          ? { ...one, match: [...one.match, { labels: { alertname: 'Strange`Thing' } }] }
          : one,
      ),
    };
    const point = pointOf(judged(perfect(), [fell], mapped), 'alerts-mapped');
    expect(point.state).toBe('met');
    expect(restsOn(point)).toContain('1 alert that fell to the generic runbook would find one today');
  });

  it('a resolved incident without a draft is owed its postmortem once it is due', () => {
    const owed = past({ postmortem: { drafted: false, dueAt: daysAgo(5) } });
    const soon = past({ number: 8, postmortem: { drafted: false, dueAt: daysAgo(-2) } });
    const result = judged(perfect(), [owed, soon]);
    expect(result.gaps.map(({ point }) => point.id)).toEqual(['postmortems']);
    const point = pointOf(result, 'postmortems');
    expect(restsOn(point)).toContain('no draft, due since 2026-11-17 [INC-7]');
    expect(point.close).toContain('`/airb #7 postmortem`');
    expect(pointOf(judged(perfect(), [soon]), 'postmortems').state).toBe('met');
  });
});
