import type { Card } from '../domain/chat/card.ts';
import type { ChatAnswer, ChatInput } from '../domain/chat/input.ts';
import type { PersonId } from '../domain/people.ts';
import type { MessageRef, RoomRef } from '../domain/refs.ts';
import type { Instant } from '../domain/time.ts';

/**
 * `thread`: below this message of airb in a channel. Where the platform can, it is shown in the channel as well, because
 * whoever reads the channel follows no thread. Where the message is gone, it is said in the channel.
 */
export type ChatPlace =
  | { room: RoomRef }
  | { channel: string }
  | { person: PersonId }
  | { thread: MessageRef };

export interface RoomSpec {
  name: string;
  private: boolean;
  /** Written into the room, so that a retry finds the room it made: `airb:42`. */
  marker: string;
  /** What its description begins with, where it is no ordinary incident: `EXERCISE · `. */
  mark?: string;
  /** The people who must act, if known. Some platforms can't make a private room without its first members. */
  people?: PersonId[];
  /** Which room of the incident it is, where it takes the place of one that was lost: 2, 3. */
  nth?: number;
}

/** Identifies the effect a call belongs to. The effect keeps its turn over all its calls, until it has ended. */
export interface Turn {
  /** The effect's key. */
  key: string;
  incident: number;
  /** 0 for sev1. */
  rank: number;
  /** True when it pages somebody. */
  urgent: boolean;
  /** True when an earlier attempt failed. */
  again: boolean;
  /** Asked right before each call. Throws DeliveryError where the effect is not this process's to send any more. */
  check(): void;
}

export interface ChatFile {
  name: string;
  title: string;
  bytes: Buffer;
  /** What a picture shows, in words. */
  alt?: string;
}

/** What stands beside a room. */
export interface CanvasPage {
  title: string;
  markdown: string;
  kept: boolean;
}

/** Tells apart what airb put into a chat: a message, or a file with the message that shows it. */
export interface Posted {
  /** The key it was sent with. */
  key: string;
  /** It was sent at this time or later. */
  since: Instant;
  /** It was sent before this time, where that is known. */
  until?: Instant;
  /** The name of a file. */
  file?: string;
}

/**
 * A chat platform. Every method throws DeliveryError and nothing else. Posts carry `key` where the platform can store
 * it, so that `find` can tell whether an uncertain post arrived.
 */
export interface Chat {
  /** `slack`, `teams`: the first part of its refs. */
  readonly name: string;
  /**
   * What the platform can't do, as sentences for responders. Such a call throws a DeliveryError with the same sentence
   * and without a retry, so the incident says it once.
   */
  readonly cannot: readonly string[];
  /**
   * Runs the work of one effect on this chat. Where the platform limits calls, its calls count as its turn. When it is
   * put off (`throttled`) and runs again with the same key, it goes on where it stopped.
   */
  inTurn<T>(turn: Turn, work: (chat: Chat) => Promise<T>): Promise<T>;
  /**
   * Creates the room, or adopts the one an earlier attempt made. It fails closed: a private room is never public.
   * @returns `announced` when everybody who follows the incidents channel already sees the room there
   */
  openRoom(spec: RoomSpec): Promise<{ room: RoomRef; name: string; announced: boolean }>;
  /**
   * Comes back into a room that was archived, or that airb was put out of.
   * @returns false where that is not to be had, so that another room has to take its place
   */
  regainRoom(room: RoomRef): Promise<boolean>;
  /**
   * Archives a room that nobody needs any more. One that is gone already does no harm.
   * @returns false where the platform archives none
   */
  archiveRoom(room: RoomRef): Promise<boolean>;
  /**
   * Gives a room another name, or the first one near it that is free. Repeated, it finds the name there and changes
   * nothing. Links to the room and to what stands in it go on working.
   * @returns the name that the room has now
   * @throws DeliveryError where it keeps its name, with a sentence that says so
   */
  renameRoom(room: RoomRef, name: string): Promise<string>;
  /**
   * Invites people.
   * @returns who could not be invited, and why
   */
  invite(room: RoomRef, people: PersonId[]): Promise<{ person: PersonId; why: string }[]>;
  setTopic(room: RoomRef, topic: string): Promise<void>;
  addLinks(room: RoomRef, links: { title: string; url: string }[]): Promise<void>;
  /**
   * Writes the document that stands beside a room, whole, in place of what airb wrote there before. One that people made is
   * left alone. Repeated, it makes no second one.
   * @param page.markdown CommonMark with tables, within what `documents/canvas.ts` allows
   * @param page.kept only where airb wrote one before
   * @returns false where the platform has none, or was seen to give none and that was said
   * @throws DeliveryError where it is refused, with a sentence that says why
   */
  writeCanvas(room: RoomRef, page: CanvasPage): Promise<boolean>;
  post(place: ChatPlace, card: Card, key: string): Promise<MessageRef>;
  redraw(message: MessageRef, card: Card, key: string): Promise<void>;
  /** Draws anew the home that a person has open; nothing happens where the platform keeps none for them. */
  drawHome(person: PersonId, card: Card): Promise<void>;
  pin(message: MessageRef): Promise<void>;
  upload(place: ChatPlace, file: ChatFile, key: string): Promise<MessageRef>;
  /** False where the platform was seen to refuse charts: what they show is uploaded as a picture then. */
  drawsCharts(): Promise<boolean>;
  /** The message of an earlier attempt, if it arrived. The search goes back to `since`. */
  find(place: ChatPlace, posted: Posted): Promise<MessageRef | undefined>;
  /**
   * Takes out what airb put there, for everybody and for good. What somebody took out meanwhile does no harm.
   * @returns false when nothing of it was found
   */
  remove(place: ChatPlace, posted: Posted): Promise<boolean>;
  /** Text of a message a person pointed at, for the timeline; undefined when it can't be read. */
  read(message: MessageRef): Promise<{ text: string; author: string } | undefined>;
}

/** What a chat adapter calls when a person does something; it acks only after this resolves. */
export type OnChatInput = (input: ChatInput) => Promise<ChatAnswer>;
