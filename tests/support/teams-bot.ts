import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const source = fileURLToPath(new URL('../crash/programs/teams-bot.ts', import.meta.url));
/** Below the repository, where the packages it needs are found. */
const program = fileURLToPath(new URL('../../node_modules/.cache/airb/teams-bot.js', import.meta.url));

/**
 * Bundles the program with Microsoft's side of Teams played on this machine, as the program itself is bundled.
 * @returns the file to run
 */
export function bundledTeamsBot(): string {
  buildSync({
    entryPoints: [source],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  return program;
}
