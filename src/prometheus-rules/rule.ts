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

/** Something the rules lack, or have otherwise than somebody might think. */
export interface RuleNote {
  /** A fault is a file to mend; a gap is a thing not measured; a remark is good to know. */
  level: 'fault' | 'gap' | 'remark';
  system: string;
  runbook?: string;
  signal?: string;
  /** The sentence after the names. */
  what: string;
}
