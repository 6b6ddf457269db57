import type { OnStage } from '../context.ts';
import { versionAt } from './readings.ts';
import type { Scenario } from './scenario.ts';

type Traffic = Scenario['traffic'][number];

/** Every version that answers at some time of the story. */
export function versionsIn(ctx: OnStage, scenario: Scenario, { part, silent }: Traffic): string[] {
  const { previous = '', live = '' } = scenario.parts[part] ?? {};
  const history = (ctx.state.world.parts[part] ?? []).map(({ version }) => version);
  const all = [previous, live, ...history, ...silent.map(({ version }) => version)];
  return [...new Set(all)].filter((version) => version !== '');
}

/** The share of the requests that a version answers at a moment: what is live, without what answers in its name. */
export function trafficAt(
  ctx: OnStage,
  scenario: Scenario,
  { spec, version, onStage, at }: { spec: Traffic; version: string; onStage: boolean; at: number },
): number {
  const live = onStage
    ? versionAt(ctx.state.world.parts[spec.part] ?? [], at)
    : scenario.parts[spec.part]?.live;
  // The story's times are counted from the alert, and its onset is one of them.
  const alert = ctx.state.world.onset - scenario.onset;
  const quiet = onStage
    ? spec.silent.filter(({ under, since }) => under === live && at >= alert + since)
    : [];
  const own = quiet.filter((one) => one.version === version).reduce((sum, { share }) => sum + share, 0);
  const away = quiet.reduce((sum, { share }) => sum + share, 0);
  return version === live ? 1 - away + own : own;
}
