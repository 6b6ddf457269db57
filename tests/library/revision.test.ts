import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { markdown } from '../../src/documents/markdown.ts';
import type { DrillFacts } from '../../src/domain/incident/drill-facts.ts';
import type { EventBody } from '../../src/domain/incident/events.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import type { Verdict } from '../../src/domain/response/verdict.ts';
import { usedOf } from '../../src/domain/revision/used.ts';
import { compilePlan } from '../../src/domain/runbooks/compile.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { type FoundFile, libraryFiles } from '../../src/library/folder.ts';
import { type Loaded, loadFiles } from '../../src/library/load.ts';
import { gatherUsed } from '../../src/library/revision/gather.ts';
import { proposalFor } from '../../src/library/revision/revision.ts';
import { proposalDocument, proposalMessage } from '../../src/views/runbook/proposal.ts';
import { ana, ben, event, opening } from '../support/worked-example.ts';

const file = 'library/governance/refusal-spike.yaml';
/** No more files than it takes, each read once. */
const cache = new Map();
const few = /organization|support-bot|refusal-spike|ai-triage/;
const loaded = loadFiles(
  libraryFiles('runbooks').filter((one) => few.test(one.file)),
  { cache },
);
const library = loaded.library as Library;

const played: DrillFacts = {
  scenario: 'support-bot',
  truth: { parts: ['prompt'], causes: [] },
  people: [ana],
  policy: [],
  deciders: { approvers: [], systemApprovers: [], commanders: [] },
};

type Row = [clock: string, body: EventBody];

/** An incident of the support bot that used the shipped runbook, resolved unless it says otherwise. */
function incident(
  number: number,
  rows: Row[],
  facts: { private?: boolean; open?: boolean; drill?: boolean; noWayBackOf?: string } = {},
) {
  const runbook = library.runbooks.find(({ id }) => id === 'refusal-spike');
  const system = library.systems.find(({ id }) => id === 'support-bot');
  if (!runbook || !system) throw new Error('the samples have no refusal-spike or support-bot');
  const around = { pagers: [], chats: ['slack'], links: {}, at: 0 };
  const plan = compilePlan(library, { runbook, system }, around);
  const parts = plan.parts.map(({ action, ...part }) =>
    action === undefined || part.id === facts.noWayBackOf ? part : { ...part, action },
  );
  const end: Row[] = facts.open ? [] : [['15:40', { type: 'resolved' }]];
  const events = [
    opening({
      number,
      plan: { ...plan, parts },
      private: facts.private ?? false,
      ...(facts.drill && { drill: played }),
    }),
    ...[...rows, ...end].map(([clock, body]) => event(clock, number % 2 === 0 ? ana : ben, body)),
  ];
  const state = fold(nothing, events) as Opened;
  return { incident: state, events, used: usedOf(state, events), runbook };
}

function propose(all: ReturnType<typeof incident>[], files: Loaded = loaded) {
  const last = all.at(-1);
  if (last === undefined) throw new Error('no incident');
  const used = all.map((one) => one.used);
  return proposalFor({ incident: last.incident, used, loaded: files, pinned: last.runbook, cache });
}

/** The files with this one changed. */
function withText(change: (text: string) => string | undefined): Loaded {
  const files = loaded.found.flatMap((one): FoundFile[] => {
    if (one.file !== file) return [one];
    const text = change(new TextDecoder().decode(one.bytes));
    return text === undefined ? [] : [{ file, bytes: new TextEncoder().encode(text) }];
  });
  return loadFiles(files, { cache });
}

const skip = (step: string, reason: string): EventBody => ({ type: 'step.skipped', step, reason });
const useless: EventBody = {
  type: 'step.unhelpful',
  step: 'triage.check-retrieval',
  why: 'the old index\nis: never "served" # here',
};
const added: EventBody = {
  type: 'step.suggested',
  section: 'rollback',
  title: 'Ask the provider: what did they # change?',
  look: 'Their status page, and a ticket.',
};
const turn: Row[] = [
  ['14:20', { type: 'diagnosis.answered', check: 'ought-to', answer: 'rightly' }],
  ['14:25', { type: 'diagnosis.undone', check: 'ought-to', answer: 'rightly', all: false }],
  ['14:26', { type: 'diagnosis.answered', check: 'ought-to', answer: 'ordinary' }],
];

describe('given what people said and did in an incident', () => {
  const proposal = propose([incident(42, [...turn, ['14:30', useless], ['15:00', added]])]);

  it('the patch puts lines between those of the file and changes none', () => {
    expect(proposal.standing).toBe('proposed');
    const before = proposal.diff?.split('\n').filter((line) => /^-(?!--)/.test(line));
    expect(before).toEqual([]);
    expect(proposal.diff).toContain(`--- a/${file}\n+++ b/${file}\n@@`);
    expect(proposal.text?.endsWith('everyDays: 180 }\n')).toBe(true);
  });

  it('each hunk says why, with the incidents, and words of people stay words', () => {
    expect(proposal.hunks.map(({ lesson, text }) => [lesson.rule, text])).toEqual([
      [
        'unhelpful',
        '    # airb: Said to be of no help in INC-42: reword it, or say when it helps. They wrote: “the old index is: never\n    # "served" # here”.\n',
      ],
      [
        'added',
        [
          '    # airb: A step that people lacked in INC-42.',
          '    - id: ask-the-provider-what',
          '      title: "Ask the provider: what did they # change?"',
          '      look: Their status page, and a ticket.',
          '      means: "To be said by whoever knows: which finding points where."',
          '',
        ].join('\n'),
      ],
      [
        'taken-back',
        '        # airb: Taken back in INC-42 for “No, ordinary questions”: say what tells the two apart.\n',
      ],
    ]);
  });

  it('as data only the step is new, and the linter finds nothing new', () => {
    const runbook = loaded.found.find((one) => one.file === file);
    const before = parse(new TextDecoder().decode(runbook?.bytes));
    const after = parse(proposal.text ?? '');
    expect(after.rollback.steps.pop()).toMatchObject({ id: 'ask-the-provider-what' });
    expect(after).toEqual(before);
    expect(withText(() => proposal.text).findings).toEqual(loaded.findings);
  });

  it('a file that took it up already is not patched again', () => {
    const again = propose(
      [incident(42, [...turn, ['14:30', useless], ['15:00', added]])],
      withText(() => proposal.text),
    );
    expect(again).toMatchObject({ standing: 'nothing', moved: true, hunks: [] });
    expect(again.left.map(({ why }) => why)).toEqual([
      'the file says so already',
      'the section rollback has that step already',
      'the file says so already',
    ]);
  });
});

describe('what only behaviour says has to come again', () => {
  const step = 'triage.check-segment';

  it('one skip is told and not proposed; two of three are, with the reasons', () => {
    const once = propose([incident(42, [['14:30', skip(step, 'no segments here')]])]);
    expect(once.hunks).toEqual([]);
    expect(once.below.map(({ rule, title }) => `${rule} ${title}`)).toContain(
      'skipped Find who is not affected',
    );
    const twice = propose([
      incident(7, [['14:30', skip(step, 'no segments here')]]),
      incident(9, [['14:30', { type: 'step.done', step }]]),
      incident(42, [['14:31', skip(step, 'one language only')]]),
    ]);
    expect(twice.hunks.find(({ lesson }) => lesson.rule === 'skipped')?.text).toContain(
      'Skipped in 2 of 3 incidents (INC-7 and INC-42)',
    );
    expect(twice.text).toContain('- id: check-segment');
  });

  it('the step that was waited for longest, from the second incident on; an open one proves nothing', () => {
    const slow: Row[] = [
      ['14:30', { type: 'step.done', step: 'triage.read-twenty' }],
      ['15:10', { type: 'step.done', step: 'triage.who-refused' }],
    ];
    const rules = (all: ReturnType<typeof incident>[]) => propose(all).hunks.map(({ lesson }) => lesson.rule);
    expect(rules([incident(41, slow), incident(42, slow)])).toContain('slow');
    expect(rules([incident(41, slow), incident(42, slow, { open: true })])).not.toContain('slow');
    expect(propose([incident(42, slow)]).times[0]).toMatchObject({
      step: 'triage.who-refused',
      took: 2_400_000,
    });
  });

  it('a step that nobody settled three times, where the rest of the checklist was worked through', () => {
    const most: Row[] = ['read-twenty', 'who-refused', 'line-up-changes', 'check-retrieval'].map((id) => [
      '14:30',
      { type: 'step.done', step: `triage.${id}` },
    ]);
    const all = [...most, ['14:31', { type: 'step.done', step: 'rollback.save-first' }]] as Row[];
    const more = [...all, ['14:32', { type: 'step.done', step: 'recovery.replay' }]] as Row[];
    const left = (rows: Row[]) =>
      propose([incident(40, rows), incident(41, rows), incident(42, rows)]).hunks.flatMap(({ lesson }) =>
        lesson.rule === 'untouched' ? [lesson.title] : [],
      );
    expect(left(more)).toContain('Find who is not affected');
    expect(left(most)).toEqual([]);
  });

  it('words of a private incident stay there', () => {
    const { diff } = propose([incident(42, [['14:30', useless]], { private: true })]);
    expect(diff).toContain('Said to be of no help in INC-42');
    expect(diff).not.toContain('never');
  });

  it('and so does a step that people lacked there; that one is lacking is said', () => {
    const used = [
      incident(
        42,
        [
          ['14:30', useless],
          ['15:00', added],
        ],
        { private: true },
      ),
    ];
    const proposal = propose(used);
    const document = proposalDocument(proposal);
    const told = [proposal.text, proposal.diff, proposalMessage(proposal), markdown(document)].join('\n');
    expect(told).not.toMatch(/provider: what did|status page, and a ticket/);
    expect(told).toMatch(/A step that people lacked in INC-42.*stays in the private incident/);
  });

  it('a drill proposes what people say outright, and nothing that it only played', () => {
    const rows: Row[] = [['14:30', useless], ['15:00', added], ...turn];
    const rules = (all: ReturnType<typeof incident>[]) => {
      const { hunks, below } = propose(all);
      return new Set([...hunks.map(({ lesson }) => lesson.rule), ...below.map(({ rule }) => rule)]);
    };
    expect(rules([incident(42, rows)])).toContain('taken-back');
    expect([...rules([incident(42, rows, { drill: true })])]).toEqual(['unhelpful', 'added']);
  });

  it('and no other incident learns from a drill, nor a drill from them', async () => {
    const asked: unknown[] = [];
    const gather = (drill: boolean) => {
      const { events } = incident(42, [['14:30', useless]], { drill });
      const records = {
        events: async () => events.map((one, n) => ({ seq: n + 1, event: one })),
        heads: async (filter: unknown) => {
          asked.push(filter);
          return [];
        },
        document: async () => undefined,
      };
      return gatherUsed(records as never, 42);
    };
    expect((await gather(false))?.used).toHaveLength(1);
    expect((await gather(true))?.used).toHaveLength(1);
    expect(asked).toEqual([expect.objectContaining({ drill: false, private: false })]);
  });
});

/** A change of a part from one version to another, with what was measured of it. */
function changed(
  clock: string,
  { part, from, to }: { part: string; from: string; to: string },
  facts: { verdict: Verdict; manual?: boolean },
): Row[] {
  const action = `${part}-${to}`;
  const wish = { reason: 'as the diagnosis says', approvalsNeeded: 0 };
  return [
    [`${clock}:00`, { type: 'rollback.requested', action, part, from, to, ...wish }],
    [`${clock}:10`, { type: 'rollback.started', action, manual: facts.manual ?? false }],
    [`${clock}:20`, { type: 'rollback.responded', action, ok: true, status: 200, response: '' }],
    [`${clock}:50`, { type: 'containment.judged', action, verdict: facts.verdict, signals: [] }],
  ];
}

describe('what the measurements and the records say counts at once', () => {
  const back = { part: 'prompt', from: 'prompt-v7', to: 'prompt-v6' };
  const forth = { part: 'prompt', from: 'prompt-v6', to: 'prompt-v7' };
  const found: Row = ['14:20', { type: 'diagnosis.concluded', cause: 'prompt', because: 'it came with v7' }];

  it('a cause whose rollback did not help is a wrong turn of the tree', () => {
    const { hunks } = propose([incident(42, [found, ...changed('14:25', back, { verdict: 'no effect' })])]);
    expect(hunks.map(({ lesson }) => lesson.rule)).toEqual(['refuted']);
    expect(hunks[0]?.text).toBe(
      '    # airb: Found in INC-42, and its rollback measurably did not help: say what else would have to be seen.\n',
    );
  });

  it('but none where the rollback helped, whatever its end or a rollback before the diagnosis did', () => {
    const rules = (rows: Row[]) => propose([incident(42, rows)]).hunks.map(({ lesson }) => lesson.rule);
    const helped = changed('14:25', back, { verdict: 'contained' });
    expect(rules([found, ...helped, ...changed('14:35', forth, { verdict: 'worse' })])).toEqual([]);
    expect(rules([...changed('14:15', back, { verdict: 'worse' }), found])).toEqual([]);
  });

  it('a rollback done by hand, for which the system file names no way, becomes a known limit that lints', () => {
    const rows = changed('14:25', back, { verdict: 'contained', manual: true });
    const { hunks, text } = propose([incident(42, rows, { noWayBackOf: 'prompt' })]);
    expect(hunks.map(({ lesson }) => lesson.rule)).toEqual(['by-hand']);
    const limits: string[] = parse(text ?? '').knownLimits;
    expect(limits.at(-1)).toBe(
      'On support-bot, prompt is rolled back by hand: its file names no way to do it (INC-42).',
    );
    expect(withText(() => text).findings).toEqual(loaded.findings);
    expect(propose([incident(42, rows)]).hunks).toEqual([]);
  });

  it('evidence that nobody gave twice is named, and at once where somebody had to go on without it', () => {
    const rules = (all: ReturnType<typeof incident>[]) =>
      propose(all).hunks.map(({ lesson }) => `${lesson.rule} ${lesson.title}`);
    expect(rules([incident(42, [])])).toEqual([]);
    const twice = rules([incident(41, []), incident(42, [])]);
    expect(twice).toContain('not-given Guardrail decision and policy id of a refused request');
    const [[clock, asked], ...rest] = changed('14:25', back, { verdict: 'contained' }) as [Row, ...Row[]];
    const without = { ...asked, evidenceOverride: 'the gateway keeps no decision' } as EventBody;
    const { hunks } = propose([incident(42, [[clock, without], ...rest])]);
    expect(hunks.map(({ text }) => text).join('')).toMatch(/“the gateway\s+# keeps no decision”/);
  });
});

describe('a runbook that is not what it was', () => {
  const said = [incident(42, [['14:30', useless], ['15:00', added], ...turn])];

  it('what lost its place or was reworded is named and not forced', () => {
    const moved = propose(
      said,
      withText((text) =>
        text
          .replace('title: Compare what retrieval returns', 'title: Compare what retrieval returns today')
          .replace(/^ {8}rightly:/m, '        rightfully:'),
      ),
    );
    expect(moved).toMatchObject({ standing: 'proposed', moved: true });
    expect(moved.hunks.map(({ lesson }) => lesson.rule)).toEqual(['added']);
    expect(moved.left.map(({ why }) => why)).toEqual([
      'the step was reworded since, so it may be taken up already',
      'the question `ought-to` has no answer `rightly` any more',
    ]);
  });

  it('deleted or broken files are said', () => {
    expect(
      propose(
        said,
        withText(() => undefined),
      ),
    ).toMatchObject({ standing: 'deleted', hunks: [] });
    expect(
      propose(
        said,
        withText((text) => `${text}\nnonsense: 1\n`),
      ),
    ).toMatchObject({ standing: 'broken' });
  });

  it('lines of another system keep their ends, and a file without a last line break gets none lost', () => {
    const crlf = propose(
      said,
      withText((text) => text.replaceAll('\n', '\r\n')),
    );
    expect(crlf.text?.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const bare = withText((text) => text.trimEnd());
    expect(propose(said, bare).text).toContain('everyDays: 180 }');
  });
});
