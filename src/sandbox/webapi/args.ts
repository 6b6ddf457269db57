import { badArgument, SlackError } from '../slack/slack-error.ts';
import type { Json } from '../state.ts';

/** Arguments of a Web API call: strings from a form, or anything from a JSON body. */
export type Args = Json;

export function text(args: Args, key: string): string | undefined {
  const value = args[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw badArgument(`must provide a string [json-pointer:/${key}]`);
}

export function required(args: Args, key: string): string {
  const value = text(args, key);
  if (value === undefined || value === '') throw badArgument(`missing required field: ${key}`);
  return value;
}

export function flag(args: Args, key: string): boolean {
  return ['true', '1'].includes(text(args, key) ?? '');
}

/** A list written `a,b,c`, or a JSON array. */
export function list(args: Args, key: string): string[] {
  const value = args[key];
  if (Array.isArray(value)) return value.map(String);
  const written = text(args, key) ?? '';
  if (written.startsWith('[')) return (json(args, key, 'invalid_arguments') as unknown[]).map(String);
  return written
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A structured argument: JSON text in a form, the thing itself in a JSON body. */
export function json(args: Args, key: string, otherwise: string): unknown {
  const value = args[key];
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new SlackError(otherwise);
  }
}

/** A page of a list: `limit` and an opaque cursor. */
export function page<T>(
  args: Args,
  items: T[],
  size: { usual: number; max: number },
): { items: T[]; next: string } {
  const limit = Math.min(Number(text(args, 'limit') ?? size.usual) || size.usual, size.max);
  const cursor = text(args, 'cursor');
  const start = cursor
    ? Number(
        Buffer.from(cursor, 'base64')
          .toString()
          .replace(/^next:/, ''),
      )
    : 0;
  if (!Number.isInteger(start) || start < 0) throw new SlackError('invalid_cursor');
  const end = start + limit;
  const next = end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: items.slice(start, end), next };
}
