import type { Command } from 'commander';
import { type ExampleSet, exampleSets } from '../../domain/incident/events.ts';
import { count, inSeries } from '../../domain/plain.ts';
import { evalToolNames, evalTools } from '../../domain/response/eval-run.ts';
import { DeliveryError } from '../../errors.ts';
import type { EvalSets } from '../../ports/eval-sets.ts';
import { byDataset } from '../../views/evidence/exported.ts';
import { inRecords } from '../records/incident-log.ts';
import { type Answer, answer, misuse, nothingFound } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';
import { type Collected, type CollectFrom, collect, leftOut } from './collect.ts';

interface Asked {
  to: string;
  set?: string;
  system?: string;
  incident?: string;
  private?: boolean;
  json?: boolean;
}

export interface PushMeans {
  openStore(): Promise<CollectFrom & { close(): Promise<void> }>;
  /** Takes secrets and personal data out of a text. */
  mask(): Promise<(text: string) => string>;
  /** The eval tools that have a key. */
  evalSets(): Promise<EvalSets[]>;
}

/** Adds `airb examples push --to <tool>`. */
export function registerPush(examples: Command, means: PushMeans, io: Io): void {
  examples
    .command('push')
    .description(
      'Put them into data sets of an eval tool; what is there under the same name is brought up to date.',
    )
    .requiredOption('--to <tool>', inSeries([...evalTools], 'or'))
    .option('--set <set>', 'blocking, monitoring or backlog; all when left out')
    .option('--system <id>', 'only those of one system')
    .option('--incident <number>', 'only those of one incident')
    .option('--private', 'those of private incidents as well')
    .option('--json', 'print JSON')
    .action(async (asked: Asked) => answer(io, await push(means, asked), asked));
}

async function push({ openStore, mask, evalSets }: PushMeans, asked: Asked): Promise<Answer> {
  const tool = evalTools.find((one) => one === asked.to);
  if (tool === undefined) return misuse(`“${asked.to}” is no eval tool: ${inSeries([...evalTools], 'or')}.`);
  const set = exampleSets.find((one) => one === asked.set);
  if (asked.set !== undefined && set === undefined)
    return misuse(`“${asked.set}” is no set: ${inSeries([...exampleSets], 'or')}.`);
  const digits = /^(?:#|inc-)?([1-9]\d{0,8})$/i.exec(asked.incident?.trim() ?? '')?.[1];
  if (asked.incident !== undefined && digits === undefined)
    return misuse(`“${asked.incident}” is not an incident number. Write 42, #42 or INC-42.`);
  const sets = (await evalSets()).find(({ name }) => name === tool);
  if (sets === undefined)
    return misuse(`airb has no key for ${evalToolNames[tool]}; docs/evals.md says which settings it takes.`);
  const clean = await mask();
  const wanted = {
    set,
    system: asked.system,
    withPrivate: asked.private,
    incident: digits ? Number(digits) : undefined,
  };
  return inRecords(openStore, async (records) => put(sets, await collect(records, wanted, clean), wanted));
}

async function put(
  sets: EvalSets,
  collected: Collected,
  { set }: { set?: ExampleSet | undefined },
): Promise<Answer> {
  const tool = evalToolNames[sets.name];
  const aside = leftOut(collected);
  const none = `There is no failed example${set ? ` in the ${set} set` : ''}`;
  if (collected.examples.length === 0) return nothingFound(`${[none, ...aside].join('; ')}.`);
  const done: { dataset: string; count: number }[] = [];
  for (const [dataset, examples] of byDataset(collected.examples)) {
    try {
      await sets.put(dataset, examples);
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      const said = `${dataset} is not as it should be: ${error.message} Nothing is doubled when you run it again.`;
      return {
        people: lines(tool, done),
        json: { tool: sets.name, done, failed: dataset },
        aside: said,
        exit: 1,
      };
    }
    done.push({ dataset, count: examples.length });
  }
  const rest = aside.length > 0 ? { aside: `${aside.join('; ')}.` } : {};
  return { people: lines(tool, done), json: { tool: sets.name, done }, exit: 0, ...rest };
}

function lines(tool: string, done: { dataset: string; count: number }[]): string {
  return done
    .map(({ dataset, count: many }) => `${tool} has ${count(many, 'example')} in ${dataset}`)
    .join('\n');
}
