/** Every tool of agents, by its name; `/metrics` shows each from the start, without reading the tools themselves. */
export const toolNames = [
  'incidents',
  'incident',
  'timeline',
  'suspects',
  'readings',
  'runbook',
  'systems',
  'on_call',
  'readiness',
  'propose_containment',
  'add_evidence',
] as const;
export type ToolName = (typeof toolNames)[number];
