import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of airb's own package: migrations and the version stand there. The program is bundled, so how deep a
 * module's file lies says nothing about where it came from.
 */
export const packageRoot = rootAbove(dirname(fileURLToPath(import.meta.url)));

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder)
    throw new Error('airb lies outside its own package: there is no package.json above it.');
  return rootAbove(above);
}
