import type { ServerResponse } from 'node:http';

/** What a page shows, as something that has a version. */
export interface Watched {
  /** The same for all that may see the same: `42 trusted`. */
  key: string;
  /** What it is like now; undefined when it may not be read any more. */
  version(): Promise<string | undefined>;
}

export interface Reader {
  /** Whose the stream is: a session, or an address where pages are open. */
  owner: string;
  /** False once the reader has signed out or the session is over. */
  still(): Promise<boolean>;
}

interface Stream extends Reader {
  watched: Watched;
  /** What this reader was last told. */
  told: string;
  response: ServerResponse;
}

/** Why a stream is not opened again by itself. */
type End = 'signed-out' | 'crowded';

/** Streams to all readers together, and to one of them. */
const limits = { all: 200, each: 4 };
/** A reader who takes nothing in has this many bytes waiting at most. */
const mostWaiting = 64 * 1024;

export interface Streams {
  /**
   * Opens a stream, and ends the oldest of a reader who has too many. The next look tells what differs from what the reader
   * has seen.
   * @param to.since what the reader has seen
   * @returns false when there are too many in all
   */
  open(to: Opening): boolean;
  /** Looks at everything that is watched, and tells whoever has not seen it like that. */
  look(): Promise<void>;
  /** Shows every reader, and whatever stands between, that the stream lives; ends those that may read no longer. */
  beat(): Promise<void>;
  /** Ends the streams of one reader. */
  signOut(owner: string): void;
  /** Ends all; readers come back by themselves. */
  close(): void;
  count(): number;
}

interface Opening {
  response: ServerResponse;
  headers: Record<string, string>;
  watched: Watched;
  reader: Reader;
  since: string;
}

/** The streams by which pages hear of changes. It keeps no time: whoever made it calls `look` and `beat`. */
export function createStreams({ all, each } = limits): Streams {
  const open = new Set<Stream>();

  function end(stream: Stream, why?: End): void {
    open.delete(stream);
    stream.response.end(why && event('end', why));
  }

  function tell(stream: Stream, version: string): void {
    stream.told = version;
    send(stream, event('changed', version, version));
  }

  function send(stream: Stream, text: string): void {
    stream.response.write(text);
    if (stream.response.writableLength <= mostWaiting) return;
    open.delete(stream);
    stream.response.destroy();
  }

  return {
    open({ response, headers, watched, reader, since }) {
      const own = [...open].filter(({ owner }) => owner === reader.owner);
      for (const stream of own.slice(0, Math.max(0, own.length - each + 1))) end(stream, 'crowded');
      if (open.size >= all) return false;
      const stream: Stream = { ...reader, watched, told: since, response };
      open.add(stream);
      response.on('close', () => open.delete(stream));
      response.on('error', () => open.delete(stream));
      response.writeHead(200, {
        ...headers,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        // Said to nginx and those who follow it: to collect what comes here would keep it from the reader.
        'x-accel-buffering': 'no',
      });
      send(stream, `retry: 3000\n\n${event('beat', '')}`);
      return true;
    },
    async look() {
      for (const [watched, streams] of grouped(open)) {
        const version = await watched.version();
        for (const stream of streams.filter((one) => open.has(one))) {
          if (version === undefined) end(stream, 'signed-out');
          else if (stream.told !== version) tell(stream, version);
        }
      }
    },
    async beat() {
      for (const stream of [...open]) {
        const reads = await stream.still();
        // It may have ended meanwhile.
        if (!open.has(stream)) continue;
        if (reads) send(stream, event('beat', ''));
        else end(stream, 'signed-out');
      }
    },
    signOut(owner) {
      for (const stream of [...open]) if (stream.owner === owner) end(stream, 'signed-out');
    },
    close() {
      for (const stream of [...open]) end(stream);
    },
    count: () => open.size,
  };
}

/** Streams that show the same, so that it is asked for once. */
function grouped(open: Set<Stream>): [Watched, Stream[]][] {
  const byKey = new Map<string, [Watched, Stream[]]>();
  for (const stream of open) {
    const [, streams] = byKey.get(stream.watched.key) ?? [];
    if (streams) streams.push(stream);
    else byKey.set(stream.watched.key, [stream.watched, [stream]]);
  }
  return [...byKey.values()];
}

function event(name: string, data: string, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${data}\n\n`;
}
