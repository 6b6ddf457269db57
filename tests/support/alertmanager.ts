import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './loopback.ts';
import { shown, withWords } from './prometheus-doc.ts';
import { type Program, start } from './prometheus-programs.ts';

export interface Alertmanager {
  program: Program;
  port: number;
  url: string;
}

/**
 * Starts the real Alertmanager with the file of docs/alertmanager.md; only addresses and times are changed, so that an
 * alert takes a moment where it takes minutes in life.
 * @param folder where its files go; the caller removes it
 */
export async function startAlertmanager(
  folder: string,
  airb: { url: string; secret: string },
): Promise<Alertmanager> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const credentials = join(folder, 'airb-secret');
  const file = join(folder, 'alertmanager.yml');
  const storage = join(folder, 'alertmanager');
  writeFileSync(credentials, `${airb.secret}\n`);
  writeFileSync(file, config({ url: airb.url, credentials }));
  mkdirSync(storage);
  const program = await start(
    [
      'prometheus-alertmanager',
      `--config.file=${file}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      `--storage.path=${storage}`,
      '--log.level=debug',
    ],
    { ready: `${url}/-/ready` },
  );
  return { program, port, url };
}

function config({ url, credentials }: { url: string; credentials: string }): string {
  return withWords(shown('alertmanager.yml'), {
    'https://airb.example.com': url,
    '/etc/alertmanager/airb-secret': credentials,
    'group_wait: 10s': 'group_wait: 100ms',
    'group_interval: 1m': 'group_interval: 500ms',
    'repeat_interval: 4h': 'repeat_interval: 1s',
  });
}
