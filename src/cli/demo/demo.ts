import type { Command } from 'commander';
import type { App } from '../../app/app.ts';
import { movableClock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import { ConfigError } from '../../errors.ts';
import { createLog, silentLog } from '../../log.ts';
import type { Log } from '../../ports/log.ts';
import type { Io } from '../terminal/io.ts';
import { type Ending, listenForEnding } from './ending.ts';
import { type Beginning, beginningIn, type DemoFolder, demoFolder } from './folder.ts';
import { playScenario } from './play.ts';
import { demoConfig, isSet, leftOut, ownMachine, withScenarios } from './settings.ts';
import { stakeholders } from './stakeholders.ts';

interface Asked {
  auto?: boolean;
  /** The scenario is played as a drill. */
  drill?: boolean;
  scenario?: string;
  out?: string;
}

export interface DemoMeans extends Beginning {
  settings(): Config;
  /** The runbooks folder that came with airb. */
  samples: string;
}

/** Adds `airb demo`: a whole incident in the sandbox, by hand or by itself. It reaches nothing outside this machine. */
export function registerDemo(program: Command, means: DemoMeans, io: Io): void {
  program
    .command('demo')
    .description('play an incident in the sandbox: open the page and click, or watch it with --auto')
    .option('--auto', 'let scripted responders play it to the end')
    .option(
      '--scenario <name>',
      'which one, from runbooks/scenarios; the one its workspace.yaml names when left out',
    )
    .option('--out <folder>', 'where --auto leaves the postmortem', '.')
    .action((asked: Asked) => demo(asked, means, io));
}

/** Plays a drill in a sandbox of its own, by hand. */
export function playDrill(scenario: string, means: DemoMeans, io: Io): Promise<void> {
  return demo({ scenario, drill: true }, means, io);
}

async function demo(asked: Asked, means: DemoMeans, io: Io): Promise<void> {
  const config = withScenarios(means.settings(), means.samples);
  const ending = listenForEnding();
  const folder = demoFolder(config);
  let cutShort: number | undefined;
  try {
    const stage = await openStage(asked, means, { config, folder });
    try {
      if (asked.auto) cutShort = await byItself(asked, { ...stage, ending }, io);
      else await byHand(asked, { ...stage, ending }, io);
    } finally {
      await stage.app.stop();
    }
  } finally {
    folder.leave();
    ending.ignore();
  }
  // The responders of a story that somebody ended would otherwise go on waiting for their next step.
  if (cutShort !== undefined) process.exit(cutShort);
}

interface Stage {
  app: App;
  /** Sentences about this start for the person at the terminal. */
  notes: string[];
}

async function openStage(
  asked: Asked,
  means: DemoMeans,
  { config, folder }: { config: Config; folder: DemoFolder },
): Promise<Stage> {
  const { startApp } = await import('../../app/start.ts');
  // Scripted responders need no fixed address, so they leave port 3000 to others.
  const port = asked.auto && !isSet(config, 'AIRB_PORT') ? 0 : config.port;
  const { log, started } = demoLog(config);
  const app = await startApp(demoConfig(config, { dataDir: folder.dir, port }), {
    log,
    clock: movableClock(await beginningIn(folder, config, means)),
    calendar: means.clock,
    ...(asked.scenario && { scenario: asked.scenario }),
    // Scripted responders write for those whom the files name.
    ...(!asked.auto && { audiences: stakeholders }),
    actionHosts: ownMachine(config),
  });
  started();
  return { app, notes: [...whatIsPlayed(config, means), ...notesOn(app, config, folder)] };
}

/**
 * The log. `AIRB_LOG_LEVEL` sets its level. Without it only errors are shown, and none during the start, because the
 * terminal gets a sentence about those.
 */
function demoLog(config: Config): { log: Log; started(): void } {
  if (isSet(config, 'AIRB_LOG_LEVEL')) return { log: createLog(config.log), started: () => undefined };
  const errors = createLog({ ...config.log, level: 'error' });
  const log: Log = { ...silentLog };
  return {
    log,
    started() {
      log.error = (fields, message) => errors.error(fields, message);
    },
  };
}

function whatIsPlayed({ runbooksDir }: Config, { samples }: DemoMeans): string[] {
  return runbooksDir === samples ? [`The runbooks, people and incidents are the samples in ${samples}.`] : [];
}

function notesOn(app: App, config: Config, { dir, kept }: DemoFolder): string[] {
  const unused = leftOut(config);
  const doubts = app.findings().length;
  const named = doubts === 1 ? 'is 1 warning' : `are ${doubts} warnings`;
  return [
    ...(kept ? [`Its records are kept in ${dir}.`] : []),
    ...(unused.length > 0 ? [`Not used here, because they lead outside: ${unused.join(', ')}.`] : []),
    ...(doubts > 0
      ? [`There ${named} about the files in ${config.runbooksDir}: airb runbooks lint lists them.`]
      : []),
    ...(app.sandbox?.broken ?? []).map(({ file, why }) => `${file} can't be played. ${why}`),
  ];
}

async function byHand(
  { drill, scenario }: Asked,
  { app, notes, ending }: Stage & { ending: Ending },
  io: Io,
): Promise<void> {
  const told = drill ? await beginDrill(app, scenario ?? '') : byGuide;
  io.out(['', `  Open ${app.url}/sandbox/`, '', ...told, ...notes.map((note) => `  ${note}`), ''].join('\n'));
  await ending.asked;
}

const byGuide = [
  '  You play everybody in a small workspace. The guide on the right says what to do next, as whom, and why;',
  '  its first step sends the alert. Nothing leaves this machine. Ctrl-C ends it.',
];

/**
 * Starts the drill with whoever is on call and whoever commands first.
 * @throws ConfigError when it can't be played
 */
async function beginDrill(app: App, scenario: string): Promise<string[]> {
  const { organization } = app.library();
  const system = app.scenarios().find(({ name }) => name === scenario)?.system;
  const onCall = app.library().systems.find(({ id }) => id === system)?.onCall[0]?.people[0];
  const wanted = [onCall, organization.commanders[0]];
  const people = organization.people.flatMap(({ id, name }) => (wanted.includes(id) ? [{ id, name }] : []));
  const started = await app.startDrill(scenario, people);
  if ('rejected' in started) throw new ConfigError(started.rejected, started.next);
  const names = people.map(({ name }) => name).join(' and ');
  return [
    `  Drill INC-${started.number} runs in a channel of its own; ${names} are in it, and you play them and everybody else.`,
    '  What happens there is an exercise, and is scored at its end. Nothing leaves this machine. Ctrl-C ends it.',
  ];
}

/**
 * Runs the demo by itself.
 * @returns the exit code when somebody ended it early; undefined when the story came to its end
 */
async function byItself(
  { out = '.' }: Asked,
  { app, notes, ending }: Stage & { ending: Ending },
  io: Io,
): Promise<number | undefined> {
  const scenario = app.sandbox?.opening;
  if (scenario === undefined) throw new Error('a demo without a sandbox');
  for (const note of notes) io.err(note);
  const played = playScenario(app, { scenario, out, io }).then(() => undefined);
  return Promise.race([ending.asked, played]);
}
