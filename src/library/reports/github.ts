import type { Finding } from '../finding.ts';
import { findingKinds } from '../finding-kinds.ts';
import { inSentences } from './sentences.ts';

/**
 * Findings as GitHub workflow commands, each of which becomes an annotation at its line in a pull request
 * (docs.github.com, "Workflow commands", setting an error or warning message).
 * @param pathOf a finding's file, as the repository names it
 */
export function annotations(findings: Finding[], pathOf: (file: string) => string): string {
  return findings
    .map((finding) => {
      const { level, rule, line, column } = finding;
      const title = `${rule}: ${findingKinds[rule].title}`;
      const place = { file: pathOf(finding.file), line: String(line), col: String(column), title };
      const properties = Object.entries(place).map(([name, value]) => `${name}=${property(value)}`);
      return `::${level} ${properties.join(',')}::${data(inSentences(finding))}`;
    })
    .join('\n');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
