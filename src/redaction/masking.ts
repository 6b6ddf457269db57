import type { Masks } from '../domain/runbooks/runbook.ts';
import type { Masking, MaskOptions } from '../ports/masking.ts';
import { maskedText, type Span } from './finding.ts';
import { findByLooks, hint, hintOfName, secretName } from './patterns.ts';
import { findPersonal, hintOfPerson } from './personal.ts';
import { remembering } from './remembering.ts';
import { findByRules } from './secretlint.ts';

/** The masking of this program; see redaction.md for what it finds and what that costs. */
export const masking: Masking = { text, within };

const none: ReadonlySet<string> = new Set();

/**
 * Short texts in which nothing was found. Labels and names of fields come again with every alert, and looking a text up
 * takes a tenth of the time of looking into it. Texts with a secret are never kept.
 */
const clean = { secrets: remembering(5000), 'personal-data': remembering(5000) };
const short = 200;

function text(given: string, { masks = 'secrets' }: MaskOptions = {}): string {
  if (given.length > short) return searched(given, masks);
  if (clean[masks].has(given)) return given;
  const masked = searched(given, masks);
  if (masked === given) clean[masks].add(given);
  return masked;
}

function searched(given: string, masks: Masks): string {
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
  const entries: [string, unknown][] = [];
  let same = true;
  for (const [name, value] of Object.entries(given)) {
    const kept = except.has(name);
    const masked = kept ? value : (ofName(name, value) ?? copy(value, options, depth + 1));
    const words = text(name, options);
    same &&= masked === value && words === name;
    entries.push([words, masked]);
  }
  return same ? given : Object.fromEntries(entries);
}

/** The value of a field whose name says that it is secret. */
function ofName(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length < 4 || value.startsWith('[masked')) return undefined;
  return isSecretName(name) ? '[masked: secret value]' : undefined;
}

const plainNames = remembering(5000);

function isSecretName(name: string): boolean {
  if (plainNames.has(name)) return false;
  const secret = secretName.test(name);
  if (!secret && name.length <= short) plainNames.add(name);
  return secret;
}
