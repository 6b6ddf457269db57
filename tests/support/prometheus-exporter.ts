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
  /** From now on a counter grows by so much for each unit of what it is a share of. */
  bend(series: string, per: number): void;
  close(): void;
}

interface System {
  signals: Record<string, { query: string; baseline: number }>;
}

interface Wanted {
  query: string;
  value: number;
}

/** Each query of the sample systems, with what is normal. */
function normals(): Wanted[] {
  const folder = 'runbooks/systems';
  const systems = readdirSync(folder).map(
    (name) => parse(readFileSync(join(folder, name), 'utf8')) as System,
  );
  const signals = systems.flatMap((system) => Object.values(system.signals));
  return signals.map(({ query, baseline }) => ({ query, value: baseline }));
}

/**
 * The series that make a query of a sample system give a value: a gauge where it names one, else counters or a histogram
 * that have grown so evenly that any window gives it.
 * @param grown how much the counters that others are a share of have grown
 */
function seriesFor({ query, value }: Wanted, grown: number): [series: string, value: number][] {
  const [first = ''] = query.replaceAll(/^#.*$/gm, '').split(/\nor\n/);
  const selectors = [...first.matchAll(/[a-zA-Z_:][\w:]*\{[^}]*\}/g)].map(([one]) => one);
  const [top = '', bottom = selectors.at(-1) ?? ''] = [selectors[0], selectors.at(-1)];
  if (first.trim() === top) return [[top, value]];
  if (first.includes('histogram_quantile')) {
    const bucket = (le: string): [string, number] => [top.replace('}', `,le="${le}"}`), grown];
    return [bucket(String(value / 0.95)), bucket('+Inf')];
  }
  if (first.startsWith('3600 *')) return [[top, (value / 3600) * grown]];
  if (selectors.length === 1) return [[top, grown]];
  // Retries are attempts less the first.
  const share = first.includes('- 1') ? value + 1 : value;
  if (nameOf(top) !== nameOf(bottom))
    return [
      [top, share * grown],
      [bottom, grown],
    ];
  // A part of the same counter: what is counted with that label, and the rest.
  const by = /by \((\w+)\)/.exec(first)?.[1];
  const labelled = (series: string) => (by === undefined ? series : series.replace('}', `,${by}="refund"}`));
  return [
    [labelled(top.replace('!=""', '="timeout"')), value * grown],
    [labelled(bottom), (1 - value) * grown],
  ];
}

const nameOf = (series: string) => series.slice(0, series.indexOf('{'));

const ofTheBot = (metric: string) => `${metric}{system="support-bot"}`;

/** From when on a counter grows otherwise, and by how much for each unit of what it is a share of. */
interface Bend {
  from: number;
  value: number;
  per: number;
}

/** The metrics of the sample systems as Prometheus scrapes them, all at their normal until told otherwise. */
export async function exporter(): Promise<Exporter> {
  const wanted = normals();
  const gauges: Record<string, number> = {};
  const bends: Record<string, Bend> = {};
  const started = Date.now();
  // Much traffic, so that a window that has only begun already holds enough of it.
  const grown = () => Date.now() - started;
  function counted(at: number): Record<string, number> {
    const values = Object.fromEntries(wanted.flatMap((one) => seriesFor(one, at)));
    for (const [series, { from, value, per }] of Object.entries(bends))
      values[series] = value + (at - from) * per;
    return values;
  }
  const server = createServer((_req, res) => {
    const lines = Object.entries({ ...counted(grown()), ...gauges }).map(
      ([series, value]) => `${series} ${value}\n`,
    );
    res.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(lines.join(''));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    series: wanted.length,
    set(metric, value) {
      const series = ofTheBot(metric);
      if (!wanted.some(({ query }) => query === series)) throw new Error(`the exporter has no ${series}`);
      gauges[series] = value;
    },
    bend(series, per) {
      const from = grown();
      const value = counted(from)[series];
      if (value === undefined) throw new Error(`the exporter has no ${series}`);
      bends[series] = { from, value, per };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
