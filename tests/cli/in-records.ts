import { Command } from 'commander';
import { registerAudit } from '../../src/cli/audit/audit.ts';
import { registerIncidents } from '../../src/cli/incidents/incidents.ts';
import { registerPostmortem } from '../../src/cli/postmortem/postmortem.ts';
import { registerTimeline } from '../../src/cli/timeline/timeline.ts';
import type { ChainFault } from '../../src/ports/records.ts';
import { logs, webOptions } from '../web/web-fixture.ts';
import { recorded } from './recorded.ts';

interface Run {
  out: string;
  err: string;
  code: number | undefined;
  /** How often the records were closed. */
  closed: number;
}

/** Runs a verb that reads the records, on those of three incidents. */
export async function airb(words: string, faults: ChainFault[] = []): Promise<Run> {
  const run: Run = { out: '', err: '', code: undefined, closed: 0 };
  const { store } = webOptions();
  const records = {
    ...store,
    verify: async (incident?: number) => ({
      events: incident === undefined ? [...logs.values()].flat().length : (logs.get(incident) ?? []).length,
      faults,
      redacted: 0,
    }),
    close: async () => {
      run.closed += 1;
    },
  };
  const io = recorded(run);
  const program = new Command().exitOverride();
  for (const register of [registerIncidents, registerTimeline, registerPostmortem])
    register(program, { openStore: async () => records }, io);
  registerAudit(program, { absent: () => 'data holds no airb.db', openRecords: async () => records }, io);
  await program.parseAsync(words.split(' '), { from: 'user' });
  return run;
}
