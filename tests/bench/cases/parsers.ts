import { readFileSync } from 'node:fs';
import { alertSources } from '../../../src/alerts/sources.ts';
import { type AlertSource, readAlerts } from '../../../src/webhooks/alert-source.ts';
import { bodyAlone } from '../../../src/webhooks/source.ts';
import { senders } from '../../alerts/senders.ts';
import { median, shown } from '../rig/figures.ts';
import type { Bench, Row } from '../rig/row.ts';

const at = Date.UTC(2025, 1, 17, 14, 10);

/** What each parser costs beside `JSON.parse` of the same body, which every webhook pays anyhow. */
export async function parsers(bench: Bench): Promise<Row[]> {
  const measured = senders.map(({ source: name, firing }) => {
    const source = alertSources.find((one) => one.name === name);
    if (source === undefined) throw new Error(`no source ${name}`);
    const text = readFileSync(new URL(`../../alerts/fixtures/${firing}.json`, import.meta.url), 'utf8');
    return { name, ...paces(source, text, bench) };
  });
  const slowest = measured.toSorted((a, b) => a.perSecond - b.perSecond)[0];
  if (slowest === undefined) throw new Error('there is no source');
  const each = measured.map(({ name, perSecond, ratio }) => `${name} ${shown(perSecond)} (${shown(ratio)})`);
  const figures = Object.fromEntries(
    measured.flatMap(({ name, perSecond, ratio }) => [
      [`${name}PerSecond`, perSecond],
      [`${name}Ratio`, ratio],
    ]),
  );
  return [
    {
      what: 'recorded bodies of each alert source read in a second of a core, JSON.parse included; in brackets the share of it that JSON.parse takes',
      measured: `slowest ${slowest.name} ${shown(slowest.perSecond)}; ${each.join(', ')}`,
      aim: '> 20,000 a second each',
      met: slowest.perSecond > 20_000,
      figures,
    },
  ];
}

/** JSON.parse alone, and with the parser behind it, in turn, so that both see the same machine. */
function paces(source: AlertSource, text: string, { quick }: Bench): { perSecond: number; ratio: number } {
  const beside = bodyAlone();
  const count = quick ? 500 : 5000;
  const once = () => readAlerts(source, JSON.parse(text), { now: at, beside }).items[0];
  // A process that serves has read thousands before.
  timed(3000, once);
  const rounds = Array.from({ length: quick ? 3 : 9 }, () => {
    const alone = timed(count, () => JSON.parse(text));
    const read = timed(count, once);
    return { perSecond: (count * 1000) / read, ratio: alone / read };
  });
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    ratio: median(rounds.map(({ ratio }) => ratio)),
  };
}

/** Milliseconds of processor time: parsers wait for nothing, and what else runs on the machine is not theirs. */
function timed(count: number, work: () => unknown): number {
  const from = process.cpuUsage();
  for (let n = 0; n < count; n++) if (work() === undefined) throw new Error('nothing was read');
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}
