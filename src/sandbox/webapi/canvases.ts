import type { Context } from '../context.ts';
import { mintId } from '../context.ts';
import { canvasWith } from '../slack/canvas.ts';
import { badArgument, SlackError } from '../slack/slack-error.ts';
import type { Json } from '../state.ts';
import { type Answer, channelOf, type Method, mustBeMember, mustBeOpen, needScope } from './access.ts';
import { type Args, json, required, text } from './args.ts';

/** docs.slack.dev/reference/methods/conversations.canvases.create: 1 MiB of Markdown. */
const charactersMost = 1_048_576;
const cellsMost = 300;

function create(ctx: Context, args: Args): Answer {
  needScope(ctx, 'canvases:write');
  if (ctx.faults.noCanvases) throw new SlackError('canvas_disabled_user_team');
  const channel = channelOf(ctx, args, {}, 'channel_id');
  mustBeOpen(channel);
  mustBeMember(ctx, channel);
  if (channel.canvas) throw new SlackError('channel_canvas_already_exists');
  const content = json(args, 'document_content', 'invalid_arguments') as Json | undefined;
  const markdown = content === undefined ? '' : checked(content, 'canvas_creation_failed');
  const id = mintId(ctx, 'F');
  channel.canvas = { id, title: text(args, 'title') ?? '', markdown, user: ctx.workspace.app.botUser };
  ctx.changed({});
  return { canvas_id: id };
}

/** Only what replaces all of it is played, the rest is refused by name. */
function edit(ctx: Context, args: Args): Answer {
  needScope(ctx, 'canvases:write');
  if (ctx.faults.noCanvases) throw new SlackError('canvas_disabled_user_team');
  const found = canvasWith(ctx, required(args, 'canvas_id'));
  if (!found) throw new SlackError('canvas_not_found');
  mustBeOpen(found.channel);
  mustBeMember(ctx, found.channel);
  const changes = json(args, 'changes', 'invalid_arguments');
  if (!Array.isArray(changes) || changes.length !== 1)
    throw badArgument('one change a call [json-pointer:/changes]');
  const { operation, section_id: section, document_content: content } = changes[0] as Json;
  if (operation !== 'replace' || section !== undefined)
    throw badArgument(`the sandbox plays no ${String(operation)} of a section [json-pointer:/changes/0]`);
  found.canvas.markdown = checked((content ?? {}) as Json, 'canvas_editing_failed');
  ctx.changed({});
  return {};
}

/** The Markdown, refused as Slack does: with the code of the call, and the line in `detail`. */
function checked({ type, markdown }: Json, refusal: string): string {
  const refused = (detail: string) => new SlackError(refusal, { detail });
  if (type !== 'markdown' || typeof markdown !== 'string') throw refused('Unsupported content type');
  if (markdown.length > charactersMost) throw refused('Content is too long');
  let fenced = false;
  let cells = 0;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (/^`{3,}/.test(line)) fenced = !fenced;
    if (fenced) continue;
    const depth = /^(#{4,6})\s/.exec(line)?.[1]?.length;
    if (depth) throw refused(`line ${index + 1}: Unsupported heading depth (${depth})`);
    cells = line.startsWith('|') ? cells + (line.match(/(?<!\\)\|/g)?.length ?? 1) - 1 : 0;
    // The line under the head of a table is no row of it.
    if (/^\|[-| :]+\|$/.test(line)) cells -= (line.match(/\|/g)?.length ?? 1) - 1;
    if (cells > cellsMost) throw refused(`line ${index + 1}: Table has more than ${cellsMost} cells`);
  }
  return markdown;
}

export const canvases: Record<string, Method> = {
  'conversations.canvases.create': { tier: 20, run: create },
  'canvases.edit': { tier: 50, run: edit },
};
