import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface Exporter {
  port: number;
  /** How many series there are: one for each signal of the sample systems. */
  series: number;
  /** Sets a metric of the support bot. */
  set(metric: string, value: number): void;
  close(): void;
}

interface System {
  signals: Record<string, { query: string; baseline: number }>;
}

/** Each query of the sample systems, which name a series each, with what is normal. */
function normals(): Record<string, number> {
  const folder = 'runbooks/systems';
  const systems = readdirSync(folder).map(
    (name) => parse(readFileSync(join(folder, name), 'utf8')) as System,
  );
  const signals = systems.flatMap((system) => Object.values(system.signals));
  return Object.fromEntries(signals.map(({ query, baseline }) => [query, baseline]));
}

/** The metrics of the sample systems as Prometheus scrapes them, all at their normal until told otherwise. */
export async function exporter(): Promise<Exporter> {
  const values = normals();
  const server = createServer((_req, res) => {
    const lines = Object.entries(values).map(([series, value]) => `${series} ${value}\n`);
    res.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(lines.join(''));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    series: Object.keys(values).length,
    set(metric, value) {
      const series = `${metric}{system="support-bot"}`;
      if (!(series in values)) throw new Error(`the exporter has no ${series}`);
      values[series] = value;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
