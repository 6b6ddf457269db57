import { cpSync } from 'node:fs';
import { join } from 'node:path';

/** Enough of what is shipped to be a library: every field is used, and nothing in it depends on the rest. */
const sample = [
  'organization.yaml',
  'systems/support-bot.yaml',
  'library/cost/cost-spike.yaml',
  'library/governance/refusal-spike.yaml',
  'library/quality/prompt-regression.yaml',
  'library/reliability/ai-triage.yaml',
];

/** Puts a copy of some of the shipped runbooks into a folder; reading them takes a fraction of what all of them take. */
export function copySample(dir: string): void {
  for (const file of sample) cpSync(join(import.meta.dirname, '../../runbooks', file), join(dir, file));
}
