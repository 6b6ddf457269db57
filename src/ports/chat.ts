import type { Card } from '../domain/chat/card.ts';
import type { ChatAnswer, ChatInput } from '../domain/chat/input.ts';
import type { PersonId } from '../domain/people.ts';
import type { MessageRef, RoomRef } from '../domain/refs.ts';
import type { Instant } from '../domain/time.ts';

export type ChatPlace = { room: RoomRef } | { channel: string } | { person: PersonId };

export interface RoomSpec {
  name: string;
  private: boolean;
  /** Written into the room so that a retry recognises its own: `airb:42`. */
  marker: string;
  /** Who must act, where that is known: some platforms can't make a private room without its first members. */
  people?: PersonId[];
}

/** Whose calls they are: one effect on its way. It keeps its turn over all its calls, until it has ended. */
export interface Turn {
  /** The effect's key. */
  key: string;
  incident: number;
  /** 0 for sev1. */
  rank: number;
  /** It pages somebody. */
  urgent: boolean;
  /** An attempt before this one failed. */
  again: boolean;
}

export interface ChatFile {
  name: string;
  title: string;
  bytes: Buffer;
}

/**
 * A chat platform. Every method throws DeliveryError and nothing else; posts carry `key` where the platform can hold
 * it, so that `find` can tell whether an uncertain one arrived.
 */
export interface Chat {
  /** `slack`, `teams`: what its refs begin with. */
  readonly name: string;
  /**
   * What the platform can't do, as sentences a responder reads. The call concerned throws a DeliveryError with that
   * sentence that is not tried again, so the incident says it once.
   */
  readonly cannot: readonly string[];
  /**
   * Runs one effect's work on this chat. Its calls count as its turn where the platform limits them; when it is put off
   * (`throttled`) and run again under the same key, it goes on where it stopped.
   */
  inTurn<T>(turn: Turn, work: (chat: Chat) => Promise<T>): Promise<T>;
  /**
   * Creates the room, or adopts the one an earlier attempt made. Fails closed: a private room is never public.
   * @returns `announced` when everybody who follows the incidents channel sees the room there already
   */
  openRoom(spec: RoomSpec): Promise<{ room: RoomRef; name: string; announced: boolean }>;
  /** @returns who could not be invited, and why */
  invite(room: RoomRef, people: PersonId[]): Promise<{ person: PersonId; why: string }[]>;
  setTopic(room: RoomRef, topic: string): Promise<void>;
  addLinks(room: RoomRef, links: { title: string; url: string }[]): Promise<void>;
  post(place: ChatPlace, card: Card, key: string): Promise<MessageRef>;
  redraw(message: MessageRef, card: Card, key: string): Promise<void>;
  pin(message: MessageRef): Promise<void>;
  upload(place: ChatPlace, file: ChatFile, key: string): Promise<MessageRef>;
  /** The message an earlier attempt left, if it arrived. `since` bounds the search. */
  find(place: ChatPlace, key: string, since: Instant): Promise<MessageRef | undefined>;
  /** Text of a message a person pointed at, for the timeline; undefined when it can't be read. */
  read(message: MessageRef): Promise<{ text: string; author: string } | undefined>;
}

/** What a chat adapter calls when a person does something; it acks only after this resolves. */
export type OnChatInput = (input: ChatInput) => Promise<ChatAnswer>;
