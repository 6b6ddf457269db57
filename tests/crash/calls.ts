import { keyOf } from '../../src/chat/teams/render/message.ts';

/** One HTTP request that the bot makes or takes, as the proxies between it and its world see it. */
export interface Call {
  /** Counted per direction from the start of the story. */
  n: number;
  direction: 'out' | 'in';
  /** What it is for: `post card`, `pagerduty trigger`, `alert`. */
  kind: string;
  /** Which of its kind, from 1. */
  nth: number;
}

/**
 * The side of a call on which the bot dies. Going out: before anything happened outside, or after it happened and
 * before the answer returned. Coming in: before the bot saw it, while it works on it, or with its answer on the wire.
 */
export type Side = 'before' | 'during' | 'after';

/** What the bot is killed at; called once for each call, in order. */
export type KillPlan = (call: Call) => Side | undefined;

/** Names a request by what it is for, so that each kind of effect can be hit on each side. */
export function kindOf(path: string, body: string): string {
  const method = /\/slack\/api\/([\w.]+)/.exec(path)?.[1];
  if (method !== undefined) return slackKind(method, fieldsOf(body));
  if (path.startsWith('/amer/')) return teamsKind(json(body));
  if (path.includes('/slack/upload/')) return 'upload bytes';
  if (path.includes('/slack/response/')) return 'response url';
  if (path.includes('/pagerduty/')) return `pagerduty ${String(json(body).event_action)}`;
  if (path.includes('/prometheus/')) return 'prometheus query';
  if (path.includes('/targets/') && body === '') return 'live version';
  if (path.includes('/targets/')) return json(body).dryRun === true ? 'dry run' : 'action';
  if (path.startsWith('/alerts/')) return 'alert';
  if (path.startsWith('/changes/')) return 'change';
  if (path.startsWith('/slack/events')) return inboundKind(body);
  return path;
}

function slackKind(method: string, fields: Record<string, string>): string {
  if (method !== 'chat.postMessage') return method;
  const key = (json(fields.metadata ?? '{}').event_payload as { key?: string } | undefined)?.key;
  if (key === undefined) return 'post without key';
  const slot = /^\d+:([a-z]+)/.exec(key)?.[1];
  if (slot !== undefined) return `post ${slot}`;
  return fields.channel?.startsWith('C01') ? 'say to a channel' : 'say in the room';
}

function teamsKind(body: Record<string, unknown>): string {
  if (body.type !== 'message') {
    if (body.isGroup === undefined) return 'teams read';
    if (body.isGroup !== true) return 'teams chat';
    // An incident's own thread, or the one in which an audience hears of it.
    const slot = teamsSlot(body.activity as Record<string, unknown>);
    return slot === undefined ? 'teams thread' : `teams thread ${slot}`;
  }
  if (body.id !== undefined) return 'teams update';
  const slot = teamsSlot(body);
  return slot === undefined ? 'teams say' : `teams post ${slot}`;
}

function teamsSlot({ attachments }: Record<string, unknown>): string | undefined {
  const [card] = attachments as { content: unknown }[];
  return /^\d+:([a-z]+)/.exec(keyOf(card?.content) ?? '')?.[1];
}

function inboundKind(body: string): string {
  if (body.startsWith('{')) {
    const { event } = json(body) as { event?: { type?: string; bot_id?: string } };
    return event?.bot_id ? 'event of its own' : `event ${String(event?.type)}`;
  }
  const fields = fieldsOf(body);
  if (fields.payload === undefined) return 'command';
  return String(json(fields.payload).type);
}

function fieldsOf(body: string): Record<string, string> {
  return body.startsWith('{')
    ? (json(body) as Record<string, string>)
    : Object.fromEntries(new URLSearchParams(body));
}

function json(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
