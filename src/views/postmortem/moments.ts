import type { ChartMoment, ChartPanel } from '../../documents/document.ts';
import type { Containment } from '../../domain/incident/state.ts';
import { cut } from '../../domain/plain.ts';
import { aboutSignal } from '../../domain/response/onset.ts';
import { type Instant, minute } from '../../domain/time.ts';
import { type Account, applied, momentIn, pointsOf, startOf } from './account.ts';
import { beforeOf } from './spread.ts';

/** As many rows as a reader takes in. */
const most = 8;

/** A value older than this says nothing about a moment. */
const near = 10 * minute;

/** The moments that tell: the hour before, the alert, the worst, after each change, the end. */
export function momentsOf(account: Account, panels: ChartPanel[]): ChartMoment[] {
  const signals = account.judged
    .map(({ spec }) => spec)
    .filter(({ title }) => panels.some((it) => it.title === title));
  const at = (label: string, moment: Instant): ChartMoment & { moment: Instant } => ({
    moment,
    label: `${momentIn(account, moment)} ${label}`,
    values: signals.map(({ name }) => valueAt(account, name, moment)),
  });
  const before = signals.map(({ name }) => beforeOf(account, name));
  const [worst, end] = [worstAt(account), lastAt(account)];
  const after = applied(account.incident)
    .map((deed) => ({ deed, read: readAfter(account, deed) }))
    .flatMap(({ deed, read }) =>
      read === undefined ? [] : [at(`after ${cut(deed.part, 30)} → ${cut(deed.to, 40)}`, read)],
    );
  const told = [
    at('the alert', account.opened.startedAt),
    ...(worst === undefined ? [] : [at('the worst', worst)]),
    ...after,
    ...(end === undefined ? [] : [at('the last reading', end)]),
  ]
    .filter(({ values }) => values.some((value) => value !== undefined))
    .sort((a, b) => a.moment - b.moment);
  const lead = before.some((value) => value !== undefined)
    ? [{ label: `the hour before ${momentIn(account, startOf(account))}`, values: before }]
    : [];
  const room = most - lead.length;
  const shown = told.length <= room ? told : [...told.slice(0, room - 1), ...told.slice(-1)];
  return [...lead, ...shown.map(({ moment: _, ...rest }) => rest)];
}

function valueAt(account: Account, signal: string, moment: Instant): number | undefined {
  const found = pointsOf(account, signal).findLast(({ at }) => at <= moment + 1000);
  return found !== undefined && moment - found.at <= near ? found.value : undefined;
}

function worstAt(account: Account): Instant | undefined {
  const about = aboutSignal(account.incident);
  const points = (about ? pointsOf(account, about.name) : []).filter(({ at }) => at >= startOf(account));
  const worse = (a: number, b: number) => (about?.better === 'higher' ? a < b : a > b);
  const [first] = points;
  return first && points.reduce((worst, one) => (worse(one.value, worst.value) ? one : worst), first).at;
}

function lastAt(account: Account): Instant | undefined {
  return account.incident.readings.at(-1)?.sampledAt;
}

/** When the effect of a deed was read: chat tells the same stretch. */
export function readAfter({ incident }: Account, { id }: Containment): Instant | undefined {
  return incident.readings.find(
    ({ purpose }) => purpose.for === 'containment' && purpose.action === id && purpose.when === 'after',
  )?.sampledAt;
}
