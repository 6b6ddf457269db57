import {
  type Block,
  type Chart,
  type ChartMarker,
  heading,
  question,
  type Text,
} from '../../documents/document.ts';
import { inSeries } from '../../domain/plain.ts';
import { limitOf, passes, recoveryChecks } from '../../domain/response/verdict.ts';
import type { RecoveryCheck, SignalSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { eventsOf } from '../events/lexicon.ts';
import { applied, pointsOf, type Story } from './story.ts';

/** Quality metrics before, during and after, as a table and a chart. */
export function metrics(story: Story): Block[] {
  const chart = chartOf(story);
  const title = heading('Quality metrics');
  if (chart.panels.length === 0) {
    return [
      title,
      question('How did the quality metrics move? No signal could be read during this incident.'),
    ];
  }
  return [title, metricsTable(story), { type: 'figure', chart }, ...silent(story)];
}

/** One row per judged or watched signal: normal, worst, last, limit, verdict. */
export function metricsTable(story: Story): Block {
  const checks = recoveryChecks(story.incident.plan);
  const judged = checks.map(({ check, role }) => row(story, check.signal, { role, check }));
  const known = new Set(checks.map(({ check }) => check.signal));
  const watched = story.incident.plan.signals
    .filter((it) => !known.has(it.name) && pointsOf(story, it.name).length > 0)
    .map((it) => row(story, it.name, { role: 'watched' }));
  const head = ['Signal', 'Judged as', 'Normal before', 'Worst during', 'Last reading', 'Limit', 'Verdict'];
  return { type: 'table', caption: 'Before, during and after', head, rows: [...judged, ...watched] };
}

function row(story: Story, signal: string, judged: { role: string; check?: RecoveryCheck }): Text[] {
  const spec = story.words.signal(signal);
  const values = pointsOf(story, signal).map((it) => it.value);
  const last = values.at(-1);
  const say = (value: number | undefined) => (value === undefined || !spec ? '–' : show(value, spec.unit));
  const worst = spec?.better === 'higher' ? Math.min(...values) : Math.max(...values);
  return [
    [story.words.signalTitle(signal)],
    [judged.role],
    [say(spec?.baseline)],
    [say(last === undefined ? undefined : worst)],
    [say(last)],
    [bound(judged.check, spec)],
    [verdict(judged.check, spec, last)],
  ];
}

function bound(check: RecoveryCheck | undefined, spec: SignalSpec | undefined): string {
  const limit = check && limitOf(check, spec);
  if (limit === undefined || spec === undefined) return '–';
  return `${check?.compare === 'at-most' ? '≤' : '≥'} ${show(limit, spec.unit)}`;
}

function verdict(
  check: RecoveryCheck | undefined,
  spec: SignalSpec | undefined,
  last: number | undefined,
): string {
  if (last === undefined) return 'no data';
  if (check === undefined) return '–';
  return passes(check, spec, last) ? 'in range' : 'out of range';
}

/** Signals that never gave a value, because no data is not recovery. */
function silent(story: Story): Block[] {
  const names = story.judged
    .filter((it) => pointsOf(story, it.spec.name).length === 0)
    .map((it) => it.spec.title);
  return names.length === 0
    ? []
    : [question(`Why did ${inSeries(names)} give no data, and how is recovery known without it?`)];
}

/** The signals that decide recovery and have data, with the important moments. */
export function chartOf(story: Story): Chart {
  const panels = story.judged
    .map(({ spec }) => ({
      title: spec.title,
      unit: spec.unit,
      baseline: spec.baseline,
      points: pointsOf(story, spec.name).map(({ at, value }) => ({ at, value })),
    }))
    .filter((panel) => panel.points.length > 0);
  const told = panels.map((panel) => {
    const first = panel.points[0]?.value ?? 0;
    const last = panel.points.at(-1)?.value ?? 0;
    return `${panel.title} from ${show(first, panel.unit)} to ${show(last, panel.unit)}`;
  });
  const system = story.incident.plan.system.title;
  return {
    title: `${system}: key signals from alert to recovery`,
    description: `${inSeries(told)}. The readings are in the table below.`,
    panels,
    markers: markers(story),
  };
}

function markers({ events, incident, words }: Story): ChartMarker[] {
  const rolled = applied(incident).map((it): ChartMarker => {
    const part = words.part(it.part)?.title ?? it.part;
    return { at: it.appliedAt ?? it.requestedAt, label: `${part} rolled back to ${it.to}`, kind: 'rollback' };
  });
  const held = eventsOf(events, 'verification.held').at(-1);
  return [
    { at: incident.openedAt, label: 'Incident opened', kind: 'opened' as const },
    ...rolled,
    ...(held ? [{ at: held.at, label: 'Recovery held', kind: 'recovered' as const }] : []),
  ].sort((a, b) => a.at - b.at);
}
