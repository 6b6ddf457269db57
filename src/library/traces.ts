import type { SamplesSpec, TracesSpec } from '../domain/runbooks/runbook.ts';
import type { SystemFile } from './files/system.ts';

type TracesFile = NonNullable<SystemFile['traces']>;

/**
 * Where a system's traces are read, as the domain knows it: the tool's own form of a link, with the system's name and its
 * query filled in. The forms and where they come from stand in docs/traces.md.
 * @param system its id, which stands for `{system}`
 */
export function toTraces(file: TracesFile, system: string): TracesSpec {
  const { tool, samples } = file;
  const query = (file.query ?? '').replaceAll('{system}', system);
  const link = templates[tool]({ ...file, url: file.url.replace(/\/+$/, ''), query });
  const filled = withNames(link, { system, query });
  return {
    tool,
    link: filled,
    ...(samples && { samples: toSamples(samples, { system, query, file }) }),
  };
}

type Filled = TracesFile & { query: string };

/** Times stay blanks; everything else is written into the form here, encoded. */
const templates: Record<TracesSpec['tool'], (file: Filled) => string> = {
  langfuse: ({ url, query }) =>
    `${url}/traces?dateRange={fromMs}-{toMs}${query ? `&search=${encodeURIComponent(query)}` : ''}`,
  langsmith: ({ url, query }) => {
    const time = encoded('{"startTime":"{from}","endTime":"{to}"}', ['from', 'to']);
    return `${url}?timeModel=${time}${query ? `&searchModel=${encodeURIComponent(JSON.stringify({ filter: query }))}` : ''}`;
  },
  phoenix: ({ url, query }) =>
    `${url}/traces?timeRangeKey=custom&timeRangeStart={from}&timeRangeEnd={to}${query ? `&filterCondition=${encodeURIComponent(query)}` : ''}`,
  datadog: ({ url, query }) =>
    `${url}?${query ? `query=${encodeURIComponent(query)}&` : ''}start={fromMs}&end={toMs}&paused=true`,
  tempo: grafana,
  link: ({ url }) => url,
};

/** Source: “Generate Explore URLs from external tools” in Grafana's documentation of Explore. */
function grafana({ url, query, datasource = 'tempo' }: Filled): string {
  const source = { type: 'tempo', uid: datasource };
  const panes = {
    airb: {
      datasource,
      queries: [
        {
          refId: 'A',
          datasource: source,
          queryType: 'traceql',
          query: query || '{}',
          tableType: 'traces',
          limit: 20,
        },
      ],
      range: { from: '{fromMs}', to: '{toMs}' },
    },
  };
  return `${url}/explore?schemaVersion=1&orgId=1&panes=${encoded(JSON.stringify(panes), ['fromMs', 'toMs'])}`;
}

/** Encoded for an address, except for blanks that are filled later. */
function encoded(text: string, blanks: string[]): string {
  return blanks.reduce(
    (whole, name) => whole.replaceAll(encodeURIComponent(`{${name}}`), `{${name}}`),
    encodeURIComponent(text),
  );
}

function withNames(template: string, names: { system: string; query: string }): string {
  return template.replace(/\{(system|query)\}/g, (_, name: 'system' | 'query') =>
    encodeURIComponent(names[name]),
  );
}

function toSamples(
  samples: NonNullable<TracesFile['samples']>,
  { system, query, file }: { system: string; query: string; file: TracesFile },
): SamplesSpec {
  const { url, id, input, output, headers } = samples;
  const items = samples.items ?? (url === undefined ? 'data' : undefined);
  const whole = url ?? `${originOf(file.url)}${langfuseTraces}`;
  return { url: withNames(whole, { system, query }), ...(items && { items }), id, input, output, headers };
}

/** Source: the OpenAPI document of Langfuse, `GET /api/public/traces`; input and output come with the field group `io`. */
const langfuseTraces =
  '/api/public/traces?fromTimestamp={from}&toTimestamp={to}&limit={limit}&page={page}&fields=core,io';

/** The address without its path, also where a variable stands for its beginning. */
function originOf(url: string): string {
  return /^(?:https?:\/\/[^/?#]+|\$\{[A-Z][A-Z0-9_]*\})/.exec(url)?.[0] ?? url;
}
