import type { FastifyInstance, FastifyReply } from 'fastify';
import { versionOf } from '../../domain/incident/published.ts';
import { Problem } from '../../http/problem.ts';
import { type Asked, page } from '../entry.ts';
import { noIncident } from '../no-incident.ts';
import { incidentNumber } from '../number.ts';
import { notFoundPage } from '../pages/sign-in.ts';
import { deed } from './deeds.ts';
import { openAsPage } from './open-as.ts';
import { postmortemPage } from './page.ts';
import { type PostmortemOptions, withPostmortem } from './reader.ts';
import { isOwnForm } from './session.ts';

type Numbered = Asked<{ number: string }>;
type Versioned = Asked<{ number: string; version: string }>;

/** Somebody's words in a section, with the rest of the form. */
const formLimit = 256 * 1024;

/**
 * The postmortem of an incident: the draft with people's words, the log beside it, and what was published. Reading needs what
 * every page needs; writing needs to be somebody, which a link from chat proves.
 */
export function registerPostmortem(app: FastifyInstance, options: PostmortemOptions): void {
  const at = '/incidents/:number/postmortem';
  app.get(at, (request: Numbered, reply) =>
    withPostmortem(options, { request, reply }, async (reading) =>
      page(
        reading.person ? letSend(reply) : reply,
        await postmortemPage(options, reading, asked(request.query)),
      ),
    ),
  );
  app.post(at, { bodyLimit: formLimit }, (request: Numbered, reply) =>
    withPostmortem(options, { request, reply }, (reading) => {
      if (!isOwnForm(request, options.publicUrl)) throw foreign;
      return deed(options, { request, reply: letSend(reply) }, reading);
    }),
  );
  app.get(`${at}/sign-in`, (request: Numbered, reply) => showLink(options, request, reply));
  app.post(`${at}/sign-in`, (request: Numbered, reply) => followLink(options, request, reply));
  app.get(`${at}/:version`, (request: Versioned, reply) =>
    withPostmortem(options, { request, reply }, async ({ incident }) => {
      const version = versionOf(incident, incidentNumber(request.params.version) ?? 0);
      const text = version && (await options.store.content(incident.number, version.page.hash));
      if (text === undefined) return page(reply.code(404), notFoundPage());
      // Its style sheet is that of the airb which published it; no script runs in any case.
      const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";
      return page(reply.header('content-security-policy', `${policy}; frame-ancestors 'none'`), text);
    }),
  );
}

const foreign = new Problem(403, 'A page of another site may not change anything here.');

/** A form says to airb, and to nobody else, which page it comes from. */
function letSend(reply: FastifyReply): FastifyReply {
  return reply.header('referrer-policy', 'same-origin');
}

function asked({ edit, log }: Record<string, unknown>): { edit?: string; log?: string } {
  return {
    ...(typeof edit === 'string' && { edit: edit.slice(0, 400) }),
    ...(typeof log === 'string' && { log: log.slice(0, 200) }),
  };
}

/** Looking at a link uses nothing up: chats and mail programs look at links as well. */
async function showLink({ people, access }: PostmortemOptions, request: Numbered, reply: FastifyReply) {
  const link = typeof request.query.pass === 'string' ? request.query.pass : '';
  const number = incidentNumber(request.params.number);
  if (number === undefined) return noIncident(reply, request.params.number);
  const pass = await people.holder(link);
  return page(
    letSend(reply.code(pass ? 200 : 410)),
    openAsPage({ number, ...(pass && { link, name: pass.person.name }), configured: access.configured }),
  );
}

async function followLink(options: PostmortemOptions, request: Numbered, reply: FastifyReply) {
  const { people, access, publicUrl } = options;
  if (!isOwnForm(request, publicUrl)) throw foreign;
  const number = incidentNumber(request.params.number);
  if (number === undefined) return noIncident(reply, request.params.number);
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  const pass = await people.holder(form.get('pass') ?? '');
  if (pass === undefined || !(await people.letIn(reply, pass)))
    return page(reply.code(410), openAsPage({ number, configured: access.configured }));
  return reply.redirect(`/incidents/${number}/postmortem`, 303);
}
