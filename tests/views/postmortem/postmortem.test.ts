import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { html } from '../../../src/documents/html.ts';
import { markdown } from '../../../src/documents/markdown.ts';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import { airb } from '../../../src/domain/people.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import { accountOf } from '../../../src/views/postmortem/account.ts';
import { frequency } from '../../../src/views/postmortem/frequency.ts';
import { postmortem } from '../../../src/views/postmortem/postmortem.ts';
import {
  ana,
  at,
  ben,
  chloe,
  event,
  levels,
  opening,
  promptChange,
  workedExample,
} from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

const draft = (events: IncidentEvent[]) => markdown(postmortem(events));

/** The text between one heading and the next of its rank. */
function section(text: string, title: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(title)) ?? '';
}

describe('the worked example, resolved', () => {
  const text = draft(workedExample());

  it('has every section, in the order of the requirement', () => {
    const titles = [...text.matchAll(/^## (.+)$/gm)].map((it) => it[1]);
    expect(titles).toEqual([
      'Summary',
      'Times',
      'Impact',
      'Root cause',
      'Quality metrics',
      'What was changed',
      'Timeline',
      'Communication',
      'People',
      'Approvals and overrides',
      'Evidence',
      'What went well',
      'What went poorly',
      'Action items',
      'Questions to the author',
      'Changes to the runbook',
      'Appendix: the log',
    ]);
  });

  it('tells a reader in a hurry all of it on the first page', () => {
    const summary = section(text, 'Summary');
    expect(summary).toContain('“Refusal rate” of Support bot, 4 % normally, stood at 19 %');
    expect(summary).toContain(
      'opened INC-42 as SEV3 at 14:10; at 14:14 it became SEV2 (paid traffic affected)',
    );
    expect(summary).toContain(
      '13 % of responses between 14:10 and 14:31; normal 4 %; at worst 19 % at 14:10',
    );
    expect(summary).toContain('“Ticket deflection” went from 42 % to 25 % at worst.');
    expect(summary).toMatch(/The prompt prompt-v7 .*: 79 %; the retrieval index kb-2025-02-15 .*: 21 %\./);
    expect(summary).toContain(
      'Rolling back the prompt from prompt-v7 to prompt-v6 at 14:17 partly contained it (“Refusal rate” 19 % → 8 %).',
    );
    expect(summary).toContain('Contained since 14:25, 15 min after the start.');
    expect(summary).toContain(
      '**What was slow.** Nothing, by the rule that slow is more than 10 min to the alert',
    );
    expect(summary).toMatch(
      /- \*\*A2\*\* Release the next prompt or retrieval index .* – Ana Lima, .*, by 2025-03-10/,
    );
    expect(summary.split(/\s+/).length).toBeLessThan(430);
  });

  it('has each time by its meaning, in one zone, and what a reader subtracts is what it says', () => {
    const times = section(text, 'Times');
    expect(times).toContain('| Declared | 14:10 | 3 s | the incident was opened as SEV3 |');
    expect(times).toContain('| Contained | 14:25 | 15 min | what contained it took effect |');
    expect(times).toContain('| Measured normal | 14:31 | 21 min |');
    expect(times).toContain('**40 min from change to alert:** prompt-v7 went live at 13:30');
  });

  it('says before, worst and last of what moved, and folds what did not into a sentence', () => {
    const metrics = section(text, 'Quality metrics');
    expect(metrics).toContain('| Refusal rate | key | 4 % by the file | 19 % | 5 % | in range, ≤ 6 % |');
    expect(metrics).toContain(
      '| Ticket deflection | business | 42 % by the file | 25 % | 41 % | in range, ≥ 40 % |',
    );
    expect(metrics).toContain(
      '2 signals stayed as usual, 1 of them judged for recovery and in range throughout: Unsafe answers and latency p95.',
    );
    expect(metrics.match(/^\| \d\d:\d\d /gm)?.length).toBeLessThanOrEqual(8);
  });

  it('says what each change did; a way back that was missing of a part it was about', () => {
    const changed = section(text, 'What was changed');
    expect(changed).toContain(
      '| Prompt | prompt-v7 → prompt-v6 | Ana Lima | Ben Okafor | 14:17 | partly contained it |',
    );
    expect(changed).toContain(
      '**Retrieval index → kb-2025-02-01 after 6 min:** Refusal rate 8 % → 5 % (normal 4 %)',
    );
    expect(changed).not.toContain('Missing ways back');
    const released = {
      ...promptChange,
      id: 'api-v18',
      kind: 'code' as const,
      part: 'code',
      from: 'api-v17',
      to: 'api-v18',
    };
    expect(
      section(draft(workedExample({ changes: [promptChange, released] })), 'What was changed'),
    ).toContain('**Service code** has no automatic rollback.');
  });

  it('keeps short and whole timeline apart', () => {
    expect(section(text, 'Timeline')).toContain('**★** “Paid customers in English');
    expect(section(text, 'Timeline')).not.toContain('Channel #inc');
    expect(section(text, 'Appendix')).toContain('Channel #inc');
  });

  it('lists evidence with hashes and names what is missing', () => {
    const evidence = section(text, 'Evidence');
    expect(evidence).toMatch(/`[0-9a-f]{64}`/);
    expect(evidence).toContain('4 pieces of evidence; 3 of them were saved');
    expect(evidence).toContain('Nobody saved “One full trace of a refused answer”.');
  });

  it('proposes an eval, a gate and work on the runbook, each with an owner of its own and a due date by its kind', () => {
    const rows = section(text, 'Action items')
      .split('\n')
      .filter((line) => /^\| A\d/.test(line));
    expect(rows[0]).toContain('“Twenty answers from paid English traffic, nine refused” into the eval set');
    expect(rows.map((row) => /\*\*(.*?)\.\*\*/.exec(row)?.[1])).toEqual([
      'Eval in CI',
      'Release gate',
      'Runbook',
      'Runbook',
    ]);
    expect(rows[1]).toMatch(/\| Ana Lima, owner of the incident \| 2025-03-10 \|$/);
  });

  it('turns skipped and noted steps into proposals for the runbook', () => {
    const changes = section(text, 'Changes to the runbook');
    expect(changes).toContain('Ana Lima skipped it, saying “no guardrail change in two weeks”');
    expect(changes).toContain('two parts had to go back, not one');
  });

  it('asks at most seven questions, and what was seen where a step was ticked without a finding', () => {
    expect(text.match(/❓ \*\*Question/g)?.length).toBeLessThanOrEqual(7);
    expect(section(text, 'Questions')).toMatch(
      /What was seen at “Compare the start with recent changes”.*ticked without a finding/,
    );
    expect(section(text, 'Questions')).not.toMatch(/What was seen at[^?]*“Read twenty refused answers”/);
  });

  it('needs nothing of Markdown that Confluence, Notion or Google Docs can’t read', () => {
    const item = {
      item: 1,
      what: 'Alert on refusals',
      kind: 'monitor',
      owner: ben,
      due: '2025-03-03',
    } as const;
    const shipped = 'https://example.org/pull/7';
    const noted: IncidentEvent[] = [
      event('15:00', ben, { type: 'action-item.added', ...item }),
      event('15:01', ben, { type: 'action-item.done', item: 1, shipped }),
    ];
    const kinds = new Set<string>();
    const tokens = marked.lexer(draft([...workedExample(), ...noted]));
    marked.walkTokens(tokens, (token) => {
      kinds.add(token.type);
      if (token.type === 'heading') expect(token.depth).toBeLessThanOrEqual(3);
      if (token.type === 'link') expect(token.href).toMatch(/^https?:/);
      // A list within a list or a list in a table is another one in each of them.
      if (token.type === 'list_item') expect(JSON.stringify(token.tokens)).not.toContain('"list_item"');
      if (token.type === 'table') for (const row of token.rows) expect(row).toHaveLength(token.header.length);
    });
    const text = ['blockquote', 'codespan', 'em', 'escape', 'heading', 'link', 'list', 'list_item'];
    expect([...kinds].sort()).toEqual([...text, 'paragraph', 'space', 'strong', 'table', 'text']);
  });

  it('is one page with the chart drawn in', () => {
    const page = html(postmortem(workedExample()));
    expect(page.match(/<svg class="chart" role="img"/g)).toHaveLength(1);
    expect(page.match(/class="mark rollback"/g)).toHaveLength(2);
  });
});

describe('how often it happened', () => {
  const told = (events: IncidentEvent[]) =>
    markdown({ title: '', kicker: '', facts: [], blocks: frequency(accountOf(events)) });
  const quiet = { alert: undefined };
  const read = (clock: string, refusals: number) =>
    event(clock, airb, {
      type: 'readings.taken',
      purpose: { for: 'demand' },
      sampledAt: at(clock),
      readings: levels(clock, { refusals, deflection: 0.4 }),
    });

  it('is the share itself, and not what exceeds normal: 28 % at a constant 28 %', () => {
    const events = [opening(quiet), read('14:15', 0.28), read('15:42', 0.28)];
    expect(told(events)).toContain(
      '**28 % of responses between 14:15 and 15:42**, normal 4 %; at worst 28 %',
    );
    expect(told(events)).toContain('still out of range');
  });

  it('counts a long spell for more than a short one', () => {
    const events = [opening(quiet), read('14:00', 0.24), read('15:00', 0.24), read('15:01', 0.04)];
    expect(told(events)).toContain('**24 % of responses between 14:00 and 15:01**');
  });

  it('runs to the reading that came back for good, past a lull', () => {
    const events = [
      opening(quiet),
      read('14:00', 0.2),
      read('14:10', 0.05),
      read('14:20', 0.2),
      read('14:30', 0.04),
    ];
    expect(told(events)).toContain('between 14:00 and 14:30');
  });

  it('covers what nobody read at the time, by the history of the signal', () => {
    const taken = read('14:30', 0.04);
    if (taken.type !== 'readings.taken') throw new Error('a reading');
    const history = [
      { signal: 'refusal_rate', from: at('13:50'), step: 600_000, values: [0.04, 0.3, 0.3, 0.3, 0.04] },
    ];
    expect(told([opening(quiet), { ...taken, history }])).toContain('between 14:00 and 14:30');
  });

  it('draws no line across what nobody measured, and says how much that is', () => {
    const taken = read('14:40', 0.04);
    if (taken.type !== 'readings.taken') throw new Error('a reading');
    const values = [0.04, 0.2, 0.2, null, null, 0.04];
    const history = [{ signal: 'refusal_rate', from: at('13:50'), step: 600_000, values }];
    const text = told([opening(quiet), { ...taken, history }]);
    expect(text).toContain('**20 % of responses between 14:00 and 14:40**');
    expect(text).toContain('It leaves out 30 min in which nothing was measured or the system was stopped.');
  });

  it('is a question when the log has one reading only, or nothing was out of range', () => {
    for (const readings of [[read('14:15', 0.32)], [read('14:15', 0.04), read('14:20', 0.04)]]) {
      expect(told([opening(quiet), ...readings])).toContain('too few bad readings');
      expect(draft([opening(quiet), ...readings])).toMatch(
        /❓ \*\*Question:\*\* .*What share of responses was affected/,
      );
    }
  });

  const withSignals = (key: string, change: (name: string) => object): Plan => {
    const plan = workedExamplePlan();
    return {
      ...plan,
      recovery: {
        ...plan.recovery,
        key: [{ signal: key, compare: 'at-most', value: key === 'latency_p95' ? 3 : 0.1 }],
      },
      signals: plan.signals.map((signal) => ({ ...signal, ...change(signal.name) })),
    };
  };
  const slow = (clock: string, latency: number, unsafe: number) =>
    event(clock, airb, {
      type: 'readings.taken',
      purpose: { for: 'demand' },
      sampledAt: at(clock),
      readings: levels(clock, { refusals: 0.04, deflection: 0.4, latency, unsafe }),
    });

  it('tells no share where the key metric is none: a latency, or a ratio of something else', () => {
    const latency = withSignals('latency_p95', () => ({}));
    const text = told([opening({ ...quiet, plan: latency }), slow('14:15', 6, 0), slow('14:25', 6, 0)]);
    expect(text).toContain('**Latency p95: 6 s on average between 14:15 and 14:25**, normal 1.8 s;');
    expect(text).toContain('It is no share of anything');
    expect(text).not.toContain('of responses between');
    const ratio = withSignals('refusal_rate', () => ({ shareOf: undefined }));
    const other = told([opening({ ...quiet, plan: ratio }), read('14:15', 0.28), read('15:42', 0.28)]);
    expect(other).toContain('**Refusal rate: 28 % on average between 14:15 and 15:42**');
    expect(other).not.toContain('of responses between');
  });

  it('tells what share was slow where the system file names the signal that says so', () => {
    const plan = withSignals('latency_p95', (name) =>
      name === 'latency_p95'
        ? { affected: 'unsafe_answers' }
        : name === 'unsafe_answers'
          ? { title: 'Slow answers', shareOf: 'answers' }
          : {},
    );
    const text = told([
      opening({ ...quiet, plan }),
      slow('14:15', 6, 0.3),
      slow('14:25', 6, 0.3),
      slow('14:35', 1, 0.01),
    ]);
    expect(text).toContain('**23 % of answers between 14:15 and 14:35**');
    expect(text).toContain('That is “Slow answers” on average over the window');
    expect(text).toContain('The window is that of “Latency p95”.');
  });
});

describe('an incident where little is known', () => {
  const text = draft([opening({ alert: undefined, roles: {}, changes: [] })]);

  it('asks for the category, which a postmortem needs, and what else only people know', () => {
    const questions = section(text, 'Questions');
    expect(questions).toContain('❓ **Question:** Which category was it');
    expect(questions).toContain('Who acted as commander, owner and communications?');
    expect(questions).toContain('What did users see, and which users?');
    expect(questions).toContain('How did the quality metrics move? No signal could be read.');
    expect(text.match(/❓ \*\*Question/g)?.length).toBeLessThanOrEqual(7);
  });

  it('says no more than it knows', () => {
    expect(section(text, 'Summary')).toContain('Nobody acknowledged the page.');
    expect(section(text, 'Summary')).toContain('still open');
    expect(section(text, 'Summary')).toContain('Nothing was changed through airb.');
    expect(section(text, 'Impact')).toContain('No person described in an update what users saw.');
    expect(section(text, 'Quality metrics')).toContain('No signal could be read');
    expect(section(text, 'Communication')).toContain('No update went out through airb.');
    expect(section(text, 'Action items')).toContain('| owner of the incident |');
  });

  it('draws no chart', () => {
    expect(html(postmortem([opening({ alert: undefined })]))).not.toContain('<svg');
  });
});

describe('rules set aside and deadlines missed', () => {
  const text = draft([
    opening(),
    event('15:10', airb, {
      type: 'update.missed',
      dueAt: at('15:10'),
      text: { users: 'Refusals 19 %.', since: '14:10', scope: '', mitigation: '' },
      nextDueAt: at('16:10'),
    }),
    event('15:11', airb, { type: 'update.escalated', rung: 0, person: chloe, dueAt: at('15:10') }),
    event('15:12', ana, {
      type: 'rollback.requested',
      action: 'rb-1',
      part: 'prompt',
      from: 'prompt-v7',
      to: 'prompt-v6',
      reason: 'first suspect',
      approvalsNeeded: 1,
      evidenceOverride: 'samples are private',
    }),
    event('15:13', ben, { type: 'rollback.declined', action: 'rb-1', reason: 'wrong suspect' }),
    event('15:20', ben, {
      type: 'resolved',
      override: { reason: 'launch at four', failing: ['refusal_rate'] },
    }),
  ]);

  it('names who overrode what and why', () => {
    const overrides = section(text, 'Approvals and overrides');
    expect(overrides).toContain(
      '**Ana Lima asked to roll back prompt on incomplete evidence:** samples are private.',
    );
    expect(overrides).toContain('**Ben Okafor resolved with Refusal rate out of range:** launch at four.');
  });

  it('counts cadence kept, and asks why not', () => {
    const told = section(text, 'Communication');
    expect(told).toContain('0 of 1 came from people in time (cadence kept: 0 %)');
    expect(told).toContain('escalated to Chloe Martin');
    expect(section(text, 'Questions')).toContain('❓ **Question:** What kept people');
  });

  it('shows a declined way back', () => {
    expect(section(text, 'What was changed')).toContain('the rollback was declined (wrong suspect)');
  });
});

describe('somebody let a rollback go on by break-glass', () => {
  it('is not counted as an approval', () => {
    const approved = { type: 'rollback.approved', action: 'a1' } as const;
    const text = draft([
      opening(),
      event('14:16', ana, {
        type: 'rollback.requested',
        action: 'a1',
        part: 'prompt',
        from: 'prompt-v7',
        to: 'prompt-v6',
        reason: 'refusals',
        approvalsNeeded: 2,
      }),
      event('14:17', ben, { ...approved, approvalsLeft: 1 }),
      event('14:28', chloe, {
        type: 'glass.broken',
        for: 'rollback',
        action: 'a1',
        reason: 'it doubles',
        unreached: ['Finn Berg'],
      }),
      event('14:28', chloe, { ...approved, approvalsLeft: 0 }),
    ]);
    expect(section(text, 'Approvals and overrides')).toContain(
      '1 of 2 approvals, by Ben Okafor; Chloe Martin let it go on by break-glass; asked for by Ana Lima.',
    );
    expect(section(text, 'What was changed')).toContain('Ben Okafor and Chloe Martin by break-glass');
  });
});
