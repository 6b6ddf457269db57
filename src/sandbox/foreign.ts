import type { IncomingMessage } from 'node:http';
import { HttpError } from './http.ts';

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Here anybody may act as anybody, so only this machine may ask, by its own name and from no other website: a page
 * elsewhere must not act through a browser that happens to run here.
 * @throws HttpError 421 for another name, 403 for a change another site asks for
 */
export function refuseForeign({ method, headers }: IncomingMessage): void {
  const { host = '', origin } = headers;
  if (!ownNames.has(host.toLowerCase().replace(/:\d+$/, '')))
    throw new HttpError(421, 'the sandbox is only served under localhost');
  const elsewhere = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
  if (elsewhere && !reading.has(method ?? '')) throw new HttpError(403, 'only the sandbox page may do that');
}
