import * as z from 'zod';

export const healthAnswer = z.object({ status: z.literal('ok') });
export type HealthAnswer = z.infer<typeof healthAnswer>;

const check = z.object({
  name: z.enum(['store', 'replicas', 'jobs', 'chat', 'runbooks', 'timers']),
  ok: z.boolean(),
  required: z.boolean().describe('false for what is told but does not take airb out of service.'),
  detail: z.string(),
  findings: z.array(z.string()).optional(),
});

/** `GET /readyz` */
export const readyAnswer = z.object({
  ready: z.boolean(),
  reasons: z.array(check).describe('The checks that are not ok.'),
  checks: z.array(check),
});
export type ReadyAnswer = z.infer<typeof readyAnswer>;
