import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { closed, listening } from '../../support/loopback.ts';

export interface Heard {
  path: string;
  headers: IncomingHttpHeaders;
  raw: string;
  /** The content, unwrapped from its form or JSON. */
  body: Record<string, unknown>;
}

export interface FakeBot {
  url: string;
  heard: Heard[];
  /** Payloads and commands only, without events. */
  interactions(): Heard[];
  events(type?: string): Record<string, unknown>[];
  /** Decides the next answers; by default an empty 200. */
  answer: (heard: Heard, res: ServerResponse) => void;
  /** Resolves once something that fits was heard. */
  hears(fits: (heard: Heard) => boolean): Promise<Heard>;
  close(): Promise<void>;
}

/** A bot that only listens: what it hears is kept, what it answers is scripted. */
export async function fakeBot(): Promise<FakeBot> {
  const heard: Heard[] = [];
  const waiting: { fits: (heard: Heard) => boolean; found: (heard: Heard) => void }[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('utf8');
    const one = {
      path: req.url ?? '',
      headers: req.headers,
      raw,
      body: unwrap(raw, req.headers['content-type'] ?? ''),
    };
    heard.push(one);
    bot.answer(one, res);
    for (const waiter of waiting.filter((w) => w.fits(one))) waiter.found(one);
  });
  const url = await listening(server);
  const bot: FakeBot = {
    url,
    heard,
    interactions: () => heard.filter((h) => h.body.type !== 'event_callback'),
    events: (type) =>
      heard
        .filter((h) => h.body.type === 'event_callback')
        .map((h) => h.body.event as Record<string, unknown>)
        .filter((event) => !type || event.type === type),
    answer: (_, res) => res.end(),
    hears(fits) {
      const before = heard.find(fits);
      if (before) return Promise.resolve(before);
      return new Promise((found) => waiting.push({ fits, found }));
    },
    close: () => closed(server),
  };
  return bot;
}

function unwrap(raw: string, type: string): Record<string, unknown> {
  if (type.startsWith('application/json')) return JSON.parse(raw);
  const form = Object.fromEntries(new URLSearchParams(raw));
  return typeof form.payload === 'string' ? JSON.parse(form.payload) : form;
}
