import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const source = fileURLToPath(new URL('../crash/programs/teams-bot.ts', import.meta.url));
/** Below the repository, where the package that stays outside is found. */
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
    external: ['better-sqlite3', '@resvg/resvg-js'],
    banner: {
      js: "import { createRequire as airbRequireFrom } from 'node:module'; const require = airbRequireFrom(import.meta.url);",
    },
    platform: 'node',
    format: 'esm',
  });
  return program;
}
