import type * as z from 'zod';

/** What a body holds, by media type. A shape with a name (see `Contract`) is referred to, any other written out. */
export type Content = Record<string, z.ZodType>;

/** One verb of one address, as `/openapi.json` describes it. */
export interface Operation {
  id: string;
  method: 'get' | 'post' | 'put' | 'options';
  /** `/api/incidents/{number}` */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  /** Name of the scheme the caller proves itself by; left out where anybody may call. */
  security?: string;
  /** What stands in the path, and behind the question mark. */
  parameters?: Record<string, z.ZodType>;
  body?: Content;
  /** By status. */
  answers: Record<number, { says: string; content?: Content }>;
  /** Statuses that come as problem+json. */
  problems?: readonly number[];
}

/** What a part of the program answers over HTTP. */
export interface Contract {
  /** Shapes by the name clients see. */
  shapes: Record<string, z.ZodType>;
  operations: readonly Operation[];
}
