import { createServer } from 'node:http';
import { closed, listening } from './loopback.ts';

/** A deployment system of a story of its own: says what is live at `/<part>`, and puts another version live. */
export interface PlayedParts {
  url: string;
  live(part: string): string | undefined;
  /** Somebody else puts a version live. */
  put(part: string, version: string): void;
  /** How often airb asked for a change. */
  calls(part: string): number;
  close(): Promise<void>;
}

export async function playParts(parts: Record<string, string>): Promise<PlayedParts> {
  const live = new Map(Object.entries(parts));
  const called: string[] = [];
  const server = createServer((request, response) => {
    const part = (request.url ?? '').slice(1);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'POST') {
        const { version } = JSON.parse(Buffer.concat(chunks).toString()) as { version: string };
        live.set(part, version);
        called.push(part);
      }
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ live: live.get(part) }));
    });
  });
  const url = await listening(server);
  return {
    url,
    live: (part) => live.get(part),
    put: (part, version) => live.set(part, version),
    calls: (part) => called.filter((one) => one === part).length,
    close: () => closed(server),
  };
}
