import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from './loopback.ts';
import { problemOf, problemType } from './problem.ts';

/** Why a browser that was led here by somebody else is not answered. */
export interface Foreign {
  /** 421: a name that is not this house's; 403: a page of another house wants something changed. */
  status: 403 | 421;
  detail: string;
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The check of everything that is served without a token or a signature, because it is for this machine only.
 * A page anywhere in the web can make a browser on this machine ask: by a name of its own that it lets point here
 * (DNS rebinding, seen in the Host header), or straight, by a form or a script (seen in Origin, and in Sec-Fetch-Site
 * where a browser leaves Origin out). Programs send neither of the last two.
 * @param host the name or address airb was told to listen on; loopback names are its own in any case
 * @returns undefined for a request of this house
 */
export function foreignIn({ method, headers }: IncomingMessage, host: string): Foreign | undefined {
  const asked = hostnameIn(headers.host ?? '');
  if (asked === undefined || !(isLoopback(asked) || asked === host.toLowerCase()))
    return { status: 421, detail: `This is only served under localhost or ${host}, not under another name.` };
  if (reading.has(method ?? '')) return undefined;
  const { origin, 'sec-fetch-site': site = 'none' } = headers;
  const own =
    origin === undefined ? ['same-origin', 'none'].includes(String(site)) : isOwn(origin, headers.host);
  return own ? undefined : { status: 403, detail: 'A page of another site may not change anything here.' };
}

/** Answers a foreign request as RFC 9457 says. */
export function refuseForeign(res: ServerResponse, { status, detail }: Foreign): void {
  res.writeHead(status, { 'content-type': problemType });
  res.end(JSON.stringify(problemOf(status, { detail })));
}

/** `null`, which a sandboxed frame or a file sends, is nobody's. */
function isOwn(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/** A URL would also read a user name, a path or a query into it, which no Host header has. */
function hostnameIn(header: string): string | undefined {
  return /^(?:([\w.-]+)|\[([\da-f:.]+)\])(?::\d+)?$/i.exec(header.toLowerCase())?.slice(1).find(Boolean);
}
