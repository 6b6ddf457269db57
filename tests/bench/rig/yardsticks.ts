import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { httpPost } from './load.ts';
import { answered, freePort, type Program, startNode, startProgram } from './process.ts';

/** A server that is measured beside the bot. */
export interface Yardstick {
  name: string;
  program: Program;
  /** The whole request that brings it an alert. @param body as Alertmanager posts it */
  request(body: string): string;
}

const json = { 'content-type': 'application/json' };

const programFile = (name: string) => fileURLToPath(new URL(`../programs/${name}`, import.meta.url));

/** The least a node:http server can do with a JSON body. */
export async function startEcho(): Promise<Program> {
  const port = await freePort();
  const echo = startNode(['--import', 'tsx', programFile('echo.ts'), String(port)], port);
  await answered(echo.url);
  return echo;
}

/** What durability alone demands of an alert that joins an incident. */
async function startDurable(dir: string): Promise<Program> {
  const port = await freePort();
  const file = join(mkdtempSync(join(dir, 'durable-')), 'records.db');
  const program = startNode(['--import', 'tsx', programFile('durable.ts'), String(port), file], port);
  await answered(program.url);
  return program;
}

/** Alertmanager itself, which keeps alerts in memory; undefined where it is not installed. */
async function startAlertmanager(dir: string): Promise<Program | undefined> {
  const name = 'prometheus-alertmanager';
  if (spawnSync(name, ['--version']).status !== 0) return undefined;
  const [port, home] = [await freePort(), mkdtempSync(join(dir, 'alertmanager-'))];
  const config = join(home, 'alertmanager.yml');
  writeFileSync(config, 'route: {receiver: nobody}\nreceivers: [{name: nobody}]\n');
  const options = [
    ...[`--config.file=${config}`, `--storage.path=${home}`, '--log.level=error'],
    ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
  ];
  const program = startProgram([name, ...options], port);
  await answered(`${program.url}/-/ready`);
  return program;
}

/** The alert as Prometheus gives it to Alertmanager: its fingerprint is one of its labels there. */
function forAlertmanager(body: string): string {
  const { alerts } = JSON.parse(body) as { alerts: { labels: object; fingerprint: string }[] };
  const given = alerts.map(({ labels, fingerprint, ...alert }) => {
    const { annotations, generatorURL } = alert as { annotations?: object; generatorURL?: string };
    return { labels: { ...labels, instance: fingerprint }, annotations, generatorURL };
  });
  return httpPost('/api/v2/alerts', json, JSON.stringify(given));
}

/** All that intake is compared with: the bare echo first, then what durability demands, then a peer. */
export async function startYardsticks(dir: string): Promise<Yardstick[]> {
  const request = (body: string) => httpPost('/', json, body);
  const alertmanager = await startAlertmanager(dir);
  return [
    { name: 'a bare node:http JSON echo', program: await startEcho(), request },
    { name: 'what durability alone demands', program: await startDurable(dir), request },
    ...(alertmanager
      ? [{ name: 'Alertmanager’s v2 API', program: alertmanager, request: forAlertmanager }]
      : []),
  ];
}
