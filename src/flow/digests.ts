import { mayKnowOf } from '../domain/incident/part-in.ts';
import { isOpen, type Opened } from '../domain/incident/state.ts';
import { type DigestSpec, lastDue } from '../domain/oncall/digest.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { type Duration, hour, minute } from '../domain/time.ts';
import { DeliveryError } from '../errors.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { Records } from '../ports/records.ts';
import type { Serving } from '../ports/serving.ts';
import { digestCard } from '../views/chat/digest.ts';
import type { Writer } from './write.ts';

/** One that could not be sent for so long is left out: by then people have looked for themselves. */
const stale: Duration = 2 * hour;

interface DigestDeps {
  store: Pick<Records, 'heads'> & Memory & Pick<Serving, 'takeTurn'>;
  writer: Pick<Writer, 'incident'>;
  chats: Pick<Chat, 'name' | 'post' | 'find'>[];
  library: () => Library;
  publicUrl: string;
  clock: Clock;
  log: Log;
}

/**
 * Sends the digests that are due and were not sent; called at least once a minute. Of several processes one sends each. What
 * was begun and not finished is looked for before it is sent again.
 */
export function createDigests(deps: DigestDeps): () => Promise<void> {
  const { store, writer, library, clock, log, publicUrl } = deps;

  async function send(spec: DigestSpec): Promise<void> {
    const now = clock.now();
    const due = lastDue(spec, now);
    if (due === undefined || now - due.at > stale) return;
    const memory = `digest/${spec.id}`;
    const before = await store.recall(memory);
    const [sent, begun] = [`${due.day} sent`, `${due.day} begun`];
    if (before === sent || !(await store.takeTurn({ name: `${memory} ${due.day}`, every: minute }))) return;
    const chat = chatFor(spec);
    const incidents = await openFor(spec);
    if (chat !== undefined && (incidents.length > 0 || spec.whenQuiet)) {
      await store.remember(memory, begun);
      const key = `digest.${spec.id}.${due.day}`;
      const there = before === begun && (await chat.find(spec.to, { key, since: due.at }));
      if (!there) await chat.post(spec.to, digestCard(incidents, { now, publicUrl }), key).catch(tell(spec));
    }
    await store.remember(memory, sent);
  }

  /** What a chat refuses for good is told once and not tried again that day. */
  function tell({ id }: DigestSpec) {
    return (error: unknown) => {
      if (!(error instanceof DeliveryError) || error.retry) throw error;
      log.warn({ digest: id, error: error.message }, 'a digest could not be sent');
    };
  }

  /** In a channel anybody may read along. */
  async function openFor({ to }: DigestSpec): Promise<Opened[]> {
    const heads = await store.heads({ open: true, drill: false });
    const folded = await Promise.all(heads.map(({ number }) => writer.incident(number)));
    const open = folded.filter((one): one is Opened => one !== undefined && isOpen(one));
    return open.filter((one) => ('person' in to ? mayKnowOf(one, to.person) : !one.private));
  }

  function chatFor({ chat, to }: DigestSpec) {
    const { rooms = [], people } = library().organization;
    const person = 'person' in to ? people.find(({ id }) => id === to.person) : undefined;
    const own = person && (['slack', 'teams'] as const).filter((name) => person[name] !== undefined);
    const wanted = chat === undefined ? [...(own ?? []), ...rooms] : [chat];
    const found = wanted.map((name) => deps.chats.find((one) => one.name === name)).find((one) => one);
    return found ?? (chat === undefined ? deps.chats[0] : undefined);
  }

  return async () => {
    for (const spec of library().organization.digests ?? [])
      await send(spec).catch((error: unknown) => {
        log.warn({ digest: spec.id, error: String(error) }, 'a digest could not be sent yet');
      });
  };
}
