import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { loadLibrary } from '../../src/library/load.ts';

let sample: Library | undefined;

/** The shipped runbooks, read once: nobody changes a library, whoever wants another one makes it from this. */
export function sampleLibrary(): Library {
  if (sample) return sample;
  const env = { AIRB_SANDBOX_URL: 'http://127.0.0.1:1/sandbox', SUPPORT_BOT_ROLLBACK_TOKEN: 'token' };
  const { library, findings } = loadLibrary('runbooks', { env });
  if (!library) throw new Error(`the sample runbooks do not load: ${JSON.stringify(findings)}`);
  sample = library;
  return library;
}
