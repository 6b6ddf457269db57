import { ConfigError } from '../errors.ts';

/** Where spans go and what they are marked with. */
export interface TracingSettings {
  /** With the path: `http://127.0.0.1:4318/v1/traces`. */
  url: string;
  protocol: 'http/protobuf' | 'http/json';
  /** May hold a token; never printed. */
  headers: Record<string, string>;
  /** What the resource is called and described by, `service.name` included. */
  attributes: Record<string, string>;
}

/** OpenTelemetry's own variables, as far as airb reads them. */
export interface OtelVariables {
  OTEL_SDK_DISABLED?: string | undefined;
  OTEL_TRACES_EXPORTER?: string | undefined;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string | undefined;
  OTEL_EXPORTER_OTLP_PROTOCOL?: string | undefined;
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL?: string | undefined;
  OTEL_EXPORTER_OTLP_HEADERS?: Record<string, string> | undefined;
  OTEL_SERVICE_NAME?: string | undefined;
  OTEL_RESOURCE_ATTRIBUTES?: Record<string, string> | undefined;
}

const nearby = 'http://127.0.0.1:4318';

/**
 * Reads them as the specification of OpenTelemetry says; without an endpoint and without `OTEL_TRACES_EXPORTER` nothing is traced.
 * Source: opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables and …/protocol/exporter.
 * @throws ConfigError for what airb does not speak
 */
export function tracingOf(set: OtelVariables): TracingSettings | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = set;
  const exporter = set.OTEL_TRACES_EXPORTER ?? (base || own ? 'otlp' : 'none');
  if (exporter === 'none' || set.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  if (exporter !== 'otlp')
    throw new ConfigError('OTEL_TRACES_EXPORTER: expected otlp or none', 'airb sends traces by OTLP alone.');
  const { OTEL_SERVICE_NAME: service, OTEL_RESOURCE_ATTRIBUTES: attributes = {} } = set;
  return {
    url: own ?? `${(base ?? nearby).replace(/\/$/, '')}/v1/traces`,
    protocol: protocolOf(set),
    headers: set.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    attributes: { 'service.name': 'airb', ...attributes, ...(service && { 'service.name': service }) },
  };
}

function protocolOf(set: OtelVariables): TracingSettings['protocol'] {
  const { OTEL_EXPORTER_OTLP_PROTOCOL: general, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: own } = set;
  const text = own ?? general ?? 'http/protobuf';
  if (text === 'http/protobuf' || text === 'http/json') return text;
  throw new ConfigError(
    `${own === undefined ? 'OTEL_EXPORTER_OTLP_PROTOCOL' : 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'}: expected http/protobuf or http/json`,
    'airb speaks no grpc. Collectors take http/protobuf at port 4318, not 4317: set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf and OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://…:4318/v1/traces. OTEL_TRACES_EXPORTER=none sends no traces.',
  );
}

/** What to look at when nothing is taken; a collector's port for gRPC answers HTTP with bytes nobody can read. */
export function advice({ url }: Pick<TracingSettings, 'url'>): string | undefined {
  return new URL(url).port === '4317'
    ? 'collectors take gRPC at port 4317; airb sends HTTP, which they take at 4318'
    : undefined;
}
