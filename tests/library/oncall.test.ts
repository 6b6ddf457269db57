import { describe, expect, it } from 'vitest';
import { whoIsOnCall } from '../../src/domain/oncall/rotation.ts';
import { showFinding } from '../../src/library/finding.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { type RunbookFolder, runbookFolder } from './folder.ts';

const organization = 'organization.yaml';
const bot = 'systems/support-bot.yaml';
const now = Date.parse('2026-11-25T12:00:00Z');

const weekly = `rotations:
  first-line:
    title: First line
    zone: Europe/Lisbon
    layers:
      - people: [ana, dev]
        from: 2026-01-05
        handOver: "09:00"
`;

/** A folder with more in the organization file. */
function extended(more: string): RunbookFolder {
  const folder = runbookFolder();
  folder.edit(organization, /^commanders:/m, `${more}\ncommanders:`);
  return folder;
}
function found({ dir }: RunbookFolder) {
  const { library, findings } = loadLibrary(dir, { now });
  return { library, shown: findings.map(showFinding).join('\n'), rules: findings.map((one) => one.rule) };
}
/** Puts another policy into the support bot. */
function policyOf(folder: RunbookFolder, policy: string): RunbookFolder {
  folder.edit(bot, /^onCall:\n(?: .*\n)+/m, policy);
  return folder;
}

describe('rotations in the organization file', () => {
  it('are named where people are, and read with their zone', () => {
    const folder = policyOf(extended(weekly), 'onCall:\n  - { people: [first-line, ben], after: 5m }\n');
    const { library, rules } = found(folder);
    expect(rules).toEqual([]);
    expect(library?.systems.find(({ id }) => id === 'support-bot')?.onCall).toEqual([
      { people: ['first-line', 'ben'], after: 300_000 },
    ]);
    const [rotation] = library?.organization.rotations ?? [];
    expect(rotation && whoIsOnCall(rotation, now)).toBe('ana');
  });

  it('say what is wrong, where, and what was expected', () => {
    const bad = weekly
      .replace('Europe/Lisbon', 'Europe/Lisboa')
      .replace('"09:00"', '9am')
      .replace(
        'title: First line',
        'overrides: [{ person: ben, from: 2026-12-26 09:00, to: 2026-12-24 09:00 }]',
      );
    const { library, shown } = found(extended(bad));
    expect(library).toBeUndefined();
    expect(shown).toContain('expected: a time zone that exists, such as Europe/Lisbon');
    expect(shown).toContain('expected: a time of day in quotes, such as "09:00"');
    expect(shown).toContain('expected: a time after `from`');
  });

  it('name unknown people as any other place does, and who has left at once', () => {
    const { library, shown } = found(extended(weekly.replace('[ana, dev]', '[ana, devv]')));
    expect(library).toBeUndefined();
    expect(shown).toMatch(/there is no person called `devv`\n {2}at organization\.yaml:\d+/);
    expect(shown).toContain('fix: did you mean `dev`?');
  });

  it('have an id no person has', () => {
    const { rules } = found(extended(weekly.replace('first-line', 'ana')));
    expect(rules).toEqual(['id-twice']);
  });

  it('with holes in the coming two weeks are a warning that says when', () => {
    const office = weekly.replace(
      'handOver: "09:00"',
      'handOver: "09:00"\n        hours: [{ days: [monday, tuesday, wednesday, thursday, friday], from: "09:00", to: "17:00" }]',
    );
    const { library, shown, rules } = found(extended(office));
    expect(library).toBeDefined();
    expect(rules).toEqual(['rotation-gap']);
    expect(shown).toContain(
      'nobody is on call in `first-line` from Wed 25 Nov 17:00 to Thu 26 Nov 09:00 (Europe/Lisbon), and 9 more',
    );
  });
});

describe('policies', () => {
  const policies = (then = '') => `policies:
  first:
    steps: [{ people: [ana], after: 5m }, { people: [ben, finn], after: 10m, acknowledge: all }]
    then: managers
  managers:
    steps: [{ people: [eva], after: 10m }]${then}
`;

  it('are shared by systems, with the steps of the one after', () => {
    const { library, rules } = found(policyOf(extended(policies()), 'policy: first\n'));
    expect(rules).toEqual([]);
    expect(library?.systems.find(({ id }) => id === 'support-bot')?.onCall).toEqual([
      { people: ['ana'], after: 300_000 },
      { people: ['ben', 'finn'], after: 600_000, acknowledge: 'all' },
      { people: ['eva'], after: 600_000 },
    ]);
  });

  it('that lead back to themselves are an error, named once', () => {
    const { library, shown, rules } = found(
      policyOf(extended(policies('\n    then: first')), 'policy: first\n'),
    );
    expect(library).toBeUndefined();
    expect(rules).toEqual(['policy-loop']);
    expect(shown).toContain('`first` leads back to itself: first → managers → first');
  });

  it('that nobody wrote are an error, and so are both ways at once', () => {
    expect(found(policyOf(extended(policies()), 'policy: firrst\n')).shown).toContain(
      'there is no policy called `firrst`',
    );
    const both = 'policy: first\nonCall:\n  - { people: [ana], after: 5m }\n';
    expect(found(policyOf(extended(policies()), both)).shown).toContain(
      'expected: at least one rung in `onCall`, or a `policy`, and not both',
    );
    expect(found(policyOf(extended(policies()), '')).shown).toContain('`onCall` is missing');
  });
});

describe('a rotation that is kept elsewhere', () => {
  const elsewhere = (source: string, more = '') =>
    `rotations:\n  first-line:\n    zone: Europe/Lisbon\n    source: ${source}\n${more}`;

  it('is read, without its address among what incidents keep', () => {
    const { library, rules } = found(
      extended(elsewhere('{ calendar: https://calendar.example.org/secret.ics }')),
    );
    expect(rules).toEqual([]);
    expect(library?.organization.schedules).toEqual({
      'first-line': { kind: 'calendar', at: 'https://calendar.example.org/secret.ics' },
    });
    expect(JSON.stringify(library?.organization.rotations)).not.toContain('secret');
  });

  it.each([
    [
      '{ pagerduty: PAB12CD, slackGroup: leads }',
      'one of pagerduty, pagerdutyPolicy, calendar and slackGroup',
    ],
    ['{ pagerduty: PAB12CD, level: 2 }', 'a level only beside pagerdutyPolicy'],
    ['{ calendar: ../../etc/oncall.ics }', 'the path of an .ics file below the runbooks folder'],
    ['{ calendar: ftp://calendar.example.org/a.ics }', 'an address'],
  ])('%s is refused with what was expected', (source, expected) => {
    const { library, shown } = found(extended(elsewhere(source)));
    expect(library).toBeUndefined();
    expect(shown).toContain(expected);
  });

  it('has no layers as well, and its group is filled by nobody else', () => {
    const both = weekly.replace('    layers:', '    source: { slackGroup: leads }\n    layers:');
    expect(found(extended(both)).shown).toContain('either `layers` or `source`');
    const ring = `${elsewhere('{ slackGroup: leads }')}  second:\n    zone: UTC\n    keepsSlackGroup: leads\n    layers: [{ people: [ana], from: 2026-01-05 }]\n`;
    expect(found(extended(ring)).shown).toContain('`leads` is kept by `second`, and read here');
  });
});
