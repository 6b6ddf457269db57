import * as z from 'zod';
import type { HttpAction, NamedSecret, ReadBack } from '../../domain/runbooks/runbook.ts';
import { address, envName, line } from '../fields/fields.ts';

/** What a ready-made target becomes: the request, and how the live version is read back. */
export interface Expanded {
  action: HttpAction;
  /** Absent where the tool does not tell. */
  current?: ReadBack;
}

/** A ready-made target: the fields its tool needs, and what they become. The way back is the same request. */
export interface Target<F extends z.ZodType> {
  fields: F;
  expand(fields: z.output<F>): Expanded;
}

/** Ties a target's fields to what is made of them. */
export function target<F extends z.ZodType>(fields: F, expand: (fields: z.output<F>) => Expanded): Target<F> {
  return { fields, expand };
}

/** The address of the tool; what stands behind it is added. */
export const base = (where: string) =>
  address.describe(`${where} \`\${NAME}\` is replaced by that environment variable; never a secret.`);

/** The name of an environment variable that holds a secret. */
export const secretName = (what: string) =>
  envName.describe(`Name of the environment variable with ${what}.`);

/** A name in the tool that becomes one segment of an address. */
export const name = (what: string) => line.refine(isSegment, 'a name, not `.` or `..`').describe(what);

/** A name that stands in a path through JSON, where dots and brackets mean something. */
export const plainName = (what: string) =>
  line.regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _').describe(what);

function isSegment(text: string): boolean {
  return text !== '.' && text !== '..';
}

/**
 * Writes an address below that of the tool: `` below(url)`/flags/${flag}` ``. Names are encoded; `{{version}}` is filled in when
 * it is called.
 */
export function below(tool: string): (parts: TemplateStringsArray, ...names: string[]) => string {
  return (parts, ...names) => {
    const path = parts.map((part, place) => `${part}${encodeURIComponent(names[place] ?? '')}`).join('');
    return `${tool.replace(/\/+$/, '')}${path}`;
  };
}

/** A token in a header. */
export function token(env: string, prefix = 'Bearer ', header = 'Authorization'): NamedSecret {
  return { env, header, prefix };
}

/** A user and a password, as HTTP Basic. */
export function basic(user: string, password: string): NamedSecret {
  return { env: password, user, header: 'Authorization', prefix: 'Basic ' };
}

/** How a tool lets airb in where it takes either: a token, or a user and a password. */
export const tokenOrBasic = {
  token: secretName('the token').optional(),
  user: secretName('the user').optional(),
  password: secretName('the password').optional(),
};

/** The secret of fields that name a token, a user and a password, or nothing. */
export function secretOf(
  fields: {
    token?: string | undefined;
    user?: string | undefined;
    password?: string | undefined;
  },
  prefix?: string,
): { secret?: NamedSecret } {
  if (fields.token !== undefined) return { secret: token(fields.token, prefix) };
  if (fields.user === undefined || fields.password === undefined) return {};
  return { secret: basic(fields.user, fields.password) };
}

/** What all calls have alike: a body may be empty, and there are no more headers than are needed. */
export function call(
  method: HttpAction['method'],
  url: string,
  more: Partial<Omit<HttpAction, 'method' | 'url'>>,
): HttpAction {
  return { method, url, body: {}, headers: {}, ...more };
}

/** How the live version is read back. */
export function look(url: string, path: string, more: Partial<Omit<ReadBack, 'url' | 'path'>>): ReadBack {
  return { url, path, headers: {}, ...more };
}

/** The kind of a target, as it is written in the file. */
export const kindOf = <K extends string>(kind: K, about: string) => z.literal(kind).describe(about);
