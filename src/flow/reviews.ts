import type { Card } from '../domain/chat/card.ts';
import { channelsIn } from '../domain/runbooks/compile.ts';
import { reviewStage } from '../domain/runbooks/review-stage.ts';
import type { Library, PersonSpec, Runbook } from '../domain/runbooks/runbook.ts';
import { day, hour, type Instant, minute } from '../domain/time.ts';
import { DeliveryError } from '../errors.ts';
import type { Chat, ChatPlace } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { Serving } from '../ports/serving.ts';
import { reviewCard } from '../views/chat/review.ts';

/** Not before that hour of the day, in UTC: nobody is woken for it. */
const notBefore = 8;

export interface ReviewDeps {
  store: Memory & Pick<Serving, 'takeTurn'>;
  chats: Pick<Chat, 'name' | 'post' | 'find'>[];
  library: () => Library;
  /** Writes a card to an address; undefined where no mail server is configured. */
  letter: ((to: string, card: Card, key: string) => Promise<void>) | undefined;
  publicUrl: string;
  clock: Clock;
  log: Log;
}

/** What one reviewer has to hear of, with the words that the memory keeps once they have. */
interface Round {
  reviewer: string;
  runbooks: Runbook[];
}

/**
 * Reminds reviewers of runbooks whose review is near or late; called at least once a minute. A reviewer hears at most once a
 * day, of all that is new, and of several processes one tells them. What was begun and not finished is looked for first.
 */
export function createReviews(deps: ReviewDeps): () => Promise<void> {
  const { store, library, clock, log } = deps;

  async function remind({ reviewer, runbooks }: Round, now: Instant): Promise<void> {
    const today = new Date(now).toISOString().slice(0, 10);
    const memory = `review-of/${reviewer.toLowerCase()}`;
    const before = await store.recall(memory);
    const [told, begun] = [`${today} told`, `${today} begun`];
    if (before === told) return;
    const due = await untold(runbooks, now);
    if (due.length === 0 || !(await store.takeTurn({ name: `${memory} ${today}`, every: minute }))) return;
    await store.remember(memory, begun);
    await send(
      deps,
      { reviewer, runbooks: due },
      { now, key: `${memory}.${today}`, doubt: before === begun },
    );
    for (const runbook of due) await store.remember(`review/${runbook.id}`, stageOf(runbook, now));
    await store.remember(memory, told);
  }

  async function untold(runbooks: Runbook[], now: Instant): Promise<Runbook[]> {
    const kept = await Promise.all(runbooks.map(({ id }) => store.recall(`review/${id}`)));
    return runbooks.filter((runbook, place) => kept[place] !== stageOf(runbook, now));
  }

  return async () => {
    const now = clock.now();
    if (now % day < notBefore * hour) return;
    for (const round of roundsOf(library(), now))
      await remind(round, now).catch((error: unknown) => {
        log.warn({ reviewer: round.reviewer, error: String(error) }, 'a reviewer could not be reminded yet');
      });
  };
}

/** Date and reviewer of the file are part of it, so that another of them begins anew. */
function stageOf({ review }: Runbook, now: Instant): string {
  return `${review.on} ${review.by} ${reviewStage(review, now) ?? 'not yet'}`;
}

function roundsOf({ runbooks }: Library, now: Instant): Round[] {
  const rounds = new Map<string, Round>();
  for (const runbook of runbooks) {
    if (reviewStage(runbook.review, now) === undefined) continue;
    const { by } = runbook.review;
    const round = rounds.get(by.toLowerCase()) ?? { reviewer: by, runbooks: [] };
    round.runbooks.push(runbook);
    rounds.set(by.toLowerCase(), round);
  }
  return [...rounds.values()];
}

interface Sending {
  now: Instant;
  key: string;
  /** It was begun before, and may have arrived. */
  doubt: boolean;
}

/** By direct message, else by e-mail, else where operations are read. */
async function send(deps: ReviewDeps, { reviewer, runbooks }: Round, sending: Sending): Promise<void> {
  const { publicUrl, log, letter } = deps;
  const { organization } = deps.library();
  const person = personMeant(reviewer, organization.people);
  const { now, key } = sending;
  const card = reviewCard(runbooks, { now, publicUrl });
  if (person && (await posted(deps, { person: person.id }, card, { ...sending, chat: chatOf(deps, person) })))
    return;
  if (person?.email !== undefined && letter !== undefined) {
    const written = letter(person.email, card, key).then(() => true);
    if (await orRefused(deps, written)) return;
  }
  const { operationsChannel = organization.incidentsChannel } = organization;
  const channels = channelsIn(
    operationsChannel,
    deps.chats.map(({ name }) => name),
  );
  const named = reviewCard(runbooks, { now, publicUrl, reviewer });
  const heard = await Promise.all(
    deps.chats.map((chat) => {
      const channel = channels[chat.name];
      return channel === undefined ? false : posted(deps, { channel }, named, { ...sending, chat });
    }),
  );
  if (!heard.includes(true)) log.warn({ reviewer }, 'nobody could be reminded of runbooks to review');
}

async function posted(
  { log }: Pick<ReviewDeps, 'log'>,
  place: ChatPlace,
  card: Card,
  { chat, key, now, doubt }: Sending & { chat: ReviewDeps['chats'][number] | undefined },
): Promise<boolean> {
  if (chat === undefined) return false;
  const there = doubt && (await orRefused({ log }, found(chat, place, { key, since: now - day })));
  return (
    there ||
    orRefused(
      { log },
      chat.post(place, card, key).then(() => true),
    )
  );
}

async function found(chat: Pick<Chat, 'find'>, ...asked: Parameters<Chat['find']>): Promise<boolean> {
  return (await chat.find(...asked)) !== undefined;
}

/** False where it is refused for good; what may yet come is thrown. */
async function orRefused({ log }: Pick<ReviewDeps, 'log'>, sent: Promise<boolean>): Promise<boolean> {
  return sent.catch((error: unknown) => {
    if (!(error instanceof DeliveryError) || error.retry) throw error;
    log.info({ error: error.message }, 'a reviewer could not be reminded there');
    return false;
  });
}

function personMeant(reviewer: string, people: PersonSpec[]): PersonSpec | undefined {
  const word = reviewer.trim().toLowerCase();
  return people.find(({ id, name }) => id.toLowerCase() === word || name.toLowerCase() === word);
}

/** The chat that the file knows them in; without one, none: whoever is not there can't be looked for each day. */
function chatOf({ chats }: Pick<ReviewDeps, 'chats'>, person: PersonSpec) {
  const own = (['slack', 'teams'] as const).filter((name) => person[name] !== undefined);
  return chats.find(({ name }) => own.some((one) => one === name));
}
