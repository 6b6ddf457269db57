import type { Command } from 'commander';
import { type ExampleSet, exampleSets } from '../../domain/incident/events.ts';
import { count, inSeries } from '../../domain/plain.ts';
import type { Store } from '../../ports/store.ts';
import { inRecords } from '../records/incident-log.ts';
import { type Answer, answer, misuse } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';
import { writeFile } from '../terminal/write-file.ts';
import { type Collected, collect, leftOut } from './collect.ts';
import { type ExampleFormat, exampleFormats, lineIn } from './formats.ts';
import { type RunMeans, registerPassed } from './passed.ts';
import { type PushMeans, registerPush } from './push.ts';

type Records = Pick<Store, 'heads' | 'events' | 'content' | 'close'>;

interface Asked {
  set?: string;
  system?: string;
  format: string;
  private?: boolean;
  out?: string;
}

interface Means {
  openStore(): Promise<Records>;
  /** Takes secrets and personal data out of a text. */
  mask(): Promise<(text: string) => string>;
}

/** Adds `airb examples export`, `push` and `passed`. */
export function registerExamples(program: Command, means: Means & PushMeans & RunMeans, io: Io): void {
  const examples = program.command('examples').description('Failed examples of incidents, for the eval set.');
  registerPush(examples, means, io);
  registerPassed(examples, means, io);
  examples
    .command('export')
    .description('Print them as JSONL, without what was redacted and without personal data.')
    .option('--set <set>', 'blocking, monitoring or backlog; all when left out')
    .option('--system <id>', 'only those of one system')
    .option('--format <format>', 'jsonl (Braintrust rows), promptfoo or langfuse', 'jsonl')
    .option('--private', 'those of private incidents as well')
    .option('--out <file>', 'write them into a file')
    .action(async (asked: Asked) => answer(io, await exportExamples(means, asked)));
}

async function exportExamples({ openStore, mask }: Means, asked: Asked): Promise<Answer> {
  const format = exampleFormats.find((one) => one === asked.format);
  if (format === undefined)
    return misuse(`“${asked.format}” is no format: ${inSeries([...exampleFormats], 'or')}.`);
  const set = exampleSets.find((one) => one === asked.set);
  if (asked.set !== undefined && set === undefined)
    return misuse(`“${asked.set}” is no set: ${inSeries([...exampleSets], 'or')}.`);
  const { system, private: withPrivate, out } = asked;
  const clean = await mask();
  return inRecords(openStore, async (records) => {
    const collected = await collect(records, { set, system, withPrivate }, clean);
    return printed(collected, { format, set, system, out });
  });
}

function printed(
  { examples, redacted, hidden }: Collected,
  {
    format,
    set,
    system,
    out,
  }: {
    format: ExampleFormat;
    set?: ExampleSet | undefined;
    system?: string | undefined;
    out?: string | undefined;
  },
): Answer {
  const lines = examples.map((one) => JSON.stringify(lineIn[format](one)));
  const which = [set && `in the ${set} set`, system && `of ${system}`].filter(Boolean).join(' ');
  const beside = [
    ...(examples.length === 0 ? [`There is no failed example ${which}`.trim()] : []),
    ...leftOut({ redacted, hidden }),
  ];
  const aside = beside.length === 0 ? {} : { aside: `${beside.join('; ')}.` };
  const exit = examples.length === 0 ? 1 : 0;
  if (out === undefined || examples.length === 0) return { people: lines.join('\n'), exit, ...aside };
  writeFile(out, `${lines.join('\n')}\n`);
  return { people: `${count(examples.length, 'example')} in ${out}`, exit, ...aside };
}
