import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from './state.ts';

const maxBody = 16 * 1024 * 1024;

/** A request that is answered with a plain sentence and this status. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
  }
}

/** @throws HttpError 413 when the body is larger than 16 MB. */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += (chunk as Buffer).length;
    if (size > maxBody) throw new HttpError(413, 'the body is larger than 16 MB');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** @throws HttpError 400 when the text is not a JSON object. */
export function parseObject(body: Buffer): Json {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // Falls through to the one answer for anything that is not an object.
  }
  throw new HttpError(400, 'the body must be a JSON object');
}

export function formFields(body: string): Json {
  return Object.fromEntries(new URLSearchParams(body));
}

export function answerJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  res.end(text);
}
