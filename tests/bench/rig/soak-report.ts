import { median, shown } from './figures.ts';
import { type Machine, machineLine } from './machine.ts';

/** What was measured within one minute. */
export interface Minute {
  minute: number;
  /** At its end. */
  residentMb: number;
  /** Milliseconds to the answer of an alert. */
  p50: number;
  p99: number;
  /** Processor time of the bot, milliseconds. */
  cpuMs: number;
  alerts: number;
  /** So far. */
  incidents: number;
  /** At its end, how long ago the oldest effect that waits should have left, seconds. */
  lateS: number;
}

/** Rows of the table, however long it took. */
const rows = 12;

/** The soak for people: what the last quarter was beside the first, and a table. */
export function soakReport(measured: Minute[], facts: Machine): string {
  const at = new Date().toISOString().slice(0, 10);
  const last = measured.at(-1);
  const alerts = measured.reduce((sum, one) => sum + one.alerts, 0);
  const every = Math.max(1, Math.ceil(measured.length / rows));
  const told = measured.filter((one) => one.minute % every === 0 || one === last);
  const line = (one: Minute) =>
    `| ${[one.minute, one.residentMb, one.p50, one.p99, one.cpuMs / one.alerts, one.lateS, one.incidents].map(shown).join(' | ')} |`;
  return `# Soak

Measured by \`npm run bench -- soak --minutes ${measured.length}\` on ${at}. ${machineLine(facts)}

${alerts} alerts at a steady pace, ${last?.incidents ?? 0} incidents opened, acknowledged and cancelled, one after the other. The last quarter beside the
first: memory ${growth(measured, ({ residentMb }) => residentMb)} ×, median answer ${growth(measured, ({ p50 }) => p50)} ×, processor time per alert
${growth(measured, (one) => one.cpuMs / one.alerts)} ×.

![Memory and answers over the time](soak.svg)

| minute | resident, MB | answer p50, ms | p99, ms | processor per alert, ms | oldest message late, s | incidents so far |
|---|---|---|---|---|---|---|
${told.map(line).join('\n')}
`;
}

/** The median of the last quarter, as a multiple of that of the first; the first minute warms up. */
function growth(measured: Minute[], of: (one: Minute) => number): string {
  const warm = measured.length > 4 ? measured.slice(1) : measured;
  const quarter = Math.max(1, Math.floor(warm.length / 4));
  return shown(median(warm.slice(-quarter).map(of)) / median(warm.slice(0, quarter).map(of)));
}
