import type { IncomingMessage } from 'node:http';
import { BusyError } from '../errors.ts';
import { notJson, Problem } from '../http/problem.ts';
import { type HeldBytes, readBody } from '../http/request-body.ts';

const json = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i;
const form = /^application\/x-www-form-urlencoded(?:\s*;|$)/i;
const charset = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i;

/**
 * Takes bodies as bytes, because a signature covers exactly those. Only JSON types are accepted. That also keeps a web
 * page from posting here in a visitor's name: browsers ask first for anything except forms and plain text.
 * @param limit bytes
 * @param options.formField the field of a form that holds the JSON, for tools that may send it so
 */
export function bodyReader(
  limit: number,
  { formField }: { formField?: string } = {},
): (req: IncomingMessage, slip: ReturnType<HeldBytes['slip']>) => Promise<Buffer> {
  return async (req, slip) => {
    const type = req.headers['content-type'] ?? '';
    refuseEncoded(req);
    if (!json.test(type) && !(formField !== undefined && form.test(type))) {
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

/**
 * The JSON of a body, in the charset its sender names.
 * @param mask takes the secrets out of what the parser quotes
 */
export function readJson(
  body: Buffer,
  {
    headers,
    formField = '',
    mask,
  }: Pick<IncomingMessage, 'headers'> & { formField?: string; mask: (text: string) => string },
): unknown {
  const type = headers['content-type'] ?? '';
  const sent = decoded(body, charset.exec(type)?.[1]);
  const text = form.test(type) ? (new URLSearchParams(sent).get(formField) ?? '') : sent;
  if (text.trim() === '') throw new Problem(400, 'The body is empty; expected JSON.');
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser quotes the place where it failed.
    const why = error instanceof Error ? mask(error.message) : 'unreadable';
    throw new Problem(400, `The body is not JSON: ${why}.`);
  }
}

/** JSON is UTF-8; a sender that says otherwise is taken at its word. What is no character becomes a mark, and the rest is kept. */
function decoded(body: Buffer, named = 'utf-8'): string {
  if (/^utf-?8$/i.test(named)) return body.toString('utf8').replace(/^\ufeff/, '');
  try {
    return new TextDecoder(named).decode(body);
  } catch {
    throw new Problem(415, `The charset ${named} is not known here.`, { hint: 'Send JSON in UTF-8.' });
  }
}

function refuseEncoded({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Problem(415, 'Compressed bodies are not read here.', {
      hint: 'Send it without Content-Encoding.',
    });
  }
}
