import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { RequestListener } from '../http/listen.ts';
import type { Log } from '../ports/log.ts';
import type { Spans } from '../ports/spans.ts';
import { advice, type TracingSettings } from './otlp-settings.ts';
import { tracedRequests } from './requests.ts';
import { routeNames } from './routes.ts';
import { createSpans } from './spans.ts';
import { telling } from './telling.ts';

export interface Tracing {
  spans: Spans;
  /** @param paths of all routes, for their names */
  requests(listener: RequestListener, paths: readonly string[]): RequestListener;
  /** Sends what waits; no longer than a moment. */
  stop(): Promise<void>;
}

/** Milliseconds that the last spans get: a collector that is down must not hold up a stop. */
const lastWords = 1000;

/** Sends spans by OTLP. Nothing of it is global, and nothing is patched: airb says itself what it does. */
export function openTracing(settings: TracingSettings, log: Log): Tracing {
  const { exporter, left } = telling(exporterOf(settings), log, advice(settings));
  const provider = new TracerProvider({
    resource: resourceFromAttributes(settings.attributes),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('airb');
  const spans = createSpans(tracer);
  return {
    spans,
    requests: (listener, paths) => tracedRequests(listener, { tracer, spans, routeOf: routeNames(paths) }),
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(resolve, lastWords, 'late');
      });
      if ((await Promise.race([provider.shutdown(), late])) === 'late') left();
      clearTimeout(timer);
    },
  };
}

function exporterOf({ url, headers, protocol }: TracingSettings): SpanExporter {
  return protocol === 'http/json'
    ? new JsonExporter({ url, headers })
    : new ProtobufExporter({ url, headers });
}
