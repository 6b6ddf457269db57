import { performance } from 'node:perf_hooks';
import { picturesOf } from '../../../src/app/pictures.ts';
import { minute } from '../../../src/domain/time.ts';
import { signalChart } from '../../../src/views/chat/signal-chart.ts';
import { at, happened, incidentAfter } from '../../views/chat/given.ts';
import { median, shown, spread } from '../rig/figures.ts';
import type { Bench, Row } from '../rig/row.ts';

/** What a chart costs of our own time: as a block, and as a picture where the chat takes none. */
export async function chart(bench: Bench): Promise<Row[]> {
  const rounds = bench.quick ? 5 : 30;
  const incident = measured(120);
  const draw = picturesOf({ debug: fail, info: fail, warn: fail, error: fail });
  const [first, ...pictures] = await times(rounds + 1, () => draw(incident));
  const [, ...blocks] = await times(rounds + 1, async () => signalChart(incident));
  const figures = {
    pictureMs: median(pictures),
    pictures,
    firstMs: first ?? Number.NaN,
    blockMs: median(blocks),
  };
  return [
    {
      what: 'the chart of a signal with 120 samples as a PNG, on a thread of its own',
      measured: `${shown(figures.pictureMs)} ms (${spread(pictures)}; the first after a start ${shown(figures.firstMs)}); as a block ${shown(figures.blockMs)} ms`,
      aim: '< 200 ms',
      met: figures.pictureMs < 200,
      figures,
    },
  ];
}

async function times(rounds: number, work: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < rounds; n++) {
    const start = performance.now();
    if ((await work()) === undefined) throw new Error('nothing was drawn');
    all.push(performance.now() - start);
  }
  return all;
}

/** An incident whose key signal has so many samples. */
function measured(samples: number) {
  const sampledAt = at('15:00');
  const values = Array.from({ length: samples }, (_, n) => (n < samples / 2 ? 0.04 : 0.19) + (n % 7) / 1000);
  return incidentAfter([
    happened('15:00', {
      type: 'readings.taken',
      purpose: { for: 'demand' },
      sampledAt,
      readings: [{ signal: 'refusal_rate', at: sampledAt, value: 0.19 }],
      history: [{ signal: 'refusal_rate', from: sampledAt - samples * minute, step: minute, values }],
    }),
  ]);
}

function fail(_: unknown, message?: string): void {
  throw new Error(message);
}
