import type { HttpAction } from '../domain/runbooks/runbook.ts';

export interface ActionRequest {
  http: HttpAction;
  version: string;
  reason: string;
  /** Sent as the Idempotency-Key header and as `{{key}}`. */
  key: string;
  dryRun: boolean;
}

export interface Actions {
  /**
   * Calls the target.
   * @returns what the target answered, shortened and without secrets
   * @throws DeliveryError when it gave no usable answer
   */
  run(request: ActionRequest): Promise<{ ok: boolean; status: number; response: string }>;
}
