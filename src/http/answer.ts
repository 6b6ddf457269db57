/** A peer's answer was longer than any valid answer can be. */
export class AnswerTooLong extends Error {
  constructor(limit: number) {
    super(`the answer is longer than ${sizeOf(limit)}`);
    this.name = 'AnswerTooLong';
  }
}

/**
 * The beginning of an answer, and why reading stopped: it was complete, the limit was reached, or the connection broke
 * off.
 */
export interface Beginning {
  text: string;
  ended: 'whole' | 'limit' | 'broken';
}

/**
 * Reads at most `limit` bytes of an answer, after decompression, and cancels the rest. Never throws: the status has
 * already said whether the call worked, and the text is only for people.
 */
export async function readBeginning(response: Response, limit: number): Promise<Beginning> {
  const parts: Uint8Array[] = [];
  const ended = await collect(response, limit, parts).catch(() => 'broken' as const);
  // A character that was cut in two is left out.
  const text = new TextDecoder().decode(Buffer.concat(parts), { stream: ended !== 'whole' });
  return { text, ended };
}

/**
 * Reads a whole answer.
 * @throws AnswerTooLong above `limit` bytes, and what fetch throws when the answer breaks off
 */
export async function readWhole(response: Response, limit: number): Promise<string> {
  return new TextDecoder().decode(await bytesOf(response, limit));
}

/** A `fetch` for SDKs that read answers without a limit: it reads the whole answer, or throws as readWhole does. */
export function boundedFetch(limit: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { status, statusText, headers } = response;
    const bytes = await bytesOf(response, limit);
    return new Response(bytes.length > 0 ? bytes : null, { status, statusText, headers });
  };
}

async function bytesOf(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  if ((await collect(response, limit, parts)) === 'limit') throw new AnswerTooLong(limit);
  return Buffer.concat(parts);
}

/** Leaving the loop cancels the body, which also closes its connection. */
async function collect(response: Response, limit: number, parts: Uint8Array[]): Promise<'whole' | 'limit'> {
  let left = limit;
  for await (const part of response.body ?? []) {
    parts.push(part.subarray(0, left));
    if (part.length > left) return 'limit';
    left -= part.length;
  }
  return 'whole';
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${Math.ceil(bytes / 1024 / 1024)} MB`;
}
