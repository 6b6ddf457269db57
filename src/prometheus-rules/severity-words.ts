import type { Severity } from '../domain/people.ts';

/**
 * The word for a severity that airb reads back as the same, and that routes and inhibitions of an Alertmanager already
 * know. No usual word means sev1, so it says so itself.
 */
export const severityWord: Record<Severity, string> = {
  sev1: 'sev1',
  sev2: 'critical',
  sev3: 'warning',
  sev4: 'info',
};
