import { Command } from 'commander';
import { meansOf } from '../../src/app/doctor/means.ts';
import { registerDoctor } from '../../src/cli/doctor/doctor.ts';
import { readConfig } from '../../src/config.ts';

/** Runs one verb of the doctor in this process, with the real adapters. */
export async function airb(words: string[], env: Record<string, string | undefined>) {
  const told = { out: '', code: -1 };
  const io = {
    out: (text: string) => {
      told.out = text;
    },
    err: () => undefined,
    exit: (code: number) => {
      told.code = code;
    },
  };
  const program = new Command().exitOverride();
  registerDoctor(program, { settings: () => readConfig(env), means: async (config) => meansOf(config) }, io);
  await program.parseAsync(words, { from: 'user' });
  return told;
}
