import type { Heard, Seen } from '../domain/incident/target-answer.ts';
import type { HttpAction, ReadBack } from '../domain/runbooks/runbook.ts';

export interface ActionRequest {
  http: HttpAction;
  version: string;
  reason: string;
  /** Sent as the Idempotency-Key header and as `{{key}}`. */
  key: string;
  dryRun: boolean;
}

/** What a target answered, shortened and without secrets, and what that says about the deed. */
export interface ActionAnswer {
  heard: Heard;
  /** What is wrong with the answer, as the end of a sentence: `it answered 200 but said ok: false`. */
  because?: string;
  status: number;
  response: string;
  /** What it began, and where its end can be seen. */
  follow?: ReadBack;
}

export interface Actions {
  /**
   * Calls the target.
   * @throws DeliveryError when it gave no usable answer
   */
  run(request: ActionRequest): Promise<ActionAnswer>;
  /** Which version is live, or why that can't be read. Never throws. */
  current(current: ReadBack): Promise<Seen>;
}
