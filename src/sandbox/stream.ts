import type { ServerResponse } from 'node:http';
import type { Change, Context } from './context.ts';
import { homeFor, messagesFor, modalFor, workspaceFor } from './project.ts';
import type { StreamEvent } from './protocol.ts';

/** Changes within this many milliseconds are sent together. */
const gatherMs = 15;

export interface Streams {
  /** Keeps a response open and tells its reader every change; it starts with the whole state. */
  open(ctx: Context, res: ServerResponse, as: string): void;
  changed(ctx: Context, change: Change): void;
  close(): void;
}

interface Reader {
  res: ServerResponse;
  as: string;
}

/** Server-sent events to the open pages. */
export function createStreams(): Streams {
  const readers = new Set<Reader>();
  let channels = new Set<string>();
  let people = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function flush(ctx: Context): void {
    timer = undefined;
    const dirty = { channels, people };
    channels = new Set();
    people = new Set();
    for (const reader of readers) {
      tell(reader, { type: 'workspace', state: workspaceFor(ctx, reader.as) });
      for (const id of dirty.channels) tellChannel(ctx, reader, id);
      if (dirty.people.has(reader.as)) tellViews(ctx, reader);
    }
  }

  return {
    open(ctx, res, as) {
      res.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const reader = { res, as };
      readers.add(reader);
      res.on('close', () => readers.delete(reader));
      tell(reader, { type: 'workspace', state: workspaceFor(ctx, as) });
      for (const id of Object.keys(ctx.state.channels)) tellChannel(ctx, reader, id);
      tellViews(ctx, reader);
    },
    changed(ctx, change) {
      if (readers.size === 0) return;
      if (change.channel) channels.add(change.channel);
      if (change.person) people.add(change.person);
      timer ??= setTimeout(() => flush(ctx), gatherMs);
    },
    close() {
      clearTimeout(timer);
      for (const { res } of readers) res.end();
      readers.clear();
    },
  };
}

function tellChannel(ctx: Context, reader: Reader, id: string): void {
  const channel = ctx.state.channels[id];
  if (!channel?.members.includes(reader.as)) return;
  tell(reader, { type: 'messages', channel: id, messages: messagesFor(ctx, channel, reader.as) });
}

function tellViews(ctx: Context, reader: Reader): void {
  tell(reader, { type: 'modal', views: modalFor(ctx, reader.as) });
  tell(reader, { type: 'home', view: homeFor(ctx, reader.as) });
}

function tell({ res }: Reader, event: StreamEvent): void {
  res.write(`data: ${JSON.stringify(event)}\n\n`);
}
