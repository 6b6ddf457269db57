import type { Context } from '../context.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Json } from '../state.ts';
import type { Method } from './access.ts';
import { canvases } from './canvases.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import { groups } from './groups.ts';
import { historyMethods } from './history.ts';
import { marks } from './marks.ts';
import { people } from './people.ts';
import { views } from './views.ts';

const methods: Record<string, Method> = {
  ...conversations,
  ...historyMethods,
  ...chat,
  ...marks,
  ...people,
  ...views,
  ...files,
  ...canvases,
  ...groups,
};

/** The method of that name, or undefined where Slack would answer `unknown_method`. */
export function methodNamed(name: string): Method | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

/** Carries out one Web API call of the app. Refusals are answers, not exceptions. */
export function call(ctx: Context, name: string, { token, args }: { token: string; args: Json }): Json {
  if (name === 'api.test') return apiTest(args);
  const method = methodNamed(name);
  if (!method) return { ok: false, error: 'unknown_method', req_method: name };
  if (!token) return { ok: false, error: 'not_authed' };
  if (token !== ctx.botToken) return { ok: false, error: 'invalid_auth' };
  try {
    return { ok: true, ...method.run(ctx, args) };
  } catch (error) {
    if (error instanceof SlackError) return { ok: false, error: error.code, ...error.extra };
    throw error;
  }
}

function apiTest(args: Json): Json {
  return args.error ? { ok: false, error: args.error, args } : { ok: true, args };
}
