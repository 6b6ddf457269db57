import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.map': 'application/json',
};

/** Forbids the page to load from, or send to, any other place. */
const policy =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/** Serves one file of the built page; the folder itself means index.html. */
export async function servePage(res: ServerResponse, pageDir: string, path: string): Promise<void> {
  const file = normalize(join(pageDir, path === '' ? 'index.html' : path));
  const inside = file.startsWith(normalize(pageDir + sep));
  try {
    if (!inside) throw new Error('outside the page folder');
    const bytes = await readFile(file);
    const type = types[extname(file)] ?? 'application/octet-stream';
    res.writeHead(200, {
      'content-type': type,
      'content-security-policy': policy,
      'cache-control': 'no-cache',
    });
    res.end(bytes);
  } catch {
    res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    res.end(path === '' ? 'The sandbox page is not built: run npm run build.\n' : 'There is no such page.\n');
  }
}
