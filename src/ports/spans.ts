/**
 * What a span says of a piece of work: names of routes, sources and kinds of effects, the number of an incident, the outcome.
 * Never a secret, never text from outside, never a person.
 */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** A piece of work under way. */
export interface Span {
  note(facts: Facts): void;
  /** @param why one of a few words */
  failed(why: string): void;
  /** From here on, work on these effects counts as asked for by this piece. */
  asksFor(effects: readonly string[]): void;
}

/** Work that an earlier piece asked for. */
export interface Later {
  name: string;
  facts: Facts;
  /** The key of the effect. */
  effect: string;
  /** It begins a trace of its own that points to who asked: hours may lie between. */
  apart: boolean;
}

/** Traces of airb's own work, for whoever runs it. */
export interface Spans {
  /** Work inside what is under way. An error fails the span and is thrown on. */
  within<T>(name: string, facts: Facts, work: (span: Span) => Promise<T>): Promise<T>;
  /** Work of its own, in the trace of the piece that asked for it, where that is still known. */
  later<T>(what: Later, work: (span: Span) => Promise<T>): Promise<T>;
}

const nobodyLooks: Span = { note: () => {}, failed: () => {}, asksFor: () => {} };

/** Where nobody asked for traces. */
export const noSpans: Spans = {
  within: (_name, _facts, work) => work(nobodyLooks),
  later: (_what, work) => work(nobodyLooks),
};
