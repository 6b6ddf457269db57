import type { Context, Observation } from '../context.ts';
import type { GuideStep } from '../protocol.ts';
import type { Done, Scenario } from './scenario.ts';
import { currentScenario } from './world.ts';

/** Ticks the steps an observation completes. A step done out of turn counts: the guide follows, it does not herd. */
export function tickGuide(ctx: Context, observation: Observation): void {
  const { world } = ctx.state;
  for (const step of currentScenario(ctx).guide) {
    if (world.stepsDone.includes(step.id) || !step.done.some((done) => isDone(ctx, done, observation)))
      continue;
    world.stepsDone.push(step.id);
    ctx.changed({});
  }
}

/** The steps of the guide with their ticks. */
export function guideView(ctx: Context): GuideStep[] {
  const done = new Set(ctx.state.world.stepsDone);
  return currentScenario(ctx).guide.map(
    ({ id, title, as, do: what, why, clock }: Scenario['guide'][number]) => ({
      id,
      title,
      as,
      do: what,
      why,
      ...(clock ? { clock } : {}),
      done: done.has(id),
    }),
  );
}

function isDone(ctx: Context, done: Done, seen: Observation): boolean {
  if ('said' in done) return seen.type === 'said' && matches(done.said, seen.text);
  if ('pressed' in done) return seen.type === 'pressed' && matches(done.pressed, seen.control);
  if ('command' in done) return seen.type === 'command' && matches(done.command, seen.text);
  if ('opened' in done) return seen.type === 'opened' && matches(done.opened, seen.name);
  if ('fired' in done) return seen.type === 'fired';
  const live = (part: string) => ctx.state.world.parts[part]?.at(-1)?.version;
  return (
    seen.type === 'version' && Object.entries(done.version).every(([part, version]) => live(part) === version)
  );
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern, 'i').test(text);
}
