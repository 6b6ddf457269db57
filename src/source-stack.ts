import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './package-root.ts';

const bundled = join(packageRoot, 'dist');
const place = /file:\/\/[^\s()]+\.js:\d+:\d+/g;
const parts = /^(.*):(\d+):(\d+)$/;
const maps = new Map<string, SourceMap | undefined>();

/**
 * The stack of an error with places in the source files instead of the bundle. The maps are read when the first error
 * is shown and not when the program starts, because they are as large as the program.
 */
export function sourceStack(stack: string): string {
  return stack.replaceAll(place, (found) => {
    const [, url = '', line, column] = parts.exec(found) ?? [];
    const file = fileURLToPath(url);
    if (!file.startsWith(bundled)) return found;
    const origin = mapOf(file)?.findOrigin(Number(line), Number(column));
    if (!origin || !('fileName' in origin)) return found;
    const source = fileURLToPath(new URL(origin.fileName, url));
    return `${relative(packageRoot, source)}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, read(`${file}.map`));
  return maps.get(file);
}

/** Nothing where it can't be read: a stack of the bundle is better than none. */
function read(path: string): SourceMap | undefined {
  try {
    if (!existsSync(path)) return undefined;
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
