import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';

/** The text of verify.mjs, which goes into each bundle: it lies beside this file, and in dist/ of the built program. */
export function verifier(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'verify.mjs');
  return readFileSync(existsSync(beside) ? beside : join(packageRoot, 'dist', 'verify.mjs'), 'utf8');
}
