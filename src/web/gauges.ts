import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Stats } from './options.ts';

export interface Metrics {
  registry: Registry;
  update(stats: Stats): void;
}

/** The metrics of one process; those of Node itself begin here. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'airb_' });
  return { registry, update: gauges(registry) };
}

function gauges(registry: Registry): (stats: Stats) => void {
  const gauge = <T extends string>(name: string, help: string, labelNames: T[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const open = gauge('airb_incidents_open', 'Incidents being worked on, by severity.', ['severity']);
  const systems = gauge(
    'airb_system_incidents_open',
    'Incidents of each system being worked on; baselines leave these times out.',
    ['system'],
  );
  const effects = gauge('airb_effects', 'Effects not yet done, by state; failed ones were given up.', [
    'state',
  ]);
  const late = gauge('airb_effect_lateness_seconds', 'How late effects left after they were due.', [
    'quantile',
  ]);
  const oldest = gauge(
    'airb_effects_oldest_due_seconds',
    'Age of the oldest due effect; 0 when none is late.',
  );
  const intake = gauge('airb_alerts_total', 'Alerts since the start, by source and outcome.', [
    'source',
    'outcome',
  ]);
  const chat = gauge('airb_chat_errors_total', 'Chat calls that failed since the start, by code.', ['code']);
  const missed = gauge(
    'airb_updates_missed_total',
    'Update deadlines that passed without a person’s update.',
  );
  return (stats) => {
    for (const [severity, count] of Object.entries(stats.openBySeverity)) open.set({ severity }, count);
    // A system whose file is gone would otherwise stay as it was last.
    systems.reset();
    for (const [system, count] of Object.entries(stats.openBySystem)) systems.set({ system }, count);
    for (const [state, count] of Object.entries(stats.effects)) effects.set({ state }, count);
    late.set({ quantile: '0.5' }, stats.effectLateness.p50);
    late.set({ quantile: '0.99' }, stats.effectLateness.p99);
    late.set({ quantile: '1' }, stats.effectLateness.max);
    oldest.set(stats.oldestDue);
    for (const { source, outcome, count } of stats.intake) intake.set({ source, outcome }, count);
    for (const { code, count } of stats.chatErrors) chat.set({ code }, count);
    missed.set(stats.updatesMissed);
  };
}
