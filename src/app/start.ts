import type { Config } from '../config.ts';
import { masking } from '../redaction/masking.ts';
import type { App, AppOptions } from './app.ts';
import { repeatedWork, startHomes } from './at-home.ts';
import { summaryLines } from './banner.ts';
import { tellBrokenFiles } from './broken-files.ts';
import { startCadenceWatch } from './cadence-watch.ts';
import { startClockWatch } from './clock-watch.ts';
import { createClosing } from './closing.ts';
import { compose, type Program } from './compose.ts';
import { maskedLog } from './masked-log.ts';
import { startCatchUp } from './report.ts';
import { startAsking } from './schedules.ts';
import { heard } from './tracing.ts';

/**
 * Configuration in, running program out.
 * @throws ConfigError when a setting, a file or the port is not usable; what was opened by then is closed again
 */
export async function startApp(config: Config, options: AppOptions): Promise<App> {
  const { onStop, stop } = createClosing(options.log);
  try {
    const program = await compose(config, { ...options, log: maskedLog(options.log, masking), onStop });
    await begin(program);
    const { watch, chats, store: memory } = program;
    const told = tellBrokenFiles({ watch, chats, memory, log: options.log });
    onStop('what is said of broken files', () => told);
    return appOf(program, stop);
  } catch (error) {
    options.log.debug({ error: String(error) }, 'start failed; undoing');
    await stop();
    throw error;
  }
}

/** Sets the parts going: what is committed wakes the sender, requests are answered, chats are listened to. */
async function begin(program: Program): Promise<void> {
  const { store, clock, movable, jobs, deliverer, serving, listener, requests } = program;
  const { chats, interact, homes, digests, issues, drillSchedule, reviews } = program;
  const { askSchedules, onStop, log, spans } = program;
  store.onCommit(({ dueAt }) => {
    if (dueAt === undefined) return;
    if (dueAt <= clock.now()) void deliverer.run();
    else jobs.wakeAt(dueAt);
  });
  movable?.onJump(async () => {
    await askSchedules();
    await deliverer.run();
    jobs.wakeAt(clock.now());
    await digests();
    await issues();
    await drillSchedule();
    await reviews();
    await homes.look();
  });
  const elapsed = () => performance.now();
  const watched = { clock, elapsed, store, log, wake: () => deliverer.run() };
  if (!movable) onStop('the watch over the clock', startClockWatch(watched));
  const { audit, pulse, library, settings } = program;
  const { heartbeatUrl } = settings;
  const promises = { audit, pulse, clock, log, library, chats, memory: store, heartbeatUrl };
  onStop('the look at the promises', startCadenceWatch(promises));
  serving.start(() => deliverer.run());
  listener.serve(requests);
  // In the same breath as the listener, so that nobody is heard by a chat that has no listener yet.
  const connected = Promise.all(
    chats.map((chat) => chat.start(heard(chat.name, homes.listening(chat.name, interact), spans))),
  );
  // A run lasts as long as the slowest peer; waited for, it would keep the next wake-up from being heard.
  await jobs.start(
    async () => void deliverer.run(),
    repeatedWork({ digests, issues, drillSchedule, reviews }),
  );
  await homes.resume();
  startHomes(homes, onStop);
  await connected;
  startAsking(askSchedules, { log, onStop });
  startCatchUp(program.tallies, { log, onStop });
}

function appOf(program: Program, stop: () => Promise<string[]>): App {
  const { settings, listener, store, serving, watch, sandbox, chats, pagers, drills, clock } = program;
  const { library, findings } = watch;
  return {
    url: listener.url,
    store,
    library,
    findings,
    sandbox,
    scenarios: drills.scenarios,
    startDrill: (scenario, people) =>
      drills.start({
        ...{ scenario, people, inputKey: `drill/${scenario}/${clock.now()}` },
        by: { kind: 'source', name: 'airb drill' },
      }),
    summary: () =>
      summaryLines(settings, {
        url: listener.url,
        store,
        replicas: serving.count(),
        library: library(),
        chats,
        pagers,
      }),
    stop,
  };
}
