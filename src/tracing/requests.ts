import type { IncomingHttpHeaders } from 'node:http';
import {
  type Context,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { RequestListener } from '../http/listen.ts';
import type { OwnSpans } from './spans.ts';

const propagator = new W3CTraceContextPropagator();
const header = {
  keys: (headers: IncomingHttpHeaders) => Object.keys(headers),
  get: (headers: IncomingHttpHeaders, name: string) => headers[name],
};

/**
 * A span for each request, in the trace of a sender that names its own (`traceparent`).
 * @param routeOf what a path is called; undefined for what is not traced. Paths hold secrets, so they are not told.
 */
export function tracedRequests(
  listener: RequestListener,
  parts: { tracer: Tracer; spans: OwnSpans; routeOf: (path: string) => string | undefined },
): RequestListener {
  const { tracer, spans, routeOf } = parts;
  return (req, res) => {
    const route = routeOf(req.url?.split('?')[0] ?? '');
    if (route === undefined) return listener(req, res);
    const method = methods.has(req.method ?? '') ? String(req.method) : '_OTHER';
    const context = propagator.extract(ROOT_CONTEXT, req.headers, header);
    const span = begun({ tracer, context, method, route });
    res.once('close', () => ended(span, res.statusCode));
    spans.inside(span, context, () => listener(req, res));
  };
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function begun(of: { tracer: Tracer; context: Context; method: string; route: string }): OtelSpan {
  const { tracer, context, method, route } = of;
  const attributes = { 'http.request.method': method, 'http.route': route };
  return tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, context);
}

function ended(span: OtelSpan, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
