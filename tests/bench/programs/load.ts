import { percentile } from '../rig/figures.ts';
import type { Flood, LoadResult, Pace } from '../rig/load.ts';
import { openWire, type Wire } from './wire.ts';

// Makes requests in a process of its own, so that neither side of a comparison pays for it. Orders come by IPC.
process.on('message', (order: Flood | Pace) => {
  const run = order.type === 'flood' ? flood(order) : pace(order);
  run.then(
    (result) => process.send?.(result),
    (error: Error) => process.send?.({ error: error.message }),
  );
});

/** Keeps every connection busy with the next request until the time is up or the requests are used up. */
async function flood({ port, connections, ms, count, templates, mark, from }: Flood): Promise<LoadResult> {
  const wires = await openWires(port, connections);
  const notes = noting();
  const next = requests(templates, mark, from);
  const started = performance.now();
  let sent = 0;
  const work = wires.map(
    (wire) =>
      new Promise<void>((resolve) => {
        const again = () => {
          const now = performance.now();
          if (now - started >= ms || sent >= count) return resolve();
          sent += 1;
          wire.send(next(), (status) => {
            notes.note(status, performance.now() - now);
            again();
          });
        };
        again();
      }),
  );
  await Promise.all(work);
  return finish(wires, notes, started);
}

/** Each request is the next template with its mark replaced by a number of its own. */
function requests(templates: string[], mark: string, from: number): () => Buffer {
  const prepared = templates.map((text) => {
    const bytes = Buffer.from(text);
    return { bytes, place: bytes.indexOf(mark) };
  });
  let number = from;
  return () => {
    const { bytes, place } = prepared[number % prepared.length] ?? { bytes: Buffer.alloc(0), place: -1 };
    const digits = (number++).toString(16).padStart(mark.length, '0');
    if (place === -1) return bytes;
    const own = Buffer.from(bytes);
    own.write(digits, place, 'latin1');
    return own;
  };
}

/** Sends at a fixed pace whether or not answers come, so that a slow answer does not hide those that wait behind it. */
async function pace({ port, connections, perSecond, requests: texts }: Pace): Promise<LoadResult> {
  const wires = await openWires(port, connections);
  const idle = [...wires];
  const queue: { request: Buffer; at: number }[] = [];
  const notes = noting();
  const started = performance.now();
  await new Promise<void>((resolve) => {
    const work = () => {
      while (queue.length > 0 && idle.length > 0) {
        // The one idle longest, because a server closes a connection nobody uses.
        const wire = idle.shift();
        const job = queue.shift();
        if (!wire || !job) return;
        wire.send(job.request, (status) => {
          notes.note(status, performance.now() - job.at);
          idle.push(wire);
          if (notes.taken.length === texts.length) resolve();
          else work();
        });
      }
    };
    texts.forEach((text, n) => {
      setTimeout(
        () => {
          queue.push({ request: Buffer.from(text), at: performance.now() });
          work();
        },
        (n * 1000) / perSecond,
      );
    });
  });
  return finish(wires, notes, started);
}

function openWires(port: number, connections: number): Promise<Wire[]> {
  return Promise.all(Array.from({ length: connections }, () => openWire(port)));
}

function noting() {
  const statuses: Record<string, number> = {};
  const taken: number[] = [];
  return {
    statuses,
    taken,
    note(status: number, ms: number) {
      statuses[status] = (statuses[status] ?? 0) + 1;
      taken.push(ms);
    },
  };
}

function finish(wires: Wire[], { statuses, taken }: ReturnType<typeof noting>, started: number): LoadResult {
  const ms = performance.now() - started;
  for (const wire of wires) wire.close();
  return {
    count: taken.length,
    ms,
    statuses,
    p50: percentile(taken, 0.5),
    p99: percentile(taken, 0.99),
    max: percentile(taken, 1),
  };
}
