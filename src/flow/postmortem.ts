import type { IncidentEvent } from '../domain/incident/events.ts';
import { fold, nothing } from '../domain/incident/evolve.ts';
import { basisOf } from '../domain/incident/postmortem-publishing.ts';
import { type Actor, actorName } from '../domain/people.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { authoredPostmortem } from '../views/authored/authored.ts';
import { frozenFiles } from '../views/authored/frozen.ts';
import { openIn } from '../views/authored/open-questions.ts';
import { wholeEvents } from './long-texts.ts';
import type { Handled, Writer } from './write.ts';

/** The postmortem of an incident as it stands, and what it takes to publish it. */
export interface Postmortems {
  /** The log with what was kept apart of it; empty where there is no such incident. */
  events(number: number): Promise<IncidentEvent[]>;
  /** Questions of the draft that nobody has answered. */
  open(number: number): Promise<string[]>;
  /**
   * Freezes it as it is now.
   * @param confirmed the open questions that the person was shown
   */
  publish(number: number, asked: Publish): Promise<Handled>;
}

export interface Publish {
  by: Actor;
  confirmed: string[];
  inputKey: string;
}

export function createPostmortems(deps: {
  store: Pick<Store, 'events' | 'content'>;
  writer: Pick<Writer, 'handle'>;
  clock: Clock;
  /** sha-256 of a text, hex. */
  hash: (text: string) => string;
}): Postmortems {
  const { store, writer, clock, hash } = deps;
  const events = async (number: number) => {
    const stored = (await store.events(number)).map((one) => one.event);
    return wholeEvents(store, number, stored);
  };
  return {
    events,
    open: async (number) => openIn(authoredPostmortem(await events(number))),
    async publish(number, { by, confirmed, inputKey }) {
      const log = await events(number);
      const incident = fold(nothing, log);
      if (incident.phase === 'none') return { ok: false, rejected: 'There is no such incident.', incident };
      const document = authoredPostmortem(log);
      const version = (incident.published?.at(-1)?.version ?? 0) + 1;
      const files = frozenFiles(document, { version, by: actorName(by), at: clock.now() });
      const frozen = (text: string) => ({ hash: hash(text), length: text.length, text });
      const body = {
        type: 'postmortem.publish' as const,
        basis: basisOf(incident),
        page: frozen(files.page),
        document: frozen(files.document),
        open: openIn(document),
        confirmed,
      };
      return writer.handle(number, body, by, { inputKey });
    },
  };
}
