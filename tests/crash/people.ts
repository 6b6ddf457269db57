import { setTimeout as pause } from 'node:timers/promises';
import { type Look, look } from './ledger.ts';
import type { World } from './world.ts';

/** Real time a step may take before the story is given up; the bot may die and come back several times meanwhile. */
export const patience = 150_000;
const glance = 150;

/** Waits for something in the records. @throws Error with the bot's log when it does not come */
export async function until(world: World, what: string, reached: (seen: Look) => boolean): Promise<Look> {
  const end = Date.now() + patience;
  for (;;) {
    const seen = await look(world);
    if (reached(seen)) return seen;
    stopWhenHopeless(world, what, end);
    await pause(glance);
  }
}

/**
 * Somebody does something until it is done. Whoever gets an error looks before doing it again, as people do, and so does
 * whoever is told that airb could not store it. What the bot has acknowledged otherwise must be in its records at that
 * very moment, whether it still lives or not.
 */
export async function does(
  world: World,
  what: string,
  step: { act: () => Promise<void>; done: (seen: Look) => boolean },
): Promise<Look> {
  const end = Date.now() + patience;
  for (;;) {
    const before = await look(world);
    if (step.done(before)) return before;
    const refused = refusalsOf(world);
    const refusal = await step.act().then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (refusal === undefined) {
      const after = await look(world);
      if (step.done(after)) return after;
      if (!(await refusedSince(world, refused)))
        throw new Error(`${what} was acknowledged and is not in the records`);
    }
    stopWhenHopeless(world, `${what} (${refusal})`, end);
    await pause(glance);
  }
}

/** How often airb could not store what somebody did; it says so to them and in its log, before it acknowledges. */
const refusalsOf = (world: World) => world.log().split('an input from Slack could not be stored').length - 1;

/** Real time in which a line that was written arrives through the pipe. */
const pipe = 3000;

async function refusedSince(world: World, before: number): Promise<boolean> {
  for (const end = Date.now() + pipe; Date.now() < end; await pause(glance))
    if (refusalsOf(world) > before) return true;
  return false;
}

/** Posts as an alert source does: 5xx and broken connections are tried again, anything else is an answer. */
export async function deliver(
  world: World,
  post: { path: string; secret: string; body: unknown },
): Promise<number> {
  const end = Date.now() + patience;
  for (;;) {
    const status = await fetch(`${world.door}${post.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${post.secret}` },
      body: JSON.stringify(post.body),
    }).then(
      (response) => response.arrayBuffer().then(() => response.status),
      () => 0,
    );
    if (status > 0 && status < 500) return status;
    stopWhenHopeless(world, `${post.path} to be taken`, end);
    await pause(glance);
  }
}

function stopWhenHopeless(world: World, what: string, end: number): void {
  const [fault] = world.faults();
  if (fault) throw new Error(fault);
  if (Date.now() > end) throw new Error(`Waited in vain for ${what}.\n${world.log().slice(-6000)}`);
}
