import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { minute } from '../../domain/time.ts';
import { BusyError } from '../../errors.ts';
import { Problem } from '../../http/problem.ts';
import { type Asked, type PageOptions, page, refuse } from '../entry.ts';
import { isOwnForm } from '../postmortem/session.ts';
import { faultsIn, other, type Written, writtenIn } from './given.ts';
import { feedbackAddress } from './link.ts';
import { waitOf } from './pace.ts';
import { deadLinkPage, feedbackPage, reportedPage } from './page.ts';
import { formWords, type Reporter, reporterOf } from './reporter.ts';

/** Four thousand characters of any script, as a form encodes them, and the other fields. */
const formLimit = 64 * 1024;

/**
 * `/feedback`: the form on which somebody without a chat account reports what users say. It opens for readers who signed in, and
 * by a secret link; what it takes goes the way of `POST /alerts/feedback`.
 */
export function registerFeedback(app: FastifyInstance, options: PageOptions): void {
  const { seal, runbooks, publicUrl, feedback } = options;
  const systems = () => runbooks.library().systems.map(({ id, title }) => ({ id, title }));

  /** The form, as its reporter may see it. */
  function formFor(
    reporter: Reporter,
    shown: Omit<Parameters<typeof feedbackPage>[0], 'systems' | 'mark' | 'mayRead'> = {},
  ) {
    const [secret] = feedback.secrets;
    const address = secret && feedbackAddress(seal, publicUrl, secret);
    return feedbackPage({
      ...shown,
      ...readingOf(reporter),
      ...(reporter.by === 'session' && { toGiveAway: { address } }),
      systems: systems(),
      mark: seal.mark(formWords(reporter)),
    });
  }

  app.get('/feedback', async (request: Asked, reply) => {
    const { key, system } = request.query;
    const reporter = await reporterOf(options, request, typeof key === 'string' ? key : '');
    if (reporter === undefined) return shut(options, reply, key !== undefined);
    const written = typeof system === 'string' ? { system } : {};
    return page(letSend(reply), formFor(reporter, { written }));
  });

  app.post('/feedback', { bodyLimit: formLimit }, async (request: FastifyRequest, reply) => {
    if (!isOwnForm(request, publicUrl)) throw new Problem(403, 'A page of another site may not report here.');
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const key = form.get('key') ?? '';
    const reporter = await reporterOf(options, request, key);
    if (reporter === undefined) return shut(options, reply, key !== '');
    const written = writtenIn(form);
    const again = (status: number, shown: { faults?: ReturnType<typeof faultsIn>; refused?: string }) =>
      page(letSend(reply.code(status)), formFor(reporter, { written, ...shown }));
    if (!seal.holds(formWords(reporter), form.get('mark') ?? ''))
      return again(403, {
        refused: 'This form was open too long, or is not of this browser. Send it again.',
      });
    const faults = faultsIn(
      written,
      systems().map(({ id }) => id),
    );
    if (Object.keys(faults).length > 0) return again(422, { faults });
    const wait = await waitOf(options, reporter);
    if (wait > 0) {
      const minutes = Math.ceil(wait / minute);
      return again(429, {
        refused: `So many reports came by this form that it takes more in ${minutes} min. Yours is below; nothing was sent.`,
      });
    }
    try {
      const { incident } = await feedback.take(reportOf(written));
      return page(letSend(reply), reportedPage({ ...readingOf(reporter), incident }));
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      return again(503, {
        refused: 'It could not be stored just now. Nothing is lost: send it again in a minute.',
      });
    }
  });
}

function readingOf(reporter: Reporter): { key?: string; mayRead: boolean } {
  return reporter.by === 'link' ? { key: reporter.key, mayRead: false } : { mayRead: true };
}

function reportOf({ system, named, what, link, by }: Written) {
  return {
    system: system === other ? named : system,
    what,
    ...(link !== '' && { link }),
    ...(by !== '' && { by }),
  };
}

/** Whoever came with a link is not asked for a token they never had. */
function shut({ access }: PageOptions, reply: FastifyReply, byLink: boolean): FastifyReply {
  return byLink ? page(reply.code(401), deadLinkPage()) : refuse(access, reply, { next: '/feedback' });
}

/** A form says to airb, and to nobody else, which page it comes from. */
function letSend(reply: FastifyReply): FastifyReply {
  return reply.header('referrer-policy', 'same-origin');
}
