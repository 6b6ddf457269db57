import { createHash, randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { milestoneMeant, takeMilestoneTime } from '../../domain/chat/grammar-postmortem.ts';
import { momentMeant } from '../../domain/chat/milestone-time.ts';
import type { CommandBody } from '../../domain/incident/commands.ts';
import { timeOf } from '../../domain/incident/milestones.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { piecesOf, wordsOf } from '../../views/authored/authored.ts';
import { postmortem } from '../../views/postmortem/postmortem.ts';
import { type Asked, page } from '../entry.ts';
import type { Told } from '../options.ts';
import type { AskedFor, Draft } from './asked.ts';
import { quoted } from './log.ts';
import { postmortemPage } from './page.ts';
import type { PostmortemOptions, Reading } from './reader.ts';
import { actorOf } from './session.ts';

interface Doing {
  options: PostmortemOptions;
  reading: Reading;
  form: URLSearchParams;
  request: Asked;
  reply: FastifyReply;
}

/** Does what a form of the page asks for, as the person the browser is. What they wrote is in every answer that does not keep it. */
export async function deed(
  options: PostmortemOptions,
  { request, reply }: { request: Asked; reply: FastifyReply },
  reading: Reading,
): Promise<FastifyReply> {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  const doing = { options, reading, form, request, reply };
  const { person, incident } = reading;
  if (form.get('do') === 'leave') {
    await options.people.letOut(request, reply);
    return reply.redirect(`/incidents/${incident.number}/postmortem`, 303);
  }
  const mark = form.get('mark') ?? '';
  if (person === undefined || !options.people.isMarked(person, incident.number, mark))
    return again(doing, 403, {
      told: {
        text: `This browser is nobody airb knows any more. Nothing was changed. Ask for your own link in chat, with /airb #${incident.number} postmortem edit; your words stand below.`,
        wrong: true,
      },
    });
  if (form.has('quote')) return quote(doing);
  switch (form.get('do')) {
    case 'find':
      return again(doing, 200, { draft: draftIn(form) });
    case 'write':
    case 'take-back':
      return write(doing, form.get('do') === 'write');
    case 'time':
      return correct(doing);
    case 'publish':
      return publish(doing);
    default:
      return again(doing, 422, { told: { text: 'airb does not know what to do with that.', wrong: true } });
  }
}

async function quote(doing: Doing): Promise<FastifyReply> {
  const { options, reading, form } = doing;
  const events = await options.postmortems.events(reading.incident.number);
  const entry = quoted(events, Number(form.get('quote')));
  const draft = draftIn(form);
  const text =
    entry === undefined ? draft.text : [draft.text.trimEnd(), entry, ''].filter(Boolean).join('\n\n');
  return again(doing, 200, { draft: { ...draft, text } });
}

async function write(doing: Doing, keeps: boolean): Promise<FastifyReply> {
  const { form, reading } = doing;
  const draft = draftIn(form);
  const place = form.get('place') ?? '';
  const title = await titleAt(doing, place);
  if (title === undefined)
    return again(doing, 422, {
      told: { text: 'The draft has no such place any more. Nothing was changed.', wrong: true },
    });
  const own = await kept(doing, draft, place);
  const body: CommandBody = keeps
    ? { ...own, type: 'postmortem.write', place, title }
    : { type: 'postmortem.take-back', edit: draft.base ?? '', place };
  const result = await handle(doing, body, keeps ? own.edit : `back ${randomUUID()}`);
  const at = `/incidents/${reading.incident.number}/postmortem`;
  if (result.ok) return doing.reply.redirect(`${at}#${encodeURIComponent(place)}`, 303);
  // Saved once more, it takes the place of what stands there now, which they have seen by then.
  const seen = result.lacks === 'newest' ? await newestAt(doing, place) : draft.base;
  // A name of its own: what was refused once is not taken for a repetition.
  return again(doing, result.lacks === 'newest' ? 409 : 422, {
    draft: { text: draft.text, edit: randomUUID(), ...(seen !== undefined && { base: seen }) },
    ...(result.lacks === 'newest' && { overtaken: true }),
    told: { text: said(result), wrong: true },
  });
}

/**
 * The words under a name of form and text: sent twice they are one edit, and other words of the same form, after Back, are
 * another one. That one stands over what the form kept before, which its writer has seen.
 */
async function kept({ options, reading }: Doing, draft: Draft, place: string): Promise<Draft> {
  const events = await options.postmortems.events(reading.incident.number);
  const newest = wordsOf(events).get(place)?.edit;
  const text = createHash('sha256').update(draft.text).digest('hex').slice(0, 12);
  const edit = `${draft.edit}.${text}`;
  if (newest === edit) return { ...draft, edit };
  const base = newest?.startsWith(`${draft.edit}.`) ? newest : draft.base;
  // Saved once, and something else stands there since: it is no repetition, and its success would be told of nothing.
  const stoodOnce = events.some((event) => event.type === 'postmortem.written' && event.edit === edit);
  return { ...draft, edit: stoodOnce ? `${edit}.${randomUUID()}` : edit, ...(base && { base }) };
}

async function correct(doing: Doing): Promise<FastifyReply> {
  const { form, options, reading } = doing;
  const { incident } = reading;
  const milestone = milestoneMeant(form.get('milestone') ?? '');
  const time = takeMilestoneTime((form.get('time') ?? '').trim());
  const misuse =
    typeof milestone === 'object'
      ? milestone.misuse
      : 'misuse' in time
        ? time.misuse
        : time.rest === ''
          ? undefined
          : 'Write the time alone, in UTC. Nothing was corrected.';
  if (typeof milestone === 'object' || 'misuse' in time || misuse !== undefined)
    return again(doing, 422, { told: { text: plainly(misuse ?? ''), wrong: true } });
  const stands = timeOf(incident, milestone) ?? incident.openedAt;
  const to = momentMeant(time.when, { stands, now: options.clock.now() });
  const body: CommandBody = { type: 'milestone.correct', milestone, to, why: form.get('why') ?? '' };
  return done(doing, await handle(doing, body, `time ${randomUUID()}`), incident);
}

async function publish(doing: Doing): Promise<FastifyReply> {
  const { form, options, reading } = doing;
  const { person, incident } = reading;
  if (person === undefined) return again(doing, 403, {});
  const confirmed = form.get('confirmed') === 'yes' ? form.getAll('open') : [];
  const inputKey = `page:${randomUUID()}`;
  const asked = { by: actorOf(person), confirmed, inputKey };
  return done(doing, await options.postmortems.publish(incident.number, asked), incident);
}

function done(doing: Doing, result: Told, { number }: Opened): Promise<FastifyReply> | FastifyReply {
  if (result.ok && result.note === undefined)
    return doing.reply.redirect(`/incidents/${number}/postmortem`, 303);
  const text = result.ok ? (result.note ?? '') : said(result);
  return again(doing, result.ok ? 200 : 422, { told: { text: plainly(text), wrong: !result.ok } });
}

function handle({ options, reading }: Doing, body: CommandBody, key: string): Promise<Told> {
  const { person, incident } = reading;
  if (person === undefined) return Promise.resolve({ ok: false, rejected: 'Nobody is signed in.' });
  return options.postmortems.handle(incident.number, body, { by: actorOf(person), inputKey: `page:${key}` });
}

/** The page once more, with what was written and the place it was written at. */
async function again(doing: Doing, status: number, more: AskedFor): Promise<FastifyReply> {
  const { options, reading, form, reply } = doing;
  const place = form.get('place');
  const log = form.get('log');
  const asked = {
    ...(form.has('text') && { draft: draftIn(form) }),
    ...(form.has('overtaken') && { overtaken: true }),
    ...more,
    ...(place && { edit: place }),
    ...(log && { log }),
  };
  // The state that the refusal was about, and not the one that the request began with.
  const incident = (await options.fold(reading.incident.number)) ?? reading.incident;
  return page(reply.code(status), await postmortemPage(options, { ...reading, incident }, asked));
}

function draftIn(form: URLSearchParams): Draft {
  const base = form.get('base');
  const text = (form.get('text') ?? '').replace(/\r\n?/g, '\n');
  return { text, edit: form.get('edit')?.slice(0, 60) || randomUUID(), ...(base && { base }) };
}

/** The heading or question as airb words it; nobody sends another one along. */
async function titleAt({ options, reading }: Doing, place: string): Promise<string | undefined> {
  const events = await options.postmortems.events(reading.incident.number);
  const known = piecesOf(postmortem(events), wordsOf(events)).find((piece) => piece.place?.id === place);
  return known?.place?.title;
}

async function newestAt({ options, reading }: Doing, place: string): Promise<string | undefined> {
  return wordsOf(await options.postmortems.events(reading.incident.number)).get(place)?.edit;
}

function said({ rejected, next }: { rejected: string; next?: string }): string {
  return plainly([rejected, next].filter(Boolean).join(' '));
}

function plainly(text: string): string {
  return text.replaceAll('`', '');
}
