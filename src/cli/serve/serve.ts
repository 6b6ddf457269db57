import type { Command } from 'commander';
import type { App } from '../../app/compose.ts';
import type { Config } from '../../config.ts';
import { createLog } from '../../log.ts';
import type { Io } from '../terminal/io.ts';

/** The verb `serve`: runs until it is told to stop. */
export function registerServe(program: Command, settings: () => Config, io: Io): void {
  program
    .command('serve')
    .description('run the bot (this is what npm start does)')
    .action(async () => {
      const config = settings();
      const { startApp } = await import('../../app/compose.ts');
      const app = await startApp(config, { log: createLog(config.logLevel) });
      io.out(app.summary().join('\n'));
      await untilTold(app);
    });
}

/** Resolves after SIGINT or SIGTERM, when everything under way is finished. A second signal ends at once. */
export function untilTold(app: Pick<App, 'stop'>): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = false;
    const end = () => {
      if (asked) process.exit(130);
      asked = true;
      app.stop().then(resolve, reject);
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
}
