import { describe, expect, it } from 'vitest';
import { showFinding } from '../../src/library/finding.ts';
import { findingKinds } from '../../src/library/finding-kinds.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { type RunbookFolder, runbookFolder } from './folder.ts';

const refusals = 'library/governance/refusal-spike.yaml';
const costs = 'library/cost/cost-spike.yaml';
const bot = 'systems/support-bot.yaml';
const now = Date.parse('2026-11-25T12:00:00Z');

const findingsOf = ({ dir }: RunbookFolder) => loadLibrary(dir, { now }).findings;

/** What lint says once one thing is changed, as `rule level file:line`, and the sentences. */
function changed(change: (folder: RunbookFolder) => void) {
  const folder = runbookFolder();
  expect(findingsOf(folder)).toEqual([]);
  change(folder);
  const findings = findingsOf(folder);
  return {
    folder,
    findings,
    rules: findings.map(({ rule, level }) => `${level} ${rule}`),
    what: findings.map(({ what }) => what).join('\n'),
    shown: findings.map(showFinding).join('\n'),
  };
}

/** A small tree in place of the one the runbook has. */
function tree(folder: RunbookFolder, diagnosis: string): void {
  const indented = diagnosis
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  folder.edit(refusals, 'guardrail, model]', 'guardrail]');
  folder.edit(refusals, /^diagnosis:\n(?:(?: .*)?\n)+(?=rollback:)/m, `diagnosis:\n${indented}\n\n`);
}

const cause = (id: string, mitigation = '{ rollback: prompt }', more = '') => `  ${id}:
    title: The ${id}
    category: prompt
    means: The ${id} is to blame.
    mitigation: ${mitigation}${more}
`;
const check = (id: string, first: string, second: string) => `  ${id}:
    ask: Is it ${id}?
    look: The ${id} chart.
    answers:
      yes: { label: It is, because: It shows, ${first} }
      no: { label: It is not, because: It does not show, ${second} }
`;

describe('feeds of parts', () => {
  const github = (project = '') => `feeds: [{ source: github, name: example/bot${project} }]`;
  const feeding = (folder: RunbookFolder, part: string, feed: string) =>
    folder.edit(bot, new RegExp(`^  ${part}:\\n`, 'm'), `  ${part}:\n    ${feed}\n`);

  it('that two parts of a system share are an error at the second', () => {
    const { rules, what } = changed((folder) => {
      feeding(folder, 'prompt', github());
      feeding(folder, 'index', github());
    });
    expect(rules).toEqual(['error feed-twice']);
    expect(what).toBe('`example/bot` of github, production, feeds `prompt` already');
  });

  it('of two environments, or of two projects, are two', () => {
    const { rules } = changed((folder) => {
      feeding(folder, 'prompt', github(', environment: staging'));
      feeding(folder, 'index', github(', project: one'));
      feeding(folder, 'model', github(', project: two'));
    });
    expect(rules).toEqual([]);
  });
});

describe('a query for who answers', () => {
  it('of a part that is not there is an error', () => {
    const { rules, shown } = changed((folder) => folder.edit(bot, '- part: model', '- part: modell'));
    expect(rules).toEqual(['error name-unknown']);
    expect(shown).toMatch(/there is no part called `modell`/);
  });
});

describe('approvals', () => {
  const sev1 = (medium: number) => (folder: RunbookFolder) =>
    folder.edit('organization.yaml', 'sev1: { high: 2, medium: 1', `sev1: { high: 2, medium: ${medium}`);
  const approvers = (list: string) => (folder: RunbookFolder) =>
    folder.edit(bot, 'approvers: [hugo]', `approvers: [${list}]`);

  it('that nobody could give are an error, and so is an approver who is not there', () => {
    const { rules, what } = changed(sev1(4));
    expect(rules).toEqual(['error approvals-unmet']);
    expect(what).toMatch(/4 approvals are needed in sev1 at medium risk, and support-bot has 3 people/);
    const { rules: nobody } = changed(approvers('zoe'));
    expect(nobody).toContain('error name-unknown');
  });

  it('can be met by approvers of the system, and by a commander who is no approver', () => {
    const { rules } = changed((folder) => {
      sev1(3)(folder);
      approvers('hugo, dev, chloe')(folder);
    });
    expect(rules).toEqual([]);
    const { rules: fewer } = changed((folder) =>
      folder.edit('organization.yaml', 'approvers: [ben, finn]', 'approvers: [ben]'),
    );
    expect(fewer.filter((rule) => rule.startsWith('error'))).toEqual([]);
    const { rules: one } = changed((folder) => {
      approvers('ben')(folder);
      sev1(2)(folder);
      folder.edit('organization.yaml', 'approvers: [ben, finn]', 'approvers: [ben]');
      folder.edit('organization.yaml', 'commanders: [ben, finn]', 'commanders: [ben]');
    });
    expect(one).toContain('error approvals-unmet');
  });

  it('of which one who decides could never get enough are told once for each system, with the place', () => {
    const { findings, what } = changed(approvers('ben'));
    expect(findings).toMatchObject([
      { rule: 'approvals-unmet', level: 'warning', file: expect.stringContaining(bot), line: 7 },
    ]);
    expect(what).toBe(
      "what Ben Okafor asks for can't be approved in sev1 and sev2 to a version airb has never seen: whoever asks does not count, and the others who may approve are too few (2 needed in sev1, 1 left)",
    );
  });

  it('may be met by a commander who is no approver', () => {
    const { findings } = changed((folder) => {
      approvers('dev, chloe')(folder);
      folder.edit('organization.yaml', 'approvers: [ben, finn]', 'approvers: []');
    });
    const mine = findings.filter(({ file }) => file.includes(bot));
    expect(mine).toEqual([]);
  });
});

describe('a diagnosis', () => {
  it('may lead to one check by two answers', () => {
    const { findings } = changed((folder) =>
      tree(
        folder,
        `start: a\nchecks:\n${check('a', 'then: b', 'then: c')}${check('b', 'then: c', 'cause: x')}${check('c', 'cause: x', 'cause: y')}causes:\n${cause('x')}${cause('y')}`,
      ),
    );
    expect(findings).toEqual([]);
  });

  it('may not go round, and the way round is named', () => {
    const { rules, what } = changed((folder) =>
      tree(
        folder,
        `start: a\nchecks:\n${check('a', 'then: b', 'cause: x')}${check('b', 'then: c', 'cause: x')}${check('c', 'then: a', 'cause: y')}causes:\n${cause('x')}${cause('y')}`,
      ),
    );
    expect(rules).toEqual(['error diagnosis-cycle']);
    expect(what).toBe('the checks go round: a → b → c → a');
  });

  it('may not lead from a check to itself', () => {
    const { what } = changed((folder) =>
      tree(
        folder,
        `start: a\nchecks:\n${check('a', 'then: b', 'cause: x')}${check('b', 'then: b', 'cause: y')}causes:\n${cause('x')}${cause('y')}`,
      ),
    );
    expect(what).toBe('the checks go round: b → b');
  });

  it('leaves no check and no cause aside, even where only a hint or an unreached check names it', () => {
    const { rules, what } = changed((folder) =>
      tree(
        folder,
        `start: a\nhints:\n  - { symptom: It is z, category: data, goto: z }\nchecks:\n${check('a', 'cause: x', 'cause: x')}${check('b', 'cause: y', 'cause: x')}causes:\n${cause('x')}${cause('y')}${cause('z')}`,
      ),
    );
    expect(rules).toEqual(rules.map(() => 'error diagnosis-unreachable'));
    expect(what.split('\n')).toEqual([
      'no answer leads to the check `b`',
      'no answer leads to the cause `y`',
      'no answer leads to the cause `z`',
    ]);
  });

  it.each([
    ['start: ought-to', 'start: ought-too', 'no check called `ought-too`', /did you mean `ought-to`\?/],
    ['goto: index', 'goto: indx', 'no check or cause called `indx`', /did you mean `index`\?/],
    ['cause: traffic', 'cause: trafic', 'no cause called `trafic`', /did you mean `traffic`\?/],
    ['then: its-words', 'then: prompt', 'no check called `prompt`', /`prompt` is a cause: write `cause`/],
    [
      'step: never-open',
      'step: never-opn',
      'no step of the rollback section called',
      /did you mean `never-open`/,
    ],
  ])('%s → %s is shown with what was meant', (from, to, what, fix) => {
    const { findings, folder } = changed((one) => one.edit(refusals, from, to));
    const found = findings.find((one) => one.rule === 'diagnosis-unknown');
    expect(found?.what).toContain(what);
    expect(found && showFinding(found)).toMatch(fix);
    expect(found?.excerpt).toContain(to);
    expect(found?.line).toBe(
      folder
        .read(refusals)
        .split('\n')
        .findIndex((line) => line.includes(to)) + 1,
    );
  });
});

describe('what airb reads of a question', () => {
  const ordinary = /^( +)then: who-said-no$/m;
  const when =
    (condition: string, answer = ordinary) =>
    (folder: RunbookFolder) =>
      folder.edit(refusals, answer, `$&\n$1when: [${condition}]`);

  it('is found wrong where a system measures it and can’t judge it', () => {
    const unbased = changed((folder) => {
      folder.edit(bot, /^( {2}refusal_rate:\n(?: {4}.*\n)*?) {4}baseline: 0.04\n/m, '$1');
      when('{ signal: refusal_rate, above: 1.5x baseline }')(folder);
    });
    expect(unbased.what).toContain(
      '`refusal_rate` has no baseline, so conditions of refusal-spike can’t be judged for support-bot',
    );
    const units = changed(when('{ signal: refusal_rate, above: 0.5x latency_p95 }'));
    expect(units.rules).toEqual(['warning condition-blind']);
    expect(units.what).toContain('`refusal_rate` and `latency_p95` have different units');
  });

  it('need not be measured everywhere, but a name nobody has is misspelt', () => {
    expect(changed(when('{ signal: tool_errors, above: 2x baseline }')).rules).toEqual([]);
    expect(changed(when('{ signal: refusal_rat, above: 0.1 }')).rules).toEqual(['warning signal-unknown']);
    expect(changed(when('{ signal: refusal_rate, above: 0.1x latency_p59 }')).rules).toContain(
      'warning signal-unknown',
    );
  });

  it('is one thing for each condition, said where it is not', () => {
    const wrong: [condition: string, expected: string][] = [
      ['{ signal: refusal_rate }', 'exactly one of `above` and `below`'],
      ['{ changed: [prompt], above: 1 }', 'exactly one of `above` and `below` beside `signal`, and none'],
      ['{ signal: refusal_rate, above: 1, within: 2h }', '`within` beside `changed` only'],
      ['{ within: 2h }', 'either `signal` or `changed`'],
      ['{ signal: refusal_rate, above: twice }', 'or of another signal "0.6x latency_p95"'],
      ['{ changed: [weather] }', 'weather'],
    ];
    for (const [condition, expected] of wrong)
      expect(changed(when(condition)).shown, condition).toContain(expected);
  });

  it('tells the answers of a question apart', () => {
    const both = changed((folder) => {
      when('{ signal: refusal_rate, above: 0.1 }')(folder);
      when('{ signal: refusal_rate, above: 0.1 }', /^( +)cause: traffic$/m)(folder);
    });
    expect(both.rules).toEqual(['warning condition-twice']);
    expect(both.what).toBe('`rightly` has the same conditions as `ordinary`');
  });
});

describe('a suspected model', () => {
  it('has a cause that pins it', () => {
    const { rules, shown } = changed((folder) =>
      folder.edit(refusals, 'mitigation: { rollback: model }', 'mitigation: { rollback: router }'),
    );
    expect(rules).toEqual(['warning model-unpinned']);
    expect(shown).toContain('suspects: [prompt, index, guardrail, model]');
  });
});

describe('a button', () => {
  it('says what was seen, and not only yes or no', () => {
    const { rules, what } = changed((folder) =>
      folder.edit(refusals, /label: "No, ordinary questions"|label: No, ordinary questions/, 'label: "No"'),
    );
    expect(rules).toEqual(['warning answer-mute']);
    expect(what).toBe('the button would say only “No”');
  });
});

describe('a mitigation the system has not', () => {
  const only = (mitigation: string, more?: string) => (folder: RunbookFolder) =>
    tree(
      folder,
      `start: a\nchecks:\n${check('a', 'cause: x', 'cause: y')}causes:\n${cause('x', mitigation, more)}${cause('y')}`,
    );

  it('is a warning that names the system', () => {
    const { rules, what } = changed(only('{ rollback: threshold }'));
    expect(rules).toEqual(['warning mitigation-missing']);
    expect(what).toBe(
      'support-bot has no part of kind `threshold`, which is what contains `x` of refusal-spike',
    );
  });

  it('is none where the cause says what else to do', () => {
    expect(changed(only('{ rollback: threshold }', '\n    otherwise: Ask people.')).findings).toEqual([]);
  });

  it('is a safe stop nobody has described', () => {
    const { rules } = changed((folder) => {
      only('{ switch: safe-stop }')(folder);
      folder.edit(bot, /^safeStop: >-\n(?: .*\n)+/m, '');
    });
    expect(rules).toEqual(['warning mitigation-missing']);
  });

  it('is of no concern to systems the failure does not happen to', () => {
    const { findings } = changed((folder) => {
      only('{ rollback: threshold }')(folder);
      folder.edit(refusals, /^triggers:/m, 'appliesTo: [agent]\ntriggers:');
    });
    expect(findings).toEqual([]);
  });
});

describe('signals', () => {
  it('one metric of each kind is enough, whatever else a runbook watches', () => {
    const { findings } = changed((folder) =>
      folder.edit(
        refusals,
        '    - { signal: unsafe_answers, atMost',
        '    - { signal: guardrail_misses, atMost: 1 }\n    - { signal: unsafe_answers, atMost',
      ),
    );
    expect(findings).toEqual([]);
  });

  it('a name that is nearly one that is measured is taken for a slip', () => {
    const { rules, shown } = changed((folder) =>
      folder.edit(refusals, 'key:\n', 'key:\n    - { signal: refusal_rates, atMost: 1 }\n'),
    );
    expect(rules).toEqual(['warning signal-unknown']);
    expect(shown).toMatch(/did you mean `refusal_rate`\?/);
  });

  it('a system blind to a failure is named once, not again for its recovery', () => {
    const { rules, what } = changed((folder) => {
      folder.edit(refusals, 'signal: refusal_rate\n', 'signal: polite_noes\n');
      folder.edit(refusals, 'signal: ticket_deflection\n', 'signal: sighs\n');
      folder.edit(refusals, '{ signal: refusal_rate,', '{ signal: polite_noes,');
    });
    expect(rules).toEqual(['warning trigger-blind']);
    expect(what).toBe('support-bot measures nothing that tells refusal-spike');
  });
});

describe('matchers', () => {
  it('an alias by `failure` is no tie with other failures', () => {
    const { findings } = changed((folder) =>
      folder.edit(costs, 'match:', 'match:\n  - { failure: bill-shock }'),
    );
    expect(findings).toEqual([]);
  });

  it('an alias under the other name is a tie all the same', () => {
    const { rules } = changed((folder) => {
      folder.edit(costs, 'match:', 'match:\n  - { failure: refusal_spike }');
    });
    expect(rules).toEqual(['error match-tie']);
  });

  it('what the runbook is reached by anyhow says nothing new', () => {
    const { rules, what } = changed((folder) =>
      folder.edit(costs, 'match:', 'match:\n  - { failure: cost-spike }'),
    );
    expect(rules).toEqual(['warning match-repeated']);
    expect(what).toBe('failure=cost-spike already leads here');
  });

  it('two names for the failure with two values can never hold', () => {
    const { rules, what } = changed((folder) =>
      folder.edit(costs, 'match:', 'match:\n  - { failure: bill, airb_failure: shock }'),
    );
    expect(rules).toEqual(['warning match-unreachable']);
    expect(what).toBe('no alert can have all of failure=bill, airb_failure=shock');
  });

  it('a stronger one that asks for no more takes every alert', () => {
    const { rules, what } = changed((folder) => {
      folder.edit(costs, 'match:', 'match:\n  - { failure: refusal-spike, airb_failure: refusal-spike }');
    });
    expect(rules).toContain('warning match-unreachable');
    expect(what).toMatch(/every alert with airb_failure=refusal-spike goes to cost-spike/);
  });

  it('a trigger whose alert another runbook takes is told so', () => {
    const { rules, what } = changed((folder) =>
      folder.edit(costs, 'match:', "match:\n  - { airb_failure: 'refusal*', system: support-bot }"),
    );
    expect(rules).toContain('warning trigger-astray');
    expect(what).toMatch(/would go to cost-spike, which asks for airb_failure=refusal\*, system=support-bot/);
  });

  it('a system nobody described is answered with the nearest', () => {
    const { rules, shown } = changed((folder) =>
      folder.edit(costs, 'match:', 'match:\n  - { team: ai, system: suport-bot }'),
    );
    expect(rules).toEqual(['warning match-unreachable']);
    expect(shown).toMatch(/no system is called `suport-bot`[\s\S]*did you mean `support-bot`\?/);
  });
});

describe('a system file', () => {
  const model = /(kind: model\n {4}title: .*\n {4}owner: .*\n {4}live: ).*/;

  it.each([
    [
      'an agent without a safe stop',
      'agent-no-stop',
      (text: string) => text.replace('kind: rag', 'kind: agent').replace(/^safeStop: >-\n(?: .*\n)+/m, ''),
    ],
    ['a model by its alias', 'part-floating', (text: string) => text.replace(model, '$1support-latest')],
    ['a model without any number', 'part-floating', (text: string) => text.replace(model, '$1large')],
    [
      'a way back to what is live',
      'part-no-way-back',
      (text: string) => text.replace('lastKnownGood: prompt-v6', 'lastKnownGood: prompt-v7'),
    ],
    ['no way back', 'part-no-way-back', (text: string) => text.replace(/ {4}lastKnownGood: prompt-v6\n/, '')],
    [
      'a fallback tried tomorrow',
      'date-future',
      (text: string) => text.replace(/^kind: /m, 'fallbackTested: 2026-11-27\nkind: '),
    ],
    [
      'a drill next year',
      'date-future',
      (text: string) => text.replace(/^kind: /m, 'drill: { on: 2027-01-10, what: Refusals }\nkind: '),
    ],
  ])('%s is a warning', (_, rule, edit) => {
    const { rules: found } = changed((folder) => {
      const before = folder.read(bot).replace(/^(?:fallbackTested|drill):.*\n(?: .*\n)*/gm, '');
      folder.write(bot, edit(before));
      expect(folder.read(bot)).not.toBe(before);
    });
    expect(found).toEqual([`warning ${rule}`]);
  });

  it('a model that is said to float is taken at its word', () => {
    const { findings } = changed((folder) => folder.edit(bot, model, '$1support-latest\n    pinned: false'));
    expect(findings).toEqual([]);
  });

  it('a severity with updates and nobody to hear them', () => {
    const { rules: found, what } = changed((folder) =>
      folder.edit('organization.yaml', 'severities: [sev1, sev2, sev3]', 'severities: [sev1, sev2]'),
    );
    expect(found).toEqual(['warning audience-missing']);
    expect(what).toBe('updates are owed in sev3, but no audience of support-bot wants them');
  });

  it('a runbook that owes updates where nobody hears them', () => {
    const { rules: found, what } = changed((folder) =>
      folder.edit(refusals, /^communication:\n/m, 'communication:\n  cadence: { sev4: { every: 2h } }\n'),
    );
    expect(found).toEqual(['warning audience-missing']);
    expect(what).toMatch(/owed in sev4 here, but no audience of support-bot/);
  });

  it('a commander nobody can reach is named once, with how many duties hang on him', () => {
    const { what, findings } = changed((folder) =>
      folder.edit('organization.yaml', /\n {4}email: ben.*\n {4}slack: U01BEN/, ''),
    );
    expect(findings.map(({ rule }) => rule)).toEqual(['person-unreachable']);
    expect(what).toBe(
      '`ben` is on call for support-bot and has 2 more such duties, but has no chat account and no e-mail address',
    );
  });
});

describe('texts', () => {
  it.each([
    ['    users: The assistant declines', '    users: TBD. The assistant declines'],
    ['    since: Since today;', '    since: <fill in>;'],
    ['    owner: The support team.', '    owner: …'],
    ['    scope: Some conversations.', '    scope: Some conversations of [your product].'],
    ['        Twenty traces', '        TODO which traces. Twenty traces'],
  ])('a placeholder is found: %s → %s', (from, to) => {
    const { rules: found } = changed((folder) => folder.edit(refusals, from, to));
    expect(found).toEqual(['warning template-placeholder']);
  });

  it('a step copied from another runbook is filler', () => {
    const { rules: found, what } = changed((folder) => {
      const step = folder.read(refusals).match(/ {4}- id: who-refused\n(?: {6}.*\n)+/)?.[0] ?? '';
      folder.edit(costs, /^ {2}steps:\n/m, `  steps:\n${step}`);
    });
    expect(found).toEqual(['warning text-copied']);
    expect(what).toMatch(/word for word as in (?:cost|refusal)-spike \("Find out which component said no"\)/);
  });

  it('a review of tomorrow has not been done', () => {
    const { rules: found } = changed((folder) =>
      folder.edit(refusals, /review: \{ on: [\d-]+/, 'review: { on: 2027-03-01'),
    );
    expect(found).toEqual(['warning date-future']);
  });
});

describe('secrets', () => {
  // Put together here, so that no scanner stops at this file.
  const drawn = ['q7Zx', '2mVb', '9KpL', 'w4Ty', 'R8sd'].join('');

  it('what a key word announces is found and never shown', () => {
    const { rules: found, shown } = changed((folder) =>
      folder.edit(bot, /^kind: /m, `# api_key: ${drawn}\nkind: `),
    );
    expect(found).toEqual(['error secret-in-file']);
    expect(shown).not.toContain(drawn.slice(0, 8));
  });

  it.each([
    ['a name of a variable', '# token: SUPPORT_BOT_ROLLBACK_TOKEN_2'],
    ['words', '# secret: ask-the-platform-team-first'],
    ['a version', '# token: support-bot-prompt-v7'],
  ])('%s is none', (_, line) => {
    expect(changed((folder) => folder.edit(bot, /^kind: /m, `${line}\nkind: `)).findings).toEqual([]);
  });
});

describe('the table of rules', () => {
  it('explains each in a title and a sentence', () => {
    for (const [id, { title, help }] of Object.entries(findingKinds)) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
      expect(title, id).not.toMatch(/\.$/);
      expect(help, id).toMatch(/\.$/);
    }
  });
});

describe('the place of the traces', () => {
  const traces = /^traces:\n(?:(?: .*)?\n)+?(?=\n|parts:)/m;
  const at = (url: string, more = '') =>
    changed((folder) => folder.edit(bot, traces, `traces:\n  tool: link\n  url: ${url}\n${more}`));

  it('is https, at one host, and carries no secret', () => {
    expect(at("'http://traces.example.com/{from}'").rules).toEqual(['error traces-unsafe']);
    expect(at("'https://{system}.example.com/{from}'").what).toMatch(/host is not fixed/);
    expect(at("'https://traces.example.com/?api_key=x&from={from}'").what).toMatch(/carries a secret/);
    expect(at("'http://127.0.0.1:6006/?from={fromMs}'").rules).toEqual([]);
  });

  it('is asked with a secret that is named, at an address that is known', () => {
    const samples = "  samples: { url: 'https://t.example.com/x', headers: { Authorization: Bearer abc } }\n";
    expect(at("'https://traces.example.com/{from}'", samples).rules).toContain('error traces-unsafe');
    expect(at("'https://traces.example.com/{from}'", '  samples: {}\n').shown).toMatch(
      /only that of Langfuse is known/,
    );
  });
});
