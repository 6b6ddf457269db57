#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { liveOf } from './app/live.ts';
import { recordsIn, recordsOf } from './app/records.ts';
import { sandboxSchemas, scenarioFindings } from './app/scenario-files.ts';
import { hasSandbox } from './app/settings.ts';
import { lookOf } from './app/signals.ts';
import { calendarIn, waysOf, withGone } from './app/ways.ts';
import { registerAudit } from './cli/audit/audit.ts';
import { registerBackup } from './cli/backup/backup.ts';
import { type DemoMeans, playDrill, registerDemo } from './cli/demo/demo.ts';
import { registerDoctor } from './cli/doctor/doctor.ts';
import { registerDrill } from './cli/drill/drill.ts';
import { registerEvidence } from './cli/evidence/evidence.ts';
import { registerExamples } from './cli/examples/examples.ts';
import { registerIncidents } from './cli/incidents/incidents.ts';
import { terminalAsker } from './cli/init/asker.ts';
import { registerInit } from './cli/init/init.ts';
import { registerManifest } from './cli/manifest/manifest.ts';
import { registerMigrate } from './cli/migrate/migrate.ts';
import { type OnCallMeans, registerOnCall } from './cli/oncall/oncall.ts';
import { registerPostmortem } from './cli/postmortem/postmortem.ts';
import { registerPrune } from './cli/prune/prune.ts';
import { registerReadiness } from './cli/readiness/readiness.ts';
import { registerRedact } from './cli/redact/redact.ts';
import { type ReportMeans, registerReport } from './cli/report/report.ts';
import { registerRunbooks } from './cli/runbooks/runbooks.ts';
import { registerServe } from './cli/serve/serve.ts';
import { accountName } from './cli/terminal/account.ts';
import { guardOutput } from './cli/terminal/guards.ts';
import { leaveTerminal, terminalIo } from './cli/terminal/io.ts';
import { registerTimeline } from './cli/timeline/timeline.ts';
import { systemClock } from './clock.ts';
import { type Config, environment, fileEnvironment, readConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { packageRoot } from './package-root.ts';
import { sourceStack } from './source-stack.ts';

guardOutput();
const io = terminalIo();
const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('airb')
  .description('Incident runbooks for production AI systems: alert to postmortem, in chat.')
  .version(version)
  .option('--verbose', 'show the stack of an error')
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) });

let config: Config | undefined;
const settings = () => {
  config ??= readConfig();
  return config;
};
/** The settings; undefined when one is wrong, because help and the doctor must work then too. */
const settingsIfUsable = () => {
  try {
    return settings();
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
};
const records = () => recordsOf(settings());
const openStore = () => records().open();
const drillsHere = async (known: Config) => (await import('./app/drill.ts')).drillsHere(known);
const openToRedact = async () => {
  const store = await records().openIfThere();
  return store && { store, redact: (await import('./app/redact.ts')).redactIn(store) };
};

try {
  const usable = settingsIfUsable();
  program.hook('preAction', (_, verb) => {
    if (verb.name() !== 'doctor' && verb.name() !== 'init') settings();
  });
  registerServe(program, settings, io);
  const demo: DemoMeans = {
    settings,
    samples: join(packageRoot, 'runbooks'),
    clock: systemClock,
    openRecords: (dir: string) => recordsIn(dir, settings().auditKey).openIfThere(),
    leftAt: async (dir: string) => (await import('./app/sandbox-clock.ts')).playedUntil(dir),
  };
  registerDemo(program, demo, io);
  registerDrill(
    program,
    {
      connected: () => !hasSandbox(settings()),
      drills: () => drillsHere(settings()),
      openStore,
      playHere: (scenario: string) => playDrill(scenario, demo, io),
      user: accountName(),
    },
    io,
  );
  const files = { dir: usable?.runbooksDir ?? 'runbooks', clock: systemClock };
  const env = usable ? fileEnvironment(usable) : {};
  const publicUrl = usable?.publicUrl ?? readConfig({}).publicUrl;
  const played = { schemas: sandboxSchemas, findings: scenarioFindings };
  const live = () => liveOf(settings(), records());
  const configured = () => (usable ? waysOf(usable) : []);
  registerRunbooks(program, { ...files, env, publicUrl, played, ways: configured, live, openStore }, io);
  const look = () => lookOf(settings());
  registerReadiness(program, { ...files, openLog: () => records().openIfThere(), look }, io);
  const ways = (gone: ReadonlySet<string>) => (usable ? withGone(waysOf(usable), gone) : []);
  const elsewhere: OnCallMeans['elsewhere'] = async (library) =>
    (await import('./app/elsewhere.ts')).askElsewhere(settings(), library, systemClock);
  const calendarOf = (rotation: string) => calendarIn(usable, rotation);
  registerOnCall(program, { ...files, ways, elsewhere, calendarOf }, io);
  const ask: ReportMeans['ask'] = async (library, asked) =>
    (await import('./app/report.ts')).reportFrom(await records().openIfThere(), library, {
      ...{ clock: systemClock, asked },
    });
  registerReport(program, { ...files, absent: () => records().absent, ask }, io);
  registerIncidents(program, { openStore }, io);
  registerTimeline(program, { openStore }, io);
  registerPostmortem(program, { openStore }, io);
  const mask = async () => (await import('./app/examples.ts')).maskForEvals;
  registerExamples(
    program,
    {
      openStore,
      mask,
      user: accountName(),
      evalSets: async () => (await import('./app/eval-sets.ts')).evalSetsOf(settings()),
      noteRun: async (number, run, by) =>
        (await import('./app/eval-runs.ts')).noteRunIn(records(), number, run, by),
    },
    io,
  );
  registerEvidence(
    program,
    {
      absent: () => records().absent,
      bundle: async (number) => (await import('./app/bundle.ts')).bundleIn(records(), number),
      verifier: async () => (await import('./app/bundle.ts')).verifyScript(),
    },
    io,
  );
  registerRedact(program, { openRecords: openToRedact, user: accountName() }, io);
  registerAudit(program, { absent: () => records().absent, openRecords: () => records().openToVerify() }, io);
  const installed = { version, appId: usable?.teams?.app?.id, publicUrl: usable?.publicUrl };
  registerManifest(program, installed, io);
  const carry = async (url: string) => (await import('./app/carry.ts')).carryTo(url, settings());
  registerMigrate(program, { migrate: () => records().migrate(), carry }, io);
  const means = async (known: Config) => (await import('./app/doctor/means.ts')).readyMeansOf(known);
  const backup = () => import('./app/backup.ts');
  registerBackup(
    program,
    {
      absent: () => records().absent,
      backUp: async (to) => (await backup()).backUp(to, settings()),
      restore: async (from, replace) =>
        (await backup()).restore(from, settings(), { replace, clock: systemClock }),
    },
    io,
  );
  registerPrune(
    program,
    {
      absent: () => records().absent,
      user: accountName(),
      prune: async (asked) => (await import('./app/prune.ts')).pruneIn(settings(), asked),
    },
    io,
  );
  registerDoctor(program, { settings, means, leave: leaveTerminal }, io);
  const samples = join(packageRoot, 'runbooks');
  registerInit(
    program,
    {
      version,
      samples,
      environment: environment(),
      asker: () => (process.stdin.isTTY && process.stderr.isTTY ? terminalAsker() : undefined),
      slack: async (where) => (await import('./app/beginning.ts')).rosterOf(where),
      pagerDuty: async (where) => (await import('./app/beginning.ts')).pagerDutyOf(where),
      examined: (set) => ({ settings: () => readConfig(set), means }),
      testIncident: async (set, person) =>
        (await import('./app/test-incident.ts')).testIncident(readConfig(set), person, samples),
    },
    io,
  );
  await program.parseAsync();
} catch (error) {
  fail(error);
}

/** Prints one line about what went wrong, then how to correct it. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    // Help and version also end here, with 0; commander has already printed its own sentence.
    io.exit(error.exitCode === 0 ? 0 : 2);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.err(`airb: ${message}`);
  if (error instanceof ConfigError && error.hint) io.err(error.hint);
  if (program.opts().verbose && error instanceof Error) io.err(sourceStack(error.stack ?? ''));
  io.exit(2);
}
