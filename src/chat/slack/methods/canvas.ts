import type { RoomRef } from '../../../domain/refs.ts';
import { day, type Instant } from '../../../domain/time.ts';
import { DeliveryError } from '../../../errors.ts';
import type { CanvasPage } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Memory } from '../../../ports/memory.ts';
import { digest } from '../../kit/digest.ts';
import type { Caller } from '../api/client.ts';
import type { Identity } from '../directory/identity.ts';
import { channelOf } from '../directory/refs.ts';

const scope = 'canvases:write';
const key = 'slack/canvas-refused';

/** A workspace that gave none is asked again after this long: plans and policies change. */
const askAgain = 7 * day;

/** The channel has its one canvas. */
const taken = new Set(['channel_canvas_already_exists', 'free_team_canvas_tab_already_exists']);

/** What the plan, a policy or the grant refuses for every channel alike. */
const everywhere = new Set([
  'canvas_disabled_user_team',
  'team_tier_cannot_create_channel_canvases',
  'restricted_action',
  'unknown_method',
  `missing_scope:${scope}`,
]);

/** Whether this workspace gives canvases. */
export interface Canvases {
  refused(): Promise<boolean>;
  refuse(code: string): Promise<void>;
}

interface Refusal {
  at: Instant;
  code: string;
}

export interface CanvasContext {
  call: Caller;
  canvases: Canvases;
  self(): Promise<Identity>;
}

/**
 * Remembers that a workspace gives no canvases, also over a restart and for every process that serves it: it is said once,
 * and asked again after a week, or once the scope that was missing is granted.
 */
export function createCanvases({
  memory,
  clock,
  log,
  self,
}: {
  memory?: Memory | undefined;
  clock: Clock;
  log: Log;
  self(): Promise<Identity>;
}): Canvases {
  let known: Refusal | undefined;
  const failed = (error: unknown) =>
    log.warn({ error: String(error) }, 'what is remembered of canvases could not be read or kept');

  return {
    async refused() {
      const kept = known === undefined ? await memory?.recall(key).catch(failed) : undefined;
      if (kept) known = JSON.parse(kept) as Refusal;
      if (known === undefined || clock.now() - known.at >= askAgain) return false;
      return !(known.code === `missing_scope:${scope}` && (await self()).scopes.includes(scope));
    },
    async refuse(code) {
      known = { at: clock.now(), code };
      await memory?.remember(key, JSON.stringify(known)).catch(failed);
    },
  };
}

/**
 * Writes the canvas of a channel. A channel has one, so making it is safe to repeat: where there is one already, it is
 * written anew if airb made it, and left alone if people did. Source: docs.slack.dev/reference/methods,
 * conversations.canvases.create and canvases.edit (`replace` without a section replaces all of it).
 */
export async function writeCanvas(context: CanvasContext, room: RoomRef, page: CanvasPage): Promise<boolean> {
  const channel = channelOf(room);
  if (page.kept) {
    const own = await ownCanvas(context, channel);
    return 'canvas' in own ? rewrite(context, own.canvas, page) : false;
  }
  if (await context.canvases.refused()) return false;
  try {
    if (await make(context, channel, page)) return true;
    const own = await ownCanvas(context, channel);
    if ('because' in own) throw new DeliveryError(own.because, { retry: false, code: 'canvas_of_others' });
    return await rewrite(context, own.canvas, page);
  } catch (error) {
    if (!(error instanceof DeliveryError) || !everywhere.has(error.code)) throw error;
    await context.canvases.refuse(error.code);
    throw error.code === 'restricted_action' ? byPolicy(error) : error;
  }
}

/** Slack’s word is the same for all that a policy forbids. */
function byPolicy({ code, cause }: DeliveryError): DeliveryError {
  const message = 'the settings of the workspace do not let apps make canvases.';
  return new DeliveryError(message, { retry: false, code, cause });
}

/** @returns false where the channel has a canvas already */
async function make({ call }: CanvasContext, channel: string, page: CanvasPage): Promise<boolean> {
  try {
    await call({ method: 'conversations.canvases.create', about: digest(page.markdown) }, (client) =>
      client.conversations.canvases.create({
        channel_id: channel,
        title: page.title,
        document_content: contentOf(page),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof DeliveryError && taken.has(error.code)) return false;
    throw error;
  }
}

async function rewrite({ call }: CanvasContext, canvas: string, page: CanvasPage): Promise<true> {
  await call({ method: 'canvases.edit', about: digest(page.markdown) }, (client) =>
    client.canvases.edit({
      canvas_id: canvas,
      changes: [{ operation: 'replace', document_content: contentOf(page) }],
    }),
  );
  return true;
}

function contentOf({ markdown }: CanvasPage): { type: 'markdown'; markdown: string } {
  return { type: 'markdown', markdown };
}

/** The canvas of the channel where airb made it, or why airb has none there. */
async function ownCanvas(
  { call, self }: CanvasContext,
  channel: string,
): Promise<{ canvas: string } | { because: string }> {
  const { channel: seen } = await call({ method: 'conversations.info', about: channel }, (client) =>
    client.conversations.info({ channel }),
  );
  const canvas = canvasIn(seen);
  if (canvas === undefined) return { because: 'Slack does not say which canvas the channel has.' };
  const { file } = await call({ method: 'files.info', about: canvas }, (client) =>
    client.files.info({ file: canvas }),
  );
  if (file?.user === (await self()).botUser) return { canvas };
  return { because: 'the channel has a canvas that somebody else made, and airb leaves it alone.' };
}

/** `properties` is what the SDK's types know least of: docs.slack.dev/reference/objects/conversation-object. */
function canvasIn(channel: object | undefined): string | undefined {
  const { properties } = (channel ?? {}) as { properties?: { canvas?: { file_id?: unknown } } };
  const id = properties?.canvas?.file_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
