import type { Context, OnStage } from '../context.ts';
import type { SandboxWorld } from '../protocol.ts';
import { emptyWorld, type WorldState } from '../state.ts';
import { table } from '../table.ts';
import { readingAt } from './readings.ts';
import type { Scenario } from './scenario.ts';
import { dated } from './story-time.ts';

/** How long before the alert the previous versions had been live. */
const longAgo = 30 * 86_400_000;

/** The scenario on stage. */
export function currentScenario(ctx: OnStage): Scenario {
  const found = ctx.scenarios.find((s) => s.name === ctx.state.world.scenario) ?? ctx.scenarios[0];
  if (!found) throw new Error('the sandbox was given no scenario');
  return found;
}

/** Puts a scenario on stage, its times counted from `anchor`. Pages already sent are kept. */
export function stage(ctx: Context, scenario: Scenario, anchor: number): void {
  const parts = partsFrom(scenario, anchor);
  const { pages, pagerAlerts } = ctx.state.world;
  Object.assign(ctx.state.world, emptyWorld(), {
    pages,
    pagerAlerts,
    scenario: scenario.name,
    onset: anchor + scenario.onset,
    parts,
  });
  delete ctx.state.world.firedAt;
  ctx.changed({});
}

/** The versions of all parts, as the story begins and as it goes on by itself. */
export function partsFrom(scenario: Scenario, anchor: number): WorldState['parts'] {
  const parts: WorldState['parts'] = table();
  for (const [name, part] of Object.entries(scenario.parts)) {
    parts[name] = [
      { version: part.previous, at: anchor - longAgo },
      { version: part.live, at: anchor + part.since },
      ...part.later.map(({ version, at }) => ({ version, at: anchor + at })),
    ];
  }
  return parts;
}

export interface Fired {
  scenario: string;
  changes: { status: number; body: string }[];
  alert: { status: number; body: string };
}

/**
 * Lets a scenario happen now: its changes and its alert are posted to the bot.
 * @throws Error when no scenario has that name.
 */
export async function fire(ctx: Context, name: string): Promise<Fired> {
  const scenario = ctx.scenarios.find((s) => s.name === name);
  if (!scenario) throw new Error(`no scenario is called ${name}`);
  const now = ctx.now();
  stage(ctx, scenario, now);
  ctx.state.world.firedAt = now;
  ctx.observe({ type: 'fired' });
  const changes: Fired['changes'] = [];
  for (const change of scenario.changes) {
    changes.push(await post(ctx.bot.changesUrl, ctx.bot.changesSecret, dated(change, now)));
  }
  const alert = await post(ctx.bot.alertsUrl, ctx.bot.alertsSecret, dated(scenario.alert, now));
  return { scenario: name, changes, alert };
}

async function post(
  url: string,
  secret: string | undefined,
  body: unknown,
): Promise<{ status: number; body: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret ? { authorization: `Bearer ${secret}` } : {}),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) };
  }
}

const shown = {
  percent: { unit: '%', of: (v: number) => v * 100 },
  seconds: { unit: 's', of: (v: number) => v },
  usd: { unit: '$', of: (v: number) => v },
  tokens: { unit: 'tokens', of: (v: number) => v },
  count: { unit: '', of: (v: number) => v },
};

/** The world as the page shows it: ratios as percent. */
export function worldView(ctx: Context): SandboxWorld {
  const scenario = currentScenario(ctx);
  const { world } = ctx.state;
  return {
    scenario: scenario.name,
    scenarios: ctx.scenarios.map(({ name, title }) => ({ name, title })),
    broken: ctx.broken,
    parts: Object.entries(world.parts).flatMap(([part, history]) => {
      const live = history.findLast(({ at }) => at <= ctx.now());
      return live
        ? [{ system: scenario.system, part, version: live.version, since: new Date(live.at).toISOString() }]
        : [];
    }),
    signals: Object.entries(scenario.signals)
      .filter(([, { quiet }]) => !quiet)
      .map(([name, signal]) => {
        const { unit, of } = shown[signal.show];
        const value = readingAt(scenario, world, { signal: name, at: ctx.now() });
        return {
          name,
          title: signal.title,
          value: value === undefined ? null : tidy(of(value)),
          unit,
          normal: tidy(of(signal.normal)),
        };
      }),
    pages: world.pages.map((page) => ({ ...page, at: new Date(page.at).toISOString() })),
  };
}

function tidy(value: number): number {
  return Number(value.toPrecision(4));
}
