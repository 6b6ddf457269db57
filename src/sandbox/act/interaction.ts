import type { Context } from '../context.ts';
import { type Delivered, send } from '../deliver/send.ts';
import type { ActAnswer } from '../protocol.ts';
import { actorObject, teamObject } from '../slack/payloads.ts';
import type { Json } from '../state.ts';

/** The fields of every interactive payload. */
export function envelope(ctx: Context, type: string, user: string): Json {
  return {
    type,
    token: 'sandbox',
    team: teamObject(ctx),
    user: actorObject(ctx, user),
    api_app_id: ctx.workspace.app.id,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Sends an interactive payload, as the form field `payload`. */
export function sendPayload(ctx: Context, payload: Json): Promise<Delivered> {
  return send(ctx, {
    kind: String(payload.type),
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    content: payload,
  });
}

/** The sentence for a person when the app did not accept what they did; undefined when it did. */
export function failure(ctx: Context, result: Delivered, what: string): string | undefined {
  const app = ctx.workspace.app.name;
  if (result.outcome === 'http_timeout') return `${what} failed: ${app} didn't respond in time. Try again.`;
  if (result.outcome !== 'answered') return `${what} failed: ${app} can't be reached. Try again.`;
  if (result.status >= 300) return `${what} failed: ${app} answered with an error (HTTP ${result.status}).`;
  return undefined;
}

export function acknowledged(ctx: Context, result: Delivered, what: string): ActAnswer {
  const error = failure(ctx, result, what);
  return error ? { ok: false, error } : { ok: true };
}

export const ok: ActAnswer = { ok: true };
export const no = (error: string): ActAnswer => ({ ok: false, error });
