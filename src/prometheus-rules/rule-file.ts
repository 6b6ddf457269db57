import { stringify } from 'yaml';
import type { AlertingRule, RecordingRule, RuleGroup } from './rule.ts';

export const ruleFormats = ['prometheus', 'operator'] as const;
export type RuleFormat = (typeof ruleFormats)[number];

const heading = `# Made by \`airb runbooks rules\` from the runbook and system files: change those and make it again.
`;

/** The rules as a file Prometheus loads, or as a manifest of the Prometheus Operator. */
export function ruleFile(groups: RuleGroup[], format: RuleFormat): string {
  return heading + stringify(ruleDocument(groups, format), { lineWidth: 0, aliasDuplicateObjects: false });
}

/**
 * What the file holds. The manifest is a PrometheusRule (prometheus-operator.dev, API reference): the same groups under
 * `spec`.
 */
export function ruleDocument(groups: RuleGroup[], format: RuleFormat): Record<string, unknown> {
  const spec = { groups: groups.map(({ rules, ...group }) => ({ ...group, rules: rules.map(inOrder) })) };
  if (format === 'prometheus') return spec;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'airb-runbooks', labels: { 'app.kubernetes.io/name': 'airb' } },
    spec,
  };
}

function inOrder(rule: RecordingRule | AlertingRule): object {
  if ('record' in rule) return { record: rule.record, expr: rule.expr, labels: rule.labels };
  const { alert, expr, labels, annotations } = rule;
  return { alert, expr, for: rule.for, labels, annotations };
}
