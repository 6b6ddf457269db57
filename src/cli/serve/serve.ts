import type { Command } from 'commander';
import type { Config } from '../../config.ts';
import { createLog } from '../../log.ts';
import { stderrSink } from '../../log-sink.ts';
import { endOnFault } from '../terminal/guards.ts';
import type { Io } from '../terminal/io.ts';
import { untilTold } from '../terminal/until-told.ts';
import { spareMemory } from './spare-memory.ts';

/** Adds `airb serve`: runs until it is told to stop. */
export function registerServe(program: Command, settings: () => Config, io: Io): void {
  program
    .command('serve')
    .description('run the bot (this is what npm start does)')
    .action(async () => {
      const started = spareMemory();
      const config = settings();
      const { startApp } = await import('../../app/start.ts');
      const sink = stderrSink();
      const log = createLog(config.log, sink);
      endOnFault(log, sink);
      const app = await startApp(config, { log });
      started();
      // Whoever reads where it listens may end it at once.
      const told = untilTold(app, sink);
      io.out(app.summary().join('\n'));
      await told;
    });
}
