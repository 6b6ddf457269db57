import type { FastifyInstance } from 'fastify';
import type { Library, Runbook } from '../domain/runbooks/runbook.ts';
import type { Head } from '../ports/records.ts';
import { boundIn, boundTo } from '../views/runbook/bound.ts';
import { type Asked, type Exchange, type PageOptions, page, withIncident, withReader } from './entry.ts';
import { pinnedPage } from './pages/pinned.ts';
import { proposalPage } from './pages/proposal.ts';
import { runbookPage } from './pages/runbook.ts';
import { runbooksPage } from './pages/runbooks.ts';
import { notFoundPage } from './pages/sign-in.ts';
import { systemPage } from './pages/system.ts';
import { systemsPage } from './pages/systems.ts';

type Named = { id: string };

/** Pages of the runbooks and systems as the files are now, and of the runbook an incident was opened with. */
export function registerLibraryPages(app: FastifyInstance, options: PageOptions): void {
  app.get('/runbooks', (request: Asked, reply) =>
    withReader(options, { request, reply }, () => {
      const { library, findings } = options.runbooks;
      const facts = { library: library(), findings: findings(), now: options.clock.now() };
      return page(reply, runbooksPage(facts));
    }),
  );
  app.get('/runbooks/:id', (request: Asked<Named>, reply) => oneRunbook(options, { request, reply }));
  app.get('/systems', (request: Asked, reply) =>
    withReader(options, { request, reply }, async (trusted) => {
      const heads = visible(await options.store.heads({ open: true }), trusted);
      return page(reply, systemsPage(options.runbooks.library(), heads));
    }),
  );
  app.get('/systems/:id', (request: Asked<Named>, reply) => oneSystem(options, { request, reply }));
  app.get('/incidents/:number/runbook', (request: Asked<{ number: string }>, reply) =>
    pinned(options, { request, reply }),
  );
  app.get('/incidents/:number/runbook/proposal', (request: Asked<{ number: string }>, reply) =>
    proposal(options, { request, reply }),
  );
}

async function proposal(options: PageOptions, exchange: Exchange<{ number: string }>) {
  return withIncident(options, exchange, async ({ number }) => {
    const asked = await options.revision(number);
    return asked === undefined
      ? page(exchange.reply.code(404), notFoundPage())
      : page(exchange.reply, proposalPage(asked));
  });
}

async function oneRunbook(options: PageOptions, { request, reply }: Exchange<Named>) {
  return withReader(options, { request, reply }, async (trusted) => {
    const library = options.runbooks.library();
    const runbook = library.runbooks.find(({ id }) => id === request.params.id);
    if (runbook === undefined) return page(reply.code(404), notFoundPage('runbook'));
    const system = library.systems.find(({ id }) => id === request.query.system);
    const heads = visible(await options.store.heads({ limit: 1000 }), trusted);
    const facts = {
      runbook,
      library,
      now: options.clock.now(),
      heads: heads.filter((head) => used(runbook, library, head)),
      findings: options.runbooks.findings().filter(({ file }) => file === runbook.file),
    };
    return page(
      reply,
      runbookPage(system ? { ...facts, bound: boundTo(runbook, system, library.organization) } : facts),
    );
  });
}

/** True for an incident that was worked on by this runbook; the generic one serves every failure that has none. */
function used({ id, failure }: Runbook, library: Library, head: Head): boolean {
  if (head.failure === failure || head.siblings?.includes(failure)) return true;
  return id === library.generic && !library.runbooks.some((one) => one.failure === head.failure);
}

async function oneSystem(options: PageOptions, { request, reply }: Exchange<Named>) {
  return withReader(options, { request, reply }, async (trusted) => {
    const library = options.runbooks.library();
    const system = library.systems.find(({ id }) => id === request.params.id);
    if (system === undefined) return page(reply.code(404), notFoundPage('system'));
    const its = visible(await options.store.heads({ system: system.id, limit: 1000 }), trusted);
    return page(reply, systemPage({ system, library, now: options.clock.now(), heads: its }));
  });
}

async function pinned(options: PageOptions, exchange: Exchange<{ number: string }>) {
  return withIncident(options, exchange, async ({ number }) => {
    const incident = await options.fold(number);
    if (incident === undefined) return page(exchange.reply.code(404), notFoundPage());
    const { plan } = incident;
    const document = await options.store.document(plan.runbook.hash);
    const read = document && options.runbooks.read(document);
    const current = options.runbooks.library().runbooks.find(({ id }) => id === plan.runbook.id);
    const facts = { number, plan, document, read, current, bound: boundIn(plan), now: options.clock.now() };
    return page(exchange.reply, pinnedPage(facts));
  });
}

function visible(heads: Head[], trusted: boolean): Head[] {
  return trusted ? heads : heads.filter((head) => !head.private);
}
