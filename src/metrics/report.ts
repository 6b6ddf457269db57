import { Gauge, type Registry } from 'prom-client';
import { helped, promised } from '../domain/report/counts.ts';
import type { Report } from '../domain/report/report.ts';
import { second } from '../domain/time.ts';

/**
 * The report of the last 30 days as gauges. What there is no number of is left out: a median of nothing would be drawn as a
 * line at 0.
 */
export function reportGauges(registry: Registry): (report: Report) => void {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge<Label>({
      name: `airb_report_${name}`,
      help: `${help} of the last 30 days; private ones are left out.`,
      labelNames,
      registers,
    });
  const incidents = gauge('incidents', 'Incidents by how they stand,', ['outcome']);
  const took = gauge('seconds', 'Time from the opening of an incident to a step,', ['step', 'stat']);
  const measured = gauge('timed_incidents', 'Incidents that reached a step,', ['step']);
  const containments = gauge('containments', 'Containments by what they did,', ['outcome']);
  const updates = gauge('updates', 'Updates that were promised, by how the promise was kept,', ['outcome']);
  const evidence = gauge('evidence_items', 'Evidence that runbooks asked for, by whether it was kept,', [
    'outcome',
  ]);
  const alerted = gauge('alerted_incidents', 'Incidents by alert, by whether a runbook was found,', [
    'outcome',
  ]);
  return (report) => {
    for (const [outcome, count] of Object.entries(report.incidents.endings))
      incidents.set({ outcome }, count);
    took.reset();
    for (const { step, now } of report.times) {
      measured.set({ step }, now.n);
      const stats = { median: now.median, p90: now.p90, worst: now.worst?.took };
      for (const [stat, value] of Object.entries(stats))
        if (value !== undefined) took.set({ step, stat }, value / second);
    }
    const outcomes = report.containments.map((one) => one.outcomes);
    const good = outcomes.reduce((sum, one) => sum + helped(one).helped, 0);
    const of = outcomes.reduce((sum, one) => sum + helped(one).of, 0);
    containments.set({ outcome: 'helped' }, good);
    containments.set({ outcome: 'no_help' }, of - good);
    const { onTime, late, missed } = report.updates.now;
    updates.set({ outcome: 'on_time' }, onTime);
    updates.set({ outcome: 'missed' }, promised({ onTime: 0, late, missed }));
    evidence.set({ outcome: 'kept' }, report.evidence.have);
    evidence.set({ outcome: 'missing' }, report.evidence.of - report.evidence.have);
    alerted.set({ outcome: 'mapped' }, report.coverage.alerted.mapped);
    alerted.set({ outcome: 'unmapped' }, report.coverage.alerted.of - report.coverage.alerted.mapped);
  };
}
