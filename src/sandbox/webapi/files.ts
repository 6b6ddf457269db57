import type { Context } from '../context.ts';
import { canvasWith } from '../slack/canvas.ts';
import { removeFile, reserveFile, shareFiles } from '../slack/files.ts';
import { findMessage } from '../slack/messages.ts';
import { fileObject } from '../slack/payloads.ts';
import { badArgument, SlackError } from '../slack/slack-error.ts';
import type { Json } from '../state.ts';
import type { Answer, Method } from './access.ts';
import { channelOf, mustBeMember, mustBeOpen, needScope } from './access.ts';
import { type Args, json, required, text } from './args.ts';
import { readContent } from './content.ts';

function getUploadUrl(ctx: Context, args: Args): Answer {
  needScope(ctx, 'files:write');
  const name = required(args, 'filename');
  if (!(Number(required(args, 'length')) > 0))
    throw badArgument('must be greater than 0 [json-pointer:/length]');
  const alt = text(args, 'alt_txt');
  if (alt && alt.length > 1000) throw new SlackError('alt_txt_too_large');
  const file = reserveFile(ctx, { user: ctx.workspace.app.botUser, name, alt });
  return { upload_url: `${ctx.publicUrl}/sandbox/slack/upload/${file.id}`, file_id: file.id };
}

function complete(ctx: Context, args: Args): Answer {
  needScope(ctx, 'files:write');
  const wanted = json(args, 'files', 'invalid_arguments');
  if (!Array.isArray(wanted) || wanted.length === 0) throw badArgument('missing required field: files');
  const files = wanted.map((item: Json) => {
    const file = ctx.state.files[String(item.id)];
    if (!file?.base64 || file.user !== ctx.workspace.app.botUser) throw new SlackError('file_not_found');
    if (typeof item.title === 'string') file.title = item.title;
    return file;
  });
  if (text(args, 'channel_id') ?? text(args, 'channels')) {
    share(
      ctx,
      args,
      files.map((file) => file.id),
    );
  }
  return { files: files.flatMap((file) => fileObject(ctx, file)) };
}

function share(ctx: Context, args: Args, files: string[]): void {
  const channel = channelOf(ctx, args, {}, text(args, 'channel_id') ? 'channel_id' : 'channels');
  mustBeOpen(channel);
  mustBeMember(ctx, channel);
  const threadTs = text(args, 'thread_ts');
  if (threadTs && !findMessage(channel, threadTs)) throw new SlackError('thread_not_found');
  const comment = text(args, 'initial_comment') ?? '';
  const content = args.blocks ? readContent(ctx, { blocks: args.blocks }, 0) : {};
  shareFiles(ctx, channel, {
    ...content,
    text: comment,
    user: ctx.workspace.app.botUser,
    files,
    ...(threadTs ? { threadTs } : {}),
  });
}

function info(ctx: Context, args: Args): Answer {
  needScope(ctx, 'files:read');
  const id = required(args, 'file');
  const canvas = canvasWith(ctx, id)?.canvas;
  if (canvas) return { file: { id, title: canvas.title, user: canvas.user, filetype: 'quip' } };
  const file = ctx.state.files[id];
  if (!file) throw new SlackError('file_not_found');
  return { file: fileObject(ctx, file)[0] };
}

function remove(ctx: Context, args: Args): Answer {
  needScope(ctx, 'files:write');
  const file = ctx.state.files[required(args, 'file')];
  if (!file) throw new SlackError('file_not_found');
  if (file.user !== ctx.workspace.app.botUser) throw new SlackError('cant_delete_file');
  removeFile(ctx, file);
  return {};
}

export const files: Record<string, Method> = {
  'files.getUploadURLExternal': { tier: 100, run: getUploadUrl },
  'files.completeUploadExternal': { tier: 100, run: complete },
  'files.delete': { tier: 50, run: remove },
  'files.info': { tier: 100, run: info },
};
