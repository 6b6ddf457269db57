/** A stretch of text that must go, and what it is. */
export interface Span {
  start: number;
  end: number;
  what: string;
}

/** Finds stretches in a text. */
export type Finder = (text: string) => Span[];

/**
 * A finder made of a pattern. Where the pattern has a group `secret`, only that group goes, so that what stands around
 * it stays readable.
 * @param pattern with the flags `d` and `g`
 * @param holds says of what was found whether it is meant
 */
export function byPattern(what: string, pattern: RegExp, holds: (found: string) => boolean = always): Finder {
  return (text) => {
    const spans: Span[] = [];
    for (const match of text.matchAll(pattern)) {
      const [start, end] = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
      if (holds(text.slice(start, end))) spans.push({ start, end, what });
    }
    return spans;
  };
}

function always(): boolean {
  return true;
}

/** The text with each stretch in words. Stretches that overlap become one, named after the first. */
export function maskedText(text: string, spans: Span[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, what } of joined(spans)) {
    out += `${text.slice(at, start)}[masked: ${what}]`;
    at = end;
  }
  return out + text.slice(at);
}

function joined(spans: Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Span[] = [];
  for (const span of sorted) {
    const last = kept.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else if (span.end > span.start) kept.push({ ...span });
  }
  return kept;
}
