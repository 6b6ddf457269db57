import type { Minutes } from '../domain/response/trace-link.ts';
import type { SamplesSpec } from '../domain/runbooks/runbook.ts';

/** One output with what went in, as the traces tell it; text of users and models. */
export interface Sample {
  id: string;
  input: string;
  output: string;
}

/** The place where a system's traces are kept. */
export interface Traces {
  /**
   * Some outputs of a stretch of time.
   * @param page counted from 1
   * @returns at most `limit`; or why there are none, to follow "because". Never throws.
   */
  samples(
    spec: SamplesSpec,
    asked: Minutes & { page: number; limit: number },
  ): Promise<{ samples: Sample[] } | { problem: string }>;
}
