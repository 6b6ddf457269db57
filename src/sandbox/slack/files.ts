import type { Context } from '../context.ts';
import { mintId } from '../context.ts';
import type { Channel, StoredFile } from '../state.ts';
import { table } from '../table.ts';
import { addMessage, type Draft } from './messages.ts';

const types = table({
  md: 'text/markdown',
  html: 'text/html',
  json: 'application/json',
  jsonl: 'application/jsonl',
  txt: 'text/plain',
  csv: 'text/csv',
  png: 'image/png',
  jpg: 'image/jpeg',
  svg: 'image/svg+xml',
});

/** Reserves a file; its bytes come later. */
export function reserveFile(
  ctx: Context,
  { user, name, alt }: { user: string; name: string; alt?: string | undefined },
): StoredFile {
  const file: StoredFile = {
    id: mintId(ctx, 'F'),
    name,
    title: name,
    mimetype: types[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream',
    size: 0,
    user,
    created: Math.floor(ctx.now() / 1000),
    ...(alt && { alt }),
    shared: [],
  };
  ctx.state.files[file.id] = file;
  return file;
}

export function fillFile(file: StoredFile, bytes: Buffer): void {
  file.base64 = bytes.toString('base64');
  file.size = bytes.length;
}

/** Shows files in a channel, as one message. */
export function shareFiles(ctx: Context, channel: Channel, share: Draft & { files: string[] }): void {
  const message = addMessage(ctx, channel, { ...share, subtype: 'file_share' });
  for (const id of share.files) {
    const file = ctx.state.files[id];
    file?.shared.push({ channel: channel.id, ts: message.ts });
  }
}

/** Deletes a file. The messages that showed it stay, each with a tombstone in its place. */
export function removeFile(ctx: Context, { id, shared }: StoredFile): void {
  delete ctx.state.files[id];
  for (const { channel } of shared) ctx.changed({ channel });
}
