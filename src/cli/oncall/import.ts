import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Argument, type Command } from 'commander';
import { count } from '../../domain/plain.ts';
import type { Imported } from '../../library/import/draft.ts';
import { fromGrafanaOnCall } from '../../library/import/grafana-oncall.ts';
import { type ExportFile, jsonFile } from '../../library/import/items.ts';
import { fromOpsgenie } from '../../library/import/opsgenie.ts';
import { checkedImport, sectionText } from '../../library/import/section.ts';
import { loadLibrary } from '../../library/load.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Answer, answer, misuse } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

const tools = {
  'grafana-oncall': { title: 'Grafana OnCall', read: fromGrafanaOnCall },
  opsgenie: { title: 'Opsgenie or JSM Operations', read: fromOpsgenie },
};

interface Asked {
  dir: string;
  out?: string;
  json?: boolean;
}

const notes = `
The files are what the tool's API answers, saved: of Grafana OnCall schedules, on_call_shifts, escalation_chains,
escalation_policies and users; of Opsgenie and JSM Operations schedules?expand=rotation, their overrides, escalations
and users. Ends with 1 when something could not be carried over; each such thing is named.`;

/** Adds `airb oncall import <tool> <files…>`. */
export function registerImport(oncall: Command, { dir, clock }: { dir: string; clock: Clock }, io: Io): void {
  oncall
    .command('import')
    .addArgument(new Argument('<tool>', 'where the files are from').choices(Object.keys(tools)))
    .argument('<files...>', 'answers of its API, as JSON')
    .description('Print what another tool’s on-call settings come to in organization.yaml.')
    .option('--out <file>', 'write it to a new file')
    .option('--dir <folder>', 'the runbooks folder, whose people are recognised by e-mail address', dir)
    .option('--json', 'print JSON')
    .addHelpText('after', notes)
    .action((tool: keyof typeof tools, files: string[], asked: Asked, command: Command) => {
      const options: Asked = command.optsWithGlobals();
      answer(io, imported(tool, files, { ...options, clock }), { ...asked, ...options });
    });
}

function imported(
  tool: keyof typeof tools,
  names: string[],
  { dir, out, clock }: Asked & { clock: Clock },
): Answer {
  const files: ExportFile[] = [];
  for (const name of names) {
    const text = readText(name);
    if (text === undefined) return misuse(`${name}: can't be read.`);
    const file = jsonFile(basename(name), text);
    if (file === undefined) return misuse(`${name}: expected JSON, as the API of the tool answers it.`);
    files.push(file);
  }
  if (out !== undefined && existsSync(out)) return misuse(`${out}: is there already; name a new file.`);
  const { title, read } = tools[tool];
  const now = clock.now();
  const known = loadLibrary(dir, { now }).library?.organization.people ?? [];
  const found: Imported = checkedImport(read(files, { known, now }));
  const text = sectionText(found.draft, found.left, title);
  if (out !== undefined) writeFileSync(out, text, { flag: 'wx' });
  return {
    people: out === undefined ? text.trimEnd() : `${out}: ${summary(found)}`,
    json: { ...found.draft, left: found.left },
    ...(found.left.length > 0 && {
      aside: [`Not carried over:`, ...found.left.map((one) => `  ${one}`)].join('\n'),
    }),
    exit: found.left.length > 0 ? 1 : 0,
  };
}

function summary({ draft: { people, rotations, policies } }: Imported): string {
  const size = (all: object) => Object.keys(all).length;
  return `${count(size(rotations), 'rotation')}, ${count(size(policies), 'policy', 'policies')} and ${count(size(people), 'new person', 'new people')}`;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
