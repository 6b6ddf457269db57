import type { Finding } from '../finding.ts';
import { type RuleId, findingKinds } from '../finding-kinds.ts';
import { inSentences } from './sentences.ts';

const ids = Object.keys(findingKinds) as RuleId[];

/**
 * Findings as a SARIF 2.1.0 log, which code scanning reads (docs.oasis-open.org/sarif/sarif/v2.1.0, §3).
 * @param pathOf a finding's file, as the repository names it
 */
export function sarif(findings: Finding[], pathOf: (file: string) => string): string {
  const run = {
    tool: { driver: { name: 'airb', rules: ids.map(ruleOf) } },
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => resultOf(finding, pathOf)),
  };
  const $schema =
    'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
  return JSON.stringify({ $schema, version: '2.1.0', runs: [run] }, null, 2);
}

function ruleOf(id: RuleId) {
  const { title, help } = findingKinds[id];
  return {
    id,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: help },
    help: { text: `${title}. ${help}` },
  };
}

function resultOf(finding: Finding, pathOf: (file: string) => string) {
  const { rule, level, file, line, column } = finding;
  const uri = pathOf(file).split('/').map(encodeURIComponent).join('/');
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level,
    message: { text: inSentences(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}
