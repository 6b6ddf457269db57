import type { Masking, MaskOptions } from '../ports/masking.ts';
import { maskedText, type Span } from './finding.ts';
import { findByLooks, hint, hintOfName, secretName } from './patterns.ts';
import { findPersonal, hintOfPerson } from './personal.ts';
import { findByRules } from './secretlint.ts';

/** The masking of this program; see redaction.md for what it finds and what that costs. */
export const masking: Masking = { text, within };

const none: ReadonlySet<string> = new Set();

function text(given: string, { masks = 'secrets' }: MaskOptions = {}): string {
  const found: Span[] = [];
  if (hint.test(given) || hintOfName.test(given))
    found.push(...findByRules(given), ...findByLooks.flatMap((find) => find(given)));
  if (masks === 'personal-data' && hintOfPerson.test(given))
    found.push(...findPersonal.flatMap((find) => find(given)));
  return found.length === 0 ? given : maskedText(given, found);
}

function within<T>(value: T, options: MaskOptions = {}): T {
  // What goes in comes out in the same shape: only texts differ.
  return copy(value, options, 0) as T;
}

/** Nothing that airb stores is nested deeper; a body made to be deep ends here. */
const deepest = 100;

/** Copies only where something differs, because most values hold nothing to mask. */
function copy(value: unknown, options: MaskOptions, depth: number): unknown {
  if (typeof value === 'string') return text(value, options);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return '… left out: too deep';
  if (Array.isArray(value)) {
    const masked = value.map((item) => copy(item, options, depth + 1));
    return masked.some((item, at) => item !== value[at]) ? masked : value;
  }
  return objectCopy(value as Record<string, unknown>, options, depth);
}

function objectCopy(given: Record<string, unknown>, options: MaskOptions, depth: number): object {
  const { except = none } = options;
  const masked = (name: string) =>
    except.has(name) ? given[name] : (ofName(name, given[name]) ?? copy(given[name], options, depth + 1));
  const names = Object.keys(given);
  const values = names.map(masked);
  const same = names.every((name, at) => values[at] === given[name] && text(name, options) === name);
  return same ? given : Object.fromEntries(names.map((name, at) => [text(name, options), values[at]]));
}

/** The value of a field whose name says that it is secret. */
function ofName(name: string, value: unknown): string | undefined {
  const isSecret = typeof value === 'string' && value.length >= 4 && secretName.test(name);
  return isSecret && !value.startsWith('[masked') ? '[masked: secret value]' : undefined;
}
