import * as z from 'zod';
import type { Alert } from '../domain/signals/alert.ts';

const alertJson = z.object({
  source: z.string().default('file'),
  fingerprint: z.string().default('file'),
  status: z.enum(['firing', 'resolved']).default('firing'),
  title: z.string().default(''),
  system: z.string().optional(),
  signal: z.string().optional(),
  failure: z.string().optional(),
  severity: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  value: z.number().optional(),
  baseline: z.number().optional(),
  unit: z.string().optional(),
  startsAt: z.number().default(0),
});

/**
 * Reads one normalised alert for `airb runbooks match`. Every field is optional; labels alone are enough.
 * @returns the alert, or a sentence that names the wrong field
 */
export function parseAlertJson(data: unknown): { alert: Alert } | { problem: string } {
  const checked = alertJson.safeParse(data);
  if (checked.success) return { alert: { ...checked.data, extra: {} } };
  const [issue] = checked.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? 'the alert' : issue.path.join('.');
  return { problem: `${field}: ${issue?.message ?? 'not usable'}` };
}
