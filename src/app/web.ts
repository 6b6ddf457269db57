import Fastify from 'fastify';
import { alertSources } from '../alerts/sources.ts';
import { changeSources } from '../changes/sources.ts';
import { systemClock } from '../clock.ts';
import type { Seal } from '../domain/chat/seal.ts';
import type { AskReport } from '../domain/report/asked.ts';
import type { TakeAnswer } from '../flow/answered.ts';
import { createEvalRuns } from '../flow/eval-runs.ts';
import type { Intake } from '../flow/intake.ts';
import type { Postmortems } from '../flow/postmortem.ts';
import type { Writer } from '../flow/write.ts';
import type { Doors } from '../http/doors.ts';
import { foreignIn, refuseForeign } from '../http/foreign.ts';
import type { RequestListener } from '../http/listen.ts';
import { isLoopback } from '../http/loopback.ts';
import { problemOptions, registerProblems } from '../http/problem.ts';
import { readKept } from '../library/kept.ts';
import type { LibraryWatch } from '../library/watch.ts';
import { registerMcp } from '../mcp/register.ts';
import type { Scrape } from '../metrics/prometheus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Store } from '../ports/store.ts';
import { assess } from '../readiness/assess.ts';
import type { LookAtSignals } from '../readiness/looks.ts';
import type { ReadPast } from '../readiness/read-past.ts';
import { masking } from '../redaction/masking.ts';
import type { Sandbox } from '../sandbox/open.ts';
import { registerWeb } from '../web/web.ts';
import { noteRefusals } from '../webhooks/refusals.ts';
import { registerWebhooks, type WebhookOptions } from '../webhooks/register.ts';
import type { OnStop } from './app.ts';
import type { ConnectedChat } from './chats.ts';
import { otherContracts } from './contracts.ts';
import { deskOf } from './desk.ts';
import { hash } from './drafts.ts';
import { keepEvidenceIn } from './evidence.ts';
import { feedbackForm } from './feedback.ts';
import { readiness } from './health.ts';
import { pagingSources } from './pagers.ts';
import type { AskRevision } from './revision.ts';
import type { Settings } from './settings.ts';

interface WebParts {
  log: Log;
  clock: Clock;
  store: Store;
  serving: { count(): number };
  watch: LibraryWatch;
  chats: ConnectedChat[];
  jobs: Pick<Jobs, 'standing'>;
  limiter: RateLimiter;
  metrics: Pick<Metrics, 'webhookRefused' | 'webhookPassed' | 'agentCalled'> & { scrape(): Promise<Scrape> };
  doors: Doors;
  writer: Pick<Writer, 'incident' | 'handle'>;
  postmortems: Postmortems;
  seal: Seal;
  past: ReadPast;
  revision: AskRevision;
  report: AskReport;
  looking: LookAtSignals;
  intake: Intake;
  answered: TakeAnswer;
  feeds: WebhookOptions['placeChanges'];
  onStop: OnStop;
}

/** No route has a JSON Schema. Left to itself Fastify loads a hundred files of compilers for them. */
const noSchemas = {
  compilersFactory: { buildValidator: () => noCompiler, buildSerializer: () => noCompiler },
};

function noCompiler(): never {
  throw new Error('routes are not described by JSON Schemas here');
}

/** Webhooks, pages, API, health and metrics. */
export async function openWeb(settings: Settings, parts: WebParts): Promise<RequestListener> {
  const { log, clock, store, intake, watch, past, doors, onStop } = parts;
  const web = Fastify({ logger: false, schemaController: noSchemas, ...problemOptions });
  let open = true;
  onStop('the web', () => {
    open = false;
    return web.close();
  });
  registerProblems(web, log);
  const webhooks = registerWebhooks(web, {
    alertSources,
    changeSources,
    secrets: settings.sourceSecrets,
    allowUnsigned: false,
    doors,
    clock,
    wallClock: systemClock,
    log,
    mask: masking.within,
    intake: intake.alerts,
    placeChanges: parts.feeds,
    noteChanges: intake.changes,
    pagers: {
      sources: pagingSources,
      secrets: { pagerduty: settings.pagerdutyWebhook },
      take: parts.answered,
    },
    refusals: noteRefusals({
      ...{ clock, log, memory: store },
      ...{ count: parts.metrics.webhookRefused, passed: parts.metrics.webhookPassed },
    }),
  });
  const noteRun = createEvalRuns({ writer: parts.writer, store, hash });
  await registerWeb(web, {
    store,
    runbooks: { library: watch.library, findings: watch.findings, read: readKept },
    fold: parts.writer.incident,
    revision: parts.revision,
    readiness: async (reader) => {
      const now = clock.now();
      const library = watch.library();
      const looked = await parts.looking(library, now);
      return assess(library, { ...(await past(now, reader)), looked }, now);
    },
    report: parts.report,
    apiToken: settings.apiToken,
    evidenceToken: settings.evidenceToken,
    keepEvidence: keepEvidenceIn(parts.writer),
    postmortems: {
      ...parts.postmortems,
      handle: (number, body, { by, inputKey }) => parts.writer.handle(number, body, by, { inputKey }),
    },
    seal: parts.seal,
    feedback: feedbackForm(settings, { intake, store, clock }),
    limiter: parts.limiter,
    noteRun: (number, run) => noteRun(number, run, { kind: 'source', name: 'the eval API' }),
    doors,
    clock,
    log,
    publicUrl: settings.publicUrl,
    openPages: settings.sandbox !== undefined && isLoopback(settings.host),
    state: () => readiness(parts),
    scrape: parts.metrics.scrape,
    contracts: otherContracts,
  });
  await registerMcp(web, {
    tokens: settings.agentTokens,
    desk: deskOf(parts),
    publicUrl: settings.publicUrl,
    ...{ clock, doors, log, metrics: parts.metrics },
  });
  await web.ready();
  return (req, res) => {
    // Alerts come in storms, and go past the routing and hooks of everything else.
    const take = open && req.method === 'POST' ? webhooks.get(req.url ?? '') : undefined;
    if (take) void take(req, res);
    else web.routing(req, res);
  };
}

/** What a sender signs or proves a secret for, whatever it is called by. */
const signed = /^\/(alerts|changes|paging)(\/|$)/;

/**
 * Who answers a request on the one port: the sandbox, a chat at its path, and the web for the rest. Chats and webhooks
 * prove who they are. All else a sandbox serves is open to this machine, and to nobody else.
 * @param parts.here the address a sandbox listens on; undefined where there is none
 */
export function requestsTo(parts: {
  here: string | undefined;
  sandbox: Sandbox | undefined;
  chats: ConnectedChat[];
  web: RequestListener;
}): RequestListener {
  const { here, sandbox, chats, web } = parts;
  return (req, res) => {
    const path = req.url?.split('?')[0] ?? '';
    const chat = chats.find((one) => one.path === path);
    const foreign = here && !chat && !signed.test(path) ? foreignIn(req, here) : undefined;
    if (foreign) return refuseForeign(res, foreign);
    if (sandbox?.handle(req, res)) return;
    if (chat) return chat.requestListener(req, res);
    web(req, res);
  };
}
