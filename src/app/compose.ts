import { setImmediate } from 'node:timers/promises';
import { alertSources } from '../alerts/sources.ts';
import { changeSources } from '../changes/sources.ts';
import { movableClock, systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Opened } from '../domain/incident/state.ts';
import { createAnswered } from '../flow/answered.ts';
import { createCadenceAudit } from '../flow/cadence-audit.ts';
import { createDeliverer } from '../flow/deliver/deliver.ts';
import { createDigests } from '../flow/digests.ts';
import { createDrillSchedule } from '../flow/drill-schedule.ts';
import { createDrills } from '../flow/drills.ts';
import { tellJobs } from '../flow/due.ts';
import { createFeeds } from '../flow/feeds.ts';
import { createHomes } from '../flow/homes.ts';
import { createIntake } from '../flow/intake.ts';
import { createInteract } from '../flow/interact/interact.ts';
import { createIssueLook } from '../flow/issues.ts';
import { createMask } from '../flow/masked.ts';
import { createPostmortems } from '../flow/postmortem.ts';
import { countPromises } from '../flow/promises.ts';
import { createRedact } from '../flow/redact.ts';
import { createReports } from '../flow/reports.ts';
import { createReviews } from '../flow/reviews.ts';
import { createStates } from '../flow/states.ts';
import { createTallies } from '../flow/tallies.ts';
import { createWriter } from '../flow/write.ts';
import { listenHttp } from '../http/listen.ts';
import { watchLibrary } from '../library/watch.ts';
import { toolNames } from '../mcp/names.ts';
import { prometheusMetrics } from '../metrics/prometheus.ts';
import { askReadiness } from '../readiness/answer.ts';
import { createPast } from '../readiness/read-past.ts';
import { masking } from '../redaction/masking.ts';
import { actionsOf } from './actions.ts';
import type { AppOptions, OnStop } from './app.ts';
import { createPulse } from './cadence-watch.ts';
import { openChats, readMessageIn } from './chats.ts';
import { doorNames, openDoors } from './doors.ts';
import { canvasesOf, draftsOf, hash } from './drafts.ts';
import { evalSetsOf } from './eval-sets.ts';
import { standing } from './health.ts';
import { openJobs } from './jobs.ts';
import { keptFiles } from './kept-files.ts';
import { lettersBy } from './letters.ts';
import { openLimiter } from './limiter.ts';
import { emailsOf, pageRoutes, pagersOf, pagingSources } from './pagers.ts';
import { picturesOf } from './pictures.ts';
import { withAudiences } from './played-outside.ts';
import { publishersOf } from './publishers.ts';
import { lastMonth } from './report.ts';
import { revisionsIn } from './revision.ts';
import { openSandbox } from './sandbox.ts';
import { scenariosOf } from './scenarios.ts';
import { asking, openSchedules } from './schedules.ts';
import { openSeal } from './seal.ts';
import { openServing } from './serving.ts';
import { keepSandboxHere, settingsAt } from './settings.ts';
import { lookingOf, signalsOf, tracesOf } from './signals.ts';
import { openStore } from './store.ts';
import { openTraces } from './tracing.ts';
import { trackersOf } from './trackers.ts';
import { openWeb, requestsTo } from './web.ts';
import { witnessOf } from './witness.ts';

export type Program = Awaited<ReturnType<typeof compose>>;

/**
 * The program as a list: each part stands below those it needs, and nothing is filled in later. The parts are made here
 * and set going by `startApp`.
 * @throws ConfigError when a setting, a file or the port is not usable
 */
export async function compose(config: Config, options: AppOptions & { onStop: OnStop }) {
  const { log, onStop, playedTeams, scenario, actionHosts, calendar = systemClock, cache } = options;

  // Where it is and what time it is. The port comes first, because nobody else can know the address when it is 0.
  keepSandboxHere(config);
  const traced = await openTraces(config, log, onStop);
  const listener = await listenHttp(config, onStop, log);
  const settings = settingsAt(config, listener.url);
  const { publicUrl, environment, runbooksDir } = settings;
  const movable = options.clock ?? (settings.sandbox ? movableClock() : undefined);
  const clock = movable ?? systemClock;

  // What it reads and keeps.
  const played = settings.sandbox?.address;
  const store = traced.store(await openStore(settings, { clock, log, onStop }));
  const kept = await keptFiles(store, log);
  const around = { clock: calendar, log, kept: kept.files, keep: kept.keep };
  const watch = watchLibrary(runbooksDir, { env: environment, played, ...(cache && { cache }), ...around });
  onStop('the watch over the runbooks', () => watch.close());
  const seal = await openSeal(settings, store);
  const serving = await openServing(settings, { store, seal, clock, log, onStop });
  const sources = alertSources.map(({ name }) => name);
  const changes = changeSources.map(({ name }) => name);
  const jobs = await openJobs(settings, { clock, log, store, count: serving.count });
  const pulse = createPulse(clock);
  const tallies = createTallies(store);
  const lately = lastMonth({ tallies, library: watch.library, clock });
  const metrics = prometheusMetrics({
    sources,
    changeSources: changes,
    pagingSources: pagingSources.map(({ name }) => name),
    tools: toolNames,
    doors: doorNames,
    standing: () => standing({ clock, store, watch, jobs, pulse, lately }),
  });
  const doors = openDoors(settings, { clock, log, metrics });

  // Whom it speaks to.
  const limiter = await openLimiter(settings, { clock, log, onStop, store, count: serving.count });
  const speaking = { seal, limiter, metrics, playedTeams };
  const files = withAudiences(watch.library, options.audiences);
  const chatting = { library: files, memory: store, log, clock, ...speaking };
  const chats = await openChats(settings, chatting);
  for (const chat of chats) onStop(chat.name, () => chat.stop());
  const pagers = pagersOf(settings, files);
  const actions = actionsOf(settings, { hosts: actionHosts, library: files });
  const evalSets = evalSetsOf(settings);
  const signals = signalsOf(settings);
  const traces = tracesOf(settings, files);

  // Who is on call elsewhere; from here on the files are known with that.
  const groups = chats.find((chat) => chat.groups)?.groups;
  const elsewhere = { library: files, groups, memory: store, clock, log };
  const schedules = await openSchedules(settings, elsewhere);
  const askSchedules = asking(schedules, elsewhere);
  const library = () => schedules.fill(files());
  // Before the sender, and so closed after it: what the last calls say is kept there too.
  const sandbox = await openSandbox(settings, { clock: movable, scenario, library: library(), log, onStop });

  // What is decided and recorded, and the ways to it: an alert, a change, a person.
  const witness = witnessOf(store, log);
  const onEnd = (number: number) => void witness(number, `INC-${number} has ended`);
  const folded = { store, clock, states: createStates(), mask: createMask({ masking, hash }), hash };
  const onPlanned = tellJobs({ jobs, clock });
  // What is real is told to the drills that run, at once and every minute.
  const onOpen = ({ drill }: Opened) => {
    if (drill === undefined)
      void drills
        .noteReal()
        .catch((error) =>
          log.warn({ error: String(error) }, 'the drills could not be told of a real incident yet'),
        );
  };
  const writer = createWriter({ ...folded, onOpen, onEnd, onPlanned, onEvents: countPromises(metrics) });
  const redact = createRedact(folded);
  const postmortems = createPostmortems({ store, writer, clock, hash });
  const past = createPast(store);
  const looking = lookingOf(config, settings, store);
  const routes = { pagers: pageRoutes(pagers), chats: chats.map(({ name }) => name) };
  const context = () => ({ library: library(), ...routes, publicUrl, hash });
  const scenarios = scenariosOf(settings, { library, clock });
  const drills = createDrills({ store, writer, clock, context, scenarios });
  const intake = createIntake({ store, writer, clock, context, metrics, masking });
  const answered = createAnswered({ writer, library, emailOf: emailsOf(settings) });
  const feeds = createFeeds({ store, clock, library });
  const report = createReports({ tallies, library, clock });
  const readiness = askReadiness({ library, past, looking, clock, publicUrl });
  const revision = revisionsIn(store, runbooksDir);
  const readMessage = readMessageIn(chats);
  const tools = evalSets.map(({ name }) => name);
  const answering = { context, intake, drills, hash, masking, redact, postmortems };
  const questions = { report, readiness, revision, readMessage, evalTools: tools };
  const talk = { writer, store, clock, library, log, metrics, seal, ...answering, ...questions };
  const interact = createInteract(talk);
  const showing = { store, chats, library, clock, log };
  const homes = createHomes({ ...showing, hash, answer: interact });
  const digests = createDigests({ ...showing, writer, publicUrl });
  const drillSchedule = createDrillSchedule({ ...showing, drills, seal });
  const reviews = createReviews({ ...showing, letter: lettersBy(settings.smtp, clock), publicUrl });

  // What follows from it leaves.
  const draft = draftsOf(postmortems, witness);
  const publishers = publishersOf(settings, { library, memory: store });
  const trackers = trackersOf(settings);
  const issues = createIssueLook({ store, writer, trackers, clock, log });
  const ports = {
    chats,
    pagers,
    publishers,
    evalSets,
    trackers,
    people: () => library().organization.people,
    actions,
    signals,
    traces,
    scenarios,
    draft,
    canvas: canvasesOf(postmortems, store),
    revision,
    picture: picturesOf(log),
  };
  const deliverer = createDeliverer({
    store,
    writer,
    clock,
    jobs,
    log,
    metrics,
    seal,
    hash,
    masking,
    leases: serving.leases,
    nextTurn: () => setImmediate(),
    spans: traced.spans,
    ...ports,
  });
  const audit = createCadenceAudit({ store, writer, clock });
  onStop('the sender', () => deliverer.stop());
  onStop('the timers', () => jobs.stop());

  // Who answers on the port.
  const pages = {
    log,
    clock,
    store,
    serving,
    watch: { ...watch, library },
    chats,
    jobs,
    metrics,
    doors,
    writer,
    postmortems,
    seal,
    past,
    revision,
    report,
    looking,
    intake,
    answered,
    feeds,
    limiter,
    onStop,
  };
  const web = await openWeb(settings, pages);
  const doorsTo = { here: settings.sandbox && settings.host, sandbox, chats, web };
  const requests = await traced.requests(requestsTo(doorsTo));

  return {
    ...{ settings, listener, requests, movable, clock, watch, store, serving },
    ...{ chats, pagers, interact, homes, digests, issues, drills, drillSchedule, reviews },
    ...{ jobs, deliverer, sandbox, onStop, log },
    ...{ audit, pulse, library, askSchedules, tallies, spans: traced.spans },
  };
}
