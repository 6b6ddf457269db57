import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { BusyError } from '../../../errors.ts';
import { isObject, jsonIn } from '../../../http/json.ts';
import type { RequestListener } from '../../../http/listen.ts';
import { bodyLimit, heldBytes, readBody } from '../../../http/request-body.ts';
import { sparing } from '../../../http/sparing.ts';
import type { Log } from '../../../ports/log.ts';

/** Bytes of bodies that are held at once: who signed one is known only once it has been read. */
const mostHeld = 16 * bodyLimit;

/** Seconds by which the time of a request may differ from ours, before or after. */
const tolerance = 300;

/**
 * Lets through to Bolt only what Bolt handles safely: a POST of bounded size, signed by Slack within five minutes of
 * now, whose payload is an object. Without this, Bolt 5.1 accepts requests dated in the future, which an eavesdropper
 * could keep for later, and a signed payload of `null` ends the process. Source of the signing rule:
 * docs.slack.dev/authentication/verifying-requests-from-slack. This uses the wall clock, because Slack signs with it.
 */
export function gate(
  listener: RequestListener,
  { path, secret, log, onForged, onHeldBack }: Gate,
): RequestListener {
  const seldom = sparing(log);
  const held = heldBytes(mostHeld);
  const refuse = (res: ServerResponse, status: number) => {
    if (status === 401) onForged();
    seldom.warn({ status }, `refused a request to ${path}`);
    finish(res, status);
  };
  return (req, res) => {
    if (req.method !== 'POST' || req.url?.split('?')[0] !== path) return finish(res, 404);
    // A signature covers the body, but what can't be one is seen before a byte of it is read.
    if (!mayBeSigned(req.headers) && !mayBeCertificateCheck(req.headers)) return refuse(res, 401);
    const slip = held.slip();
    res.once('close', slip.free);
    readBody(req, bodyLimit, slip)
      .then((body) => {
        if (body && isCertificateCheck(req, body)) return finish(res, 200);
        const status = body === undefined ? 413 : refusalOf(req, body, secret);
        if (status !== undefined) return refuse(res, status);
        if (body && isHeldBack(req, body)) {
          onHeldBack();
          seldom.warn({}, 'Slack holds events back: more than 30,000 in an hour');
          return finish(res, 200);
        }
        // Bolt takes the body from here when it has been read already.
        Object.assign(req, { rawBody: body });
        listener(req, res);
      })
      .catch((error: unknown) => {
        log.debug({ error: String(error) }, `a request to ${path} broke off`);
        if (error instanceof BusyError) return finish(res, 503);
        if (!res.headersSent) finish(res, 400);
      });
  };
}

interface Gate {
  path: string;
  secret: string;
  log: Log;
  /** Called for each request that Slack did not sign. */
  onForged(): void;
  /** Called when Slack says that it holds events back, because there were too many. */
  onHeldBack(): void;
}

/** Answers with a status only. */
export function finish(res: ServerResponse, status: number): void {
  res.writeHead(status);
  res.end();
}

/** True for Slack's check of the certificate. It needs no signature, and everything else in it is ignored. */
function isCertificateCheck(req: IncomingMessage, body: Buffer): boolean {
  if (/^application\/json\b/i.test(req.headers['content-type'] ?? '')) return false;
  return new URLSearchParams(body.toString('utf8')).has('ssl_check');
}

/** The status of the refusal; undefined when Bolt may have the request. */
function refusalOf(req: IncomingMessage, body: Buffer, secret: string): number | undefined {
  if (!isSigned(req, body, secret)) return 401;
  return holdsObject(req.headers['content-type'] ?? '', body.toString('utf8')) ? undefined : 400;
}

function isSigned(req: IncomingMessage, body: Buffer, secret: string): boolean {
  if (!mayBeSigned(req.headers)) return false;
  const time = timeIn(req.headers);
  const given = Buffer.from(String(req.headers['x-slack-signature'] ?? ''));
  const expected = Buffer.from(
    `v0=${createHmac('sha256', secret).update(`v0:${time}:`).update(body).digest('hex')}`,
  );
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** True when the headers are those of a signed request of the last minutes. */
function mayBeSigned(headers: IncomingHttpHeaders): boolean {
  const time = timeIn(headers);
  const fresh = /^\d{1,12}$/.test(time) && Math.abs(Date.now() / 1000 - Number(time)) <= tolerance;
  return fresh && /^v0=[\da-f]{64}$/.test(String(headers['x-slack-signature'] ?? ''));
}

function timeIn(headers: IncomingHttpHeaders): string {
  return String(headers['x-slack-request-timestamp'] ?? '');
}

/** True for a small form, which Slack's check of the certificate is. */
function mayBeCertificateCheck(headers: IncomingHttpHeaders): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return length <= 1024 && !/^application\/json\b/i.test(headers['content-type'] ?? '');
}

/**
 * True when the body holds an object. A command is a form; everything else is a JSON object, bare or in the form field
 * `payload`.
 */
function holdsObject(type: string, text: string): boolean {
  if (/^application\/json\b/i.test(type)) return objectIn(text) !== undefined;
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload === null ? form.has('command') : objectIn(payload) !== undefined;
}

/** Source: docs.slack.dev/apis/events-api, “Rate limiting”. It has no event, which Bolt would look for. */
function isHeldBack(req: IncomingMessage, body: Buffer): boolean {
  if (!/^application\/json\b/i.test(req.headers['content-type'] ?? '')) return false;
  return objectIn(body.toString('utf8'))?.type === 'app_rate_limited';
}

function objectIn(json: string): Record<string, unknown> | undefined {
  const value = jsonIn(json);
  return isObject(value) ? value : undefined;
}
