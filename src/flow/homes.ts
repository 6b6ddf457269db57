import type { ChatInput } from '../domain/chat/input.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { type Duration, hour, type Instant, minute, second } from '../domain/time.ts';
import { DeliveryError } from '../errors.ts';
import type { Chat, OnChatInput } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { Records } from '../ports/records.ts';

/** Somebody who opened their home in a chat, as they stood then. */
interface Watcher {
  chat: string;
  by: ChatInput['by'];
  openedAt: Instant;
  /** Digest of the card that stands there. */
  drawn: string;
  /** When it may be drawn again. */
  notBefore: Instant;
}

/** Who opened a home is thought to look at it for this long; opening it again draws it anyway. */
const watchedFor: Duration = 12 * hour;
/** A home is drawn again at most this often, and so many of them in one round. */
const [perHome, homesPerRound] = [10 * second, 5];
const betweenRounds: Duration = 5 * second;
/** Also without a change: an update that was due is late. */
const longestRest: Duration = minute;
const afterFailure: Duration = minute;
/** More than these are forgotten, whoever opened longest ago first. */
const mostWatched = 500;
const memoryKey = 'homes/watched';

export interface Homes {
  /** Listens to a chat and notes who opened their home there. */
  listening(chat: string, onInput: OnChatInput): OnChatInput;
  /** Draws anew what shows something else by now. Called often; it seldom finds something to do. */
  look(): Promise<void>;
  /** Goes on for those who had their home open before a restart. */
  resume(): Promise<void>;
  /** False where nobody has a home open, so that nobody needs to look. */
  any(): boolean;
}

interface HomesDeps {
  store: Pick<Records, 'heads'> & Memory;
  chats: Pick<Chat, 'name' | 'drawHome'>[];
  library: () => Library;
  clock: Clock;
  log: Log;
  hash: (text: string) => string;
  /** Answers as if the person had opened it: with the same words, under the same rules. */
  answer: OnChatInput;
}

/**
 * Keeps homes current for those who opened theirs. A round draws few, each seldom and only where its card differs from what
 * stands there, so a storm of changes is a trickle of calls; what was left out comes in a later round.
 */
export function createHomes(deps: HomesDeps): Homes {
  const { store, chats, clock, log, hash } = deps;
  const watchers = new Map<string, Watcher>();
  let seen = '';
  let roundAt = 0;
  let left = false;
  let busy = false;

  const idOf = ({ chat, by }: Pick<Watcher, 'chat' | 'by'>) => `${chat} ${by.id}`;

  async function keep(): Promise<void> {
    const all = [...watchers.values()].map(({ chat, by, openedAt }) => ({ chat, by, openedAt }));
    await store.remember(memoryKey, JSON.stringify(all)).catch((error: unknown) => {
      log.debug({ error: String(error) }, 'who has a home open could not be kept');
    });
  }

  function forgetOld(): void {
    const listed = new Set(deps.library().organization.people.map(({ id }) => id));
    for (const [id, { openedAt, by }] of watchers) {
      const isGone = by.standing === 'listed' && !listed.has(by.id);
      if (isGone || clock.now() - openedAt > watchedFor) watchers.delete(id);
    }
    for (const id of [...watchers.keys()].slice(0, Math.max(0, watchers.size - mostWatched)))
      watchers.delete(id);
  }

  async function draw(watcher: Watcher): Promise<void> {
    const { chat, by } = watcher;
    const now = clock.now();
    const answer = await deps.answer({ type: 'home', key: `home:${idOf(watcher)}`, at: now, by });
    const drawn = answer.type === 'home' ? hash(JSON.stringify(answer.card)) : watcher.drawn;
    if (answer.type !== 'home' || drawn === watcher.drawn) return;
    watcher.notBefore = now + perHome;
    try {
      await chats.find(({ name }) => name === chat)?.drawHome(by.id, answer.card);
      watcher.drawn = drawn;
    } catch (error) {
      failed(watcher, error);
    }
  }

  function failed(watcher: Watcher, error: unknown): void {
    const told = error instanceof DeliveryError ? error : undefined;
    left = true;
    watcher.notBefore = clock.now() + Math.max(perHome, told?.throttled ? (told.afterMs ?? 0) : afterFailure);
    if (told?.throttled) return;
    if (told && !told.retry) watchers.delete(idOf(watcher));
    log.info({ error: String(error) }, 'a home could not be drawn again');
  }

  async function round(): Promise<void> {
    const now = clock.now();
    const heads = await store.heads({ open: true });
    const present = heads.map(({ number, version }) => `${number}.${version}`).join(' ');
    if (present === seen && !left && now - roundAt < longestRest) return;
    const due = [...watchers.values()].filter(({ notBefore }) => notBefore <= now);
    left = due.length < watchers.size;
    [seen, roundAt] = [present, now];
    let calls = 0;
    for (const watcher of due) {
      const before = watcher.notBefore;
      if (calls >= homesPerRound) left = true;
      else await draw(watcher);
      if (watcher.notBefore !== before) calls += 1;
    }
  }

  return {
    listening: (chat, onInput) => async (input) => {
      const answer = await onInput(input);
      if (input.type !== 'home' || answer.type !== 'home') return answer;
      const now = clock.now();
      const id = idOf({ chat, by: input.by });
      // Noted anew at the end, so that the first are those who opened longest ago.
      const isNew = !watchers.delete(id);
      const drawn = hash(JSON.stringify(answer.card));
      watchers.set(id, { chat, by: input.by, openedAt: now, drawn, notBefore: now + perHome });
      forgetOld();
      if (isNew) await keep();
      return answer;
    },
    async look() {
      if (busy || watchers.size === 0 || clock.now() - roundAt < betweenRounds) return;
      busy = true;
      try {
        forgetOld();
        await round();
      } catch (error) {
        log.debug({ error: String(error) }, 'homes could not be looked at');
      } finally {
        busy = false;
      }
    },
    async resume() {
      for (const { chat, by, openedAt } of watchersIn(await store.recall(memoryKey)))
        watchers.set(idOf({ chat, by }), { chat, by, openedAt, drawn: '', notBefore: 0 });
      forgetOld();
    },
    any: () => watchers.size > 0,
  };
}

type Kept = Pick<Watcher, 'chat' | 'by' | 'openedAt'>;

/** What was kept; nothing where it can't be read any more. */
function watchersIn(text: string | undefined): Kept[] {
  try {
    const all: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(all) ? all.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(one: unknown): one is Kept {
  const { chat, by, openedAt } = (one ?? {}) as Partial<Kept>;
  return typeof chat === 'string' && typeof openedAt === 'number' && typeof by?.id === 'string';
}
