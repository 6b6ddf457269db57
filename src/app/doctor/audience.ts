import type { AudienceSpec } from '../../domain/runbooks/audience.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';

/** What was learned of the way to one audience. */
export interface Reached {
  /** Whether what it is told would arrive; `missing` where a setting is absent. */
  state: 'ok' | 'missing' | 'broken';
  /** To follow the audience's name. */
  what: string;
  fix?: string;
}

/** Looks at the way to one audience. Undefined where a sandbox plays it. */
export type AskAudience = (audience: AudienceSpec, files: Library) => Promise<Reached | undefined>;
