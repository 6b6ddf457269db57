import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { movableClock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import { createLog, silentLog } from '../../log.ts';
import type { Io } from '../terminal/io.ts';
import { untilTold } from '../terminal/until-told.ts';
import { playScenario } from './play.ts';

interface Asked {
  auto?: boolean;
  scenario: string;
  out?: string;
}

/** The worked example happens on this afternoon (requirement source E). */
const demoStart = Date.parse('2025-02-17T14:10:00Z');

/** The verb `demo`: a whole incident in the sandbox, by hand or by itself. Nothing outside this machine is reached. */
export function registerDemo(program: Command, settings: () => Config, io: Io): void {
  program
    .command('demo')
    .description('play an incident in the sandbox: open the page and click, or watch it with --auto')
    .option('--auto', 'let scripted responders play it to the end')
    .option('--scenario <name>', 'which one, from runbooks/scenarios', 'support-bot')
    .option('--out <folder>', 'where --auto leaves the postmortem', '.')
    .action((asked: Asked) => (asked.auto ? auto(settings(), asked, io) : byHand(settings(), asked, io)));
}

/** A demo has its own records and reaches nothing: whatever is set for a real one does not count. */
function demoConfig(config: Config, port: number): Config {
  return {
    ...config,
    host: '127.0.0.1',
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    dataDir: mkdtempSync(join(tmpdir(), 'airb-demo-')),
    redisUrl: undefined,
    slack: undefined,
    pagerduty: undefined,
    pageWebhook: undefined,
    prometheusUrl: undefined,
    sourceSecrets: {},
    environment: {},
  };
}

async function byHand(config: Config, asked: Asked, io: Io): Promise<void> {
  const { startApp } = await import('../../app/compose.ts');
  const app = await startApp(demoConfig(config, config.port), {
    log: createLog(config.logLevel === 'info' ? 'warn' : config.logLevel),
    clock: movableClock(demoStart),
    scenario: asked.scenario,
  });
  io.out(
    [
      '',
      `  Open ${app.url}/sandbox/`,
      '',
      '  You play everybody in a small workspace. The guide on the right says what to do next, as whom, and why;',
      '  its first step sends the alert. Nothing leaves this machine. Ctrl-C ends it.',
      '',
    ].join('\n'),
  );
  await untilTold(app);
}

async function auto(config: Config, asked: Asked, io: Io): Promise<void> {
  const { startApp } = await import('../../app/compose.ts');
  const app = await startApp(demoConfig(config, 0), {
    log: config.logLevel === 'debug' ? createLog('debug') : silentLog,
    clock: movableClock(demoStart),
    scenario: asked.scenario,
  });
  try {
    await playScenario(app, { scenario: asked.scenario, out: asked.out ?? '.', io });
  } finally {
    await app.stop();
  }
}
