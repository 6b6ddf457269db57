/** A query Prometheus runs by itself and keeps under a name of its own (prometheus.io, "Recording rules"). */
export interface RecordingRule {
  record: string;
  expr: string;
  labels: Record<string, string>;
}

/** Prometheus' alerting rule; labels and annotations are Go templates. */
export interface AlertingRule {
  alert: string;
  expr: string;
  for: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Rules that are run one after the other. */
export interface RuleGroup {
  name: string;
  interval: string;
  rules: (RecordingRule | AlertingRule)[];
}

/** Something that the rules lack, or that may surprise their reader. */
export interface RuleNote {
  /** `fault`: a file to correct. `gap`: something that is not measured. `remark`: good to know. */
  level: 'fault' | 'gap' | 'remark';
  system: string;
  runbook?: string;
  signal?: string;
  /** The sentence after the names. */
  what: string;
}
