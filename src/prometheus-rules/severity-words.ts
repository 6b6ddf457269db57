import type { Severity } from '../domain/people.ts';

/**
 * A severity word that airb reads back as the same severity, and that Alertmanager routes and inhibitions usually know.
 * No usual word means sev1, so there the word is `sev1` itself.
 */
export const severityWord: Record<Severity, string> = {
  sev1: 'sev1',
  sev2: 'critical',
  sev3: 'warning',
  sev4: 'info',
};
