import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Exporter {
  port: number;
  set(metric: string, value: number): void;
  close(): void;
}

/** The support bot's metrics as Prometheus scrapes them, all at their normal until told otherwise. */
export async function exporter(): Promise<Exporter> {
  const values: Record<string, number> = {
    airb_refusal_ratio: 0.04,
    airb_ticket_deflection_ratio: 0.42,
    airb_unsafe_answer_ratio: 0.002,
    airb_latency_p95_seconds: 1.8,
    airb_output_tokens_mean: 240,
    airb_cost_per_request_usd: 0.011,
    airb_schema_violation_ratio: 0.003,
  };
  const server = createServer((_req, res) => {
    const lines = Object.entries(values).map(([name, value]) => `${name}{system="support-bot"} ${value}\n`);
    res.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(lines.join(''));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    set(metric, value) {
      if (!(metric in values)) throw new Error(`the exporter has no ${metric}`);
      values[metric] = value;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
