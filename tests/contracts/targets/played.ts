import type { Call } from '../../support/endpoint.ts';

/** Status and JSON body, as the vendor documents it; a body of text is sent as it is. */
export type Answered = [status: number, body: unknown];

/** A tool that is played: what is live in it, and how it answers. */
export interface Played {
  kind: string;
  /** Fields of `target` besides its kind; `URL` stands for where it is played. */
  fields: Record<string, unknown>;
  env: Record<string, string>;
  from: string;
  to: string;
  /** What airb must send to put `to` live. */
  request: { method: string; path: string; headers: Record<string, string>; body: unknown };
  /** How the tool answers whoever has its key; `live` is the version, by its name in the file. */
  answer(call: Call, live: Live): Answered;
  /** How it answers a key it does not know. */
  unknownKey: Answered & { length: 2 };
  /** What it refuses a change with, and what of it airb must say. */
  refusals: { because: string; answer: Answered; says: RegExp }[];
  /** Where it does not tell what is live, reading it back is no part of the contract. */
  blind?: true;
}

export interface Live {
  version: string;
}

export const json = (call: Call) => JSON.parse(call.body) as Record<string, unknown>;

/** The credential of HTTP Basic. */
export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
