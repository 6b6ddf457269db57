import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startAlertmanager } from './alertmanager.ts';
import { freePort } from './loopback.ts';
import { shown, withWords } from './prometheus-doc.ts';
import { type Exporter, exporter } from './prometheus-exporter.ts';
import { type Program, start } from './prometheus-programs.ts';

/** Exporter → Prometheus → Alertmanager → airb, each on a port of loopback. */
export interface Stack {
  folder: string;
  exporter: Exporter;
  prometheusUrl: string;
  alertmanager: Program;
  alertmanagerUrl: string;
  close(): Promise<void>;
}

/**
 * Starts the Debian programs with the files of docs/alertmanager.md; only addresses and times are changed, so that an
 * alert takes a second where it takes minutes in life.
 */
export async function startStack(airb: { url: string; secret: string }): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'airb-prometheus-'));
  const metrics = await exporter();
  const prometheusPort = await freePort();
  const prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  write('rules.yml', withWords(shown('rules.yml'), { 'for: 10m': 'for: 500ms', '[10m]': '[3s]' }));
  const alertmanager = await startAlertmanager(folder, airb);
  const ports = { exporterPort: metrics.port, alertmanagerPort: alertmanager.port };
  const prometheusFile = write('prometheus.yml', prometheusConfig(ports));
  mkdirSync(join(folder, 'tsdb'));
  const prometheus = await start(
    [
      'prometheus',
      `--config.file=${prometheusFile}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
    ],
    { ready: `${prometheusUrl}/-/ready` },
  );
  return {
    folder,
    exporter: metrics,
    prometheusUrl,
    alertmanager: alertmanager.program,
    alertmanagerUrl: alertmanager.url,
    async close() {
      await Promise.all([prometheus.end(), alertmanager.program.end()]);
      metrics.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function prometheusConfig(ports: { exporterPort: number; alertmanagerPort: number }): string {
  const at = (port: number) => [{ targets: [`127.0.0.1:${port}`] }];
  return stringify({
    global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
    rule_files: ['rules.yml'],
    // As behind an OpenTelemetry Collector: the label `job` is that of the service, not of the collector.
    scrape_configs: [{ job_name: 'support-bot', honor_labels: true, static_configs: at(ports.exporterPort) }],
    alerting: { alertmanagers: [{ static_configs: at(ports.alertmanagerPort) }] },
  });
}
