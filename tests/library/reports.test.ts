import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/library/finding.ts';
import { findingKinds } from '../../src/library/finding-kinds.ts';
import { annotations } from '../../src/library/reports/github.ts';
import { pathsFromRoot } from '../../src/library/reports/paths.ts';
import { sarif } from '../../src/library/reports/sarif.ts';

const finding: Finding = {
  level: 'warning',
  rule: 'match-tie',
  file: 'library/cost/50% off, really: yes.yaml',
  line: 7,
  column: 3,
  path: 'match.0',
  what: 'two lines\nof 100 %',
  expected: 'one',
  why: 'which is chance',
  fix: 'did you mean `x`?',
};
const pathOf = (file: string) => `runbooks/${file}`;

describe('annotations of a pull request', () => {
  it('escape what would end a property or the line', () => {
    expect(annotations([finding], pathOf)).toBe(
      '::warning file=runbooks/library/cost/50%25 off%2C really%3A yes.yaml,line=7,col=3,' +
        'title=match-tie%3A One alert can match two runbooks equally well::' +
        'two lines%0Aof 100 %25. Expected: one. Which is chance. Fix: did you mean `x`?',
    );
  });

  it('are one line each', () => {
    expect(annotations([finding, { ...finding, level: 'error' }], pathOf).split('\n')).toHaveLength(2);
    expect(annotations([], pathOf)).toBe('');
  });
});

interface Log {
  $schema: string;
  version: string;
  runs: {
    tool: {
      driver: {
        name: string;
        rules: { id: string; shortDescription: { text: string }; help: { text: string } }[];
      };
    };
    columnKind: string;
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: {
        physicalLocation: {
          artifactLocation: { uri: string; uriBaseId: string };
          region: { startLine: number; startColumn: number };
        };
      }[];
    }[];
  }[];
}

describe('a SARIF log', () => {
  const log = JSON.parse(sarif([finding], pathOf)) as Log;
  const [run] = log.runs;

  it('is what version 2.1.0 asks for: a version, runs, a named tool, results with messages', () => {
    expect(Object.keys(log).sort()).toEqual(['$schema', 'runs', 'version']);
    expect(log.version).toBe('2.1.0');
    expect(log.runs).toHaveLength(1);
    expect(run?.tool.driver.name).toBe('airb');
    expect(['utf16CodeUnits', 'unicodeCodePoints']).toContain(run?.columnKind);
  });

  it('describes every rule once, and each result points at its own', () => {
    const ids = run?.tool.driver.rules.map(({ id }) => id) ?? [];
    expect(ids).toEqual(Object.keys(findingKinds));
    for (const rule of run?.tool.driver.rules ?? []) {
      expect(rule.shortDescription.text).toMatch(/\.$/);
      expect(rule.help.text.length).toBeGreaterThan(rule.shortDescription.text.length);
    }
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(ids[ruleIndex]).toBe(ruleId);
  });

  it('places a result at a valid relative address, counted from 1', () => {
    const [result] = run?.results ?? [];
    expect(result?.level).toBe('warning');
    expect(result?.message.text).toBe(
      'two lines\nof 100 %. Expected: one. Which is chance. Fix: did you mean `x`?',
    );
    const place = result?.locations[0]?.physicalLocation;
    expect(place?.region).toEqual({ startLine: 7, startColumn: 3 });
    const { uri = '', uriBaseId } = place?.artifactLocation ?? {};
    expect(uriBaseId).toBe('%SRCROOT%');
    expect(uri).toBe('runbooks/library/cost/50%25%20off%2C%20really%3A%20yes.yaml');
    expect(decodeURIComponent(new URL(uri, 'file:///repo/').pathname)).toBe(`/repo/${pathOf(finding.file)}`);
  });

  it('is whole without results', () => {
    const empty = JSON.parse(sarif([], pathOf)) as Log;
    expect(empty.runs[0]?.results).toEqual([]);
  });
});

describe('the path of a file', () => {
  it('is counted from the root of the repository, wherever the folder was named from', () => {
    expect(pathsFromRoot('runbooks')('systems/a.yaml')).toBe('runbooks/systems/a.yaml');
    expect(pathsFromRoot('tests/../runbooks/')('organization.yaml')).toBe('runbooks/organization.yaml');
    expect(pathsFromRoot('tests/fixtures')('a.yaml')).toBe('tests/fixtures/a.yaml');
  });
});
