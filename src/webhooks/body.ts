import type { IncomingMessage } from 'node:http';
import { BusyError } from '../errors.ts';
import { notJson, Problem } from '../http/problem.ts';
import { type HeldBytes, readBody } from '../http/request-body.ts';

const json = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i;

/**
 * Takes bodies as bytes, because a signature covers exactly those. Only JSON types are accepted. That also keeps a web
 * page from posting here in a visitor's name: browsers ask first for anything except forms and plain text.
 * @param limit bytes
 */
export function bodyReader(
  limit: number,
): (req: IncomingMessage, slip: ReturnType<HeldBytes['slip']>) => Promise<Buffer> {
  return async (req, slip) => {
    if (!json.test(req.headers['content-type'] ?? '')) {
      if (carriesNothing(req)) return Buffer.alloc(0);
      throw notJson();
    }
    const body = await readBody(req, limit, slip).catch((error: unknown) => {
      if (error instanceof BusyError) throw error;
      throw new Problem(400, 'The body broke off before its end.');
    });
    if (body !== undefined) return body;
    throw new Problem(413, `The body is larger than ${limit} bytes, which is all this address takes.`, {
      hint: 'Send fewer items a request; in Alertmanager that is `max_alerts` of the webhook.',
    });
  };
}

/** Without a type and without a body, what is missing is the body. */
function carriesNothing({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  const none = headers['transfer-encoding'] === undefined && (length === undefined || length === '0');
  return none && headers['content-type'] === undefined;
}
