import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { showFinding } from '../../src/library/finding.ts';
import { maxFileBytes, parseFile } from '../../src/library/parse.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parseFixture = (name: string) =>
  parseFile('organization', `${name}.yaml`, readFileSync(`tests/fixtures/runbooks/${name}.yaml`));

const faults: [fixture: string, line: number, column: number, what: RegExp, help: RegExp][] = [
  ['duplicate-key', 7, 1, /`name` is given twice/, /each field once/],
  ['tab-indent', 4, 1, /indented with a tab/, /two spaces/],
  ['misspelt-field', 5, 1, /`comanders` is not a field/, /did you mean `commanders`\?/],
  ['text-where-a-list-belongs', 5, 13, /`commanders` is "ana"/, /a list/],
  ['missing-field', 1, 1, /`communications` is missing/, /Who writes updates/],
  ['unreadable-duration', 7, 13, /`joinWindow` is "24 hours"/, /a duration such as 30s, 10m/],
  ['number-where-a-duration-belongs', 7, 11, /`lookBack` is 24/, /a duration such as 30s/],
  ['misspelt-choice', 8, 54, /`audiences.leaders.form` is "internol"/, /did you mean `internal`\?/],
  ['name-of-every-object', 4, 3, /`people.constructor` can't be a name/, /unlike `constructor`/],
  ['bad-name', 4, 3, /`people.Ana Lima` can't be a name/, /lower-case letters/],
  ['newer-schema', 1, 9, /`schema` is 2/, /expected: 1/],
  ['colon-in-plain-text', 2, 7, /a second `: ` on one line/, /put the text in quotes/],
  ['unknown-tag', 2, 7, /js\/function/, /without tags/],
  ['two-documents', 7, 1, /a second document/, /one document in a file/],
  ['empty', 1, 1, /the file is empty/, /a group of fields/],
  ['list-where-fields-belong', 1, 1, /the file is a list/, /a group of fields/],
  ['no-time-between-updates', 7, 27, /`cadence.sev1.every` is "0m"/, /at least 1m/],
  ['half-a-cadence', 7, 12, /`cadence.sev1`/, /`firstFor` and `then` together/],
  ['prototype-key', 7, 1, /`__proto__` is not a field/, /take it out/],
  ['alias-bomb', 1, 1, /can't be unfolded/, /at most 50 aliases/],
  ['open-quote', 2, 7, /never closed/, /a closing quote/],
];

describe('a file that is right', () => {
  it('gives its value, durations in milliseconds and defaults filled in', () => {
    const { value, findings } = parseFixture('sound');
    expect(findings).toEqual([]);
    expect(value).toMatchObject({ commanders: ['ana'], joinWindow: 86_400_000, generic: 'ai-triage' });
    expect(value?.cadence.sev1).toEqual({
      first: 300_000,
      every: 1_200_000,
      firstFor: 7_200_000,
      // biome-ignore lint/suspicious/noThenProperty: the domain's own word.
      then: 1_800_000,
    });
  });
});

describe('a file with one fault', () => {
  it.each(faults)('%s is shown at line %i, column %i', (fixture, line, column, what, help) => {
    const { value, findings } = parseFixture(fixture);
    expect(value).toBeUndefined();
    const finding = findings.find((one) => what.test(one.what));
    expect(finding, findings.map(showFinding).join('\n')).toMatchObject({
      file: `${fixture}.yaml`,
      line,
      column,
    });
    expect(finding && showFinding(finding)).toMatch(help);
  });

  it('has no second finding that only follows from the first', () => {
    for (const [fixture] of faults.filter(([name]) => !/misspelt-field|unknown-tag|empty|list/.test(name))) {
      expect(parseFixture(fixture).findings.length, fixture).toBe(1);
    }
  });
});

describe('the printed finding', () => {
  it('shows the line with a caret under the place, the expected and the fix', () => {
    const [finding] = parseFixture('duplicate-key').findings;
    expect(finding && showFinding(finding)).toBe(
      [
        'error: `name` is given twice',
        '  at duplicate-key.yaml:7:1',
        '  7 | name: Twice',
        '      ^',
        '  expected: each field once',
        '  why: only one of the two would count, and readers differ in which',
      ].join('\n'),
    );
  });
});

describe('a file no person wrote', () => {
  const hostile: [name: string, text: string][] = [
    ['flow lists a hundred thousand deep', '['.repeat(100_000)],
    ['flow maps forty thousand deep', '{"a":'.repeat(40_000)],
    ['block lists deep in one line', '- '.repeat(100_000)],
    ['complex keys in one line', '? '.repeat(100_000)],
    ['anchors in a row', '&a '.repeat(80_000)],
    ['indentation that never ends', Array.from({ length: 700 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')],
    ['one word of 200 KB', 'a'.repeat(200_000)],
    ['an alias within itself', readFileSync('tests/fixtures/runbooks/alias-within-itself.yaml', 'utf8')],
    ['text that looks like an endless address', `a: ${'https://a'.repeat(1500)}`],
  ];

  it.each(hostile)('%s is a finding, not a crash', (_, text) => {
    const { value, findings } = parseFile('runbook', 'hostile.yaml', bytes(text));
    expect(value).toBeUndefined();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThanOrEqual(50);
  });

  it('is not read at all above the size limit', () => {
    const { findings } = parseFile('runbook', 'large.yaml', new Uint8Array(5 * 1024 * 1024));
    expect(findings.map(({ what, expected }) => `${what}; ${expected}`)).toEqual([
      `the file has 5120 KB; at most ${maxFileBytes / 1024} KB`,
    ]);
  });

  it('is refused when it is not UTF-8', () => {
    const { findings } = parseFile('runbook', 'latin1.yaml', new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a]));
    expect(findings[0]?.what).toBe('the file is not UTF-8 text');
  });
});

describe('a secret written into a file', () => {
  // Put together here, so that no scanner stops at this file.
  const secrets: [name: string, text: string][] = [
    ['a Slack token', ['xoxb', '1234567890', 'abcdefghij'].join('-')],
    ['a GitHub token', `gh${'p_'}${'a1'.repeat(18)}`],
    ['an AWS key id', `AK${'IA'}${'Q7'.repeat(8)}`],
    ['an API key', ['sk', 'proj', 'a1'.repeat(12)].join('-')],
    ['a private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----`],
    ['a bearer token', `Bearer ${'a1b2'.repeat(6)}`],
    ['a password in an address', `postgres://airb:${'hunter22'}@db.example.com/airb`],
  ];

  it.each(secrets)('%s is found, and not repeated in the finding', (name, secret) => {
    const text = readFileSync('tests/fixtures/runbooks/sound.yaml', 'utf8');
    const { value, findings } = parseFile('organization', 'organization.yaml', bytes(`${text}# ${secret}\n`));
    expect(value).toBeUndefined();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ line: 7, column: 3, what: `this looks like ${name}` });
    expect(findings.map(showFinding).join()).not.toContain(secret.slice(0, 20));
  });

  it('is not seen in names of variables and plain words', () => {
    const text = readFileSync('runbooks/systems/support-bot.yaml');
    expect(parseFile('system', 'support-bot.yaml', text).findings).toEqual([]);
  });
});
