import type { Command } from 'commander';
import type { DrillVerb } from '../../app/drill.ts';
import type { Store } from '../../ports/store.ts';
import { type Answer, answer, misuse, nothingFound } from '../terminal/answer.ts';
import { columns } from '../terminal/columns.ts';
import type { Io } from '../terminal/io.ts';

interface Means {
  /** True where a chat is connected; elsewhere a drill is played in the sandbox. */
  connected(): boolean;
  drills(): Promise<DrillVerb | { problem: string }>;
  openStore(): Promise<Store>;
  /** Plays it in a sandbox of its own, until it is told to end. */
  playHere(scenario: string): Promise<void>;
  user: string;
}

interface Asked {
  people?: string;
  by: string;
  json?: boolean;
}

const notes = `
Where a chat is connected, the drill is put into the records, and the airb that serves them opens its channel within
a minute; real systems, pagers and audiences are never touched. Where none is, it is played in a sandbox of its own.

Ends with 0; with 1 when it can't be started; with 2 for a person that organization.yaml does not have.`;

/** Adds `airb drill [scenario]`. */
export function registerDrill(program: Command, means: Means, io: Io): void {
  program
    .command('drill')
    .argument('[scenario]', 'which one, from runbooks/scenarios; without it they are listed')
    .description('start a drill in the connected chat, or in a sandbox where none is')
    .option(
      '--people <ids>',
      'who is in it from the start, by their ids with commas; others join with a button',
    )
    .option('--by <name>', 'who starts it, for the record', means.user)
    .option('--json', 'print JSON')
    .addHelpText('after', notes)
    .action(async (scenario: string | undefined, asked: Asked) => {
      if (scenario !== undefined && !means.connected()) return means.playHere(scenario);
      answer(io, await drill(means, scenario, asked), asked);
    });
}

async function drill(means: Means, scenario: string | undefined, asked: Asked): Promise<Answer> {
  const drills = await means.drills();
  if ('problem' in drills) return nothingFound(drills.problem);
  if (scenario === undefined) return listed(drills);
  const wanted = (asked.people ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  const known = drills.library.organization.people;
  const unknown = wanted.find((id) => !known.some((one) => one.id === id));
  if (unknown !== undefined)
    return misuse(
      `--people: organization.yaml has no ${unknown}; it has ${known.map(({ id }) => id).join(', ')}.`,
    );
  const people = known.flatMap(({ id, name }) => (wanted.includes(id) ? [{ id, name }] : []));
  const store = await means.openStore();
  try {
    const by = { kind: 'source', name: `${asked.by} (command line)` } as const;
    const started = await drills.start(store, { scenario, people, by });
    if ('rejected' in started)
      return nothingFound([started.rejected, started.next].filter(Boolean).join(' '));
    const who = people.length === 0 ? 'Nobody is in it yet: whoever joins in its channel is.' : '';
    const told = `Drill INC-${started.number} is in the records. The airb that serves them opens its channel within a minute. ${who}`;
    return { people: told.trim(), json: { incident: started.number, scenario, people: wanted }, exit: 0 };
  } finally {
    await store.close();
  }
}

function listed(drills: DrillVerb): Answer {
  const all = drills.scenarios();
  if (all.length === 0)
    return nothingFound(
      'No scenario under runbooks/scenarios can be played; docs/drills.md says what one needs.',
    );
  return {
    people: columns(all.map(({ name, system, title }) => [name, system, title])),
    json: { scenarios: all },
    exit: 0,
  };
}
