import { masking } from '../redaction/masking.ts';

/** What leaves for an eval tool holds neither secrets nor personal data, whatever the runbook asked for. */
export function maskForEvals(text: string): string {
  return masking.text(text, { masks: 'personal-data' });
}
