import { Agent, request as httpRequest } from 'node:http';
import { type Act, everyAct } from './everybody.ts';
import type { Random } from './random.ts';
import { random } from './random.ts';
import { type Hostile, hostileRequest, type Route } from './requests.ts';
import { sayBroken, saySlowly } from './slow.ts';
import type { HostileWorld } from './world.ts';

/** How often each status was the answer, by what was asked. 0: cut without a word. */
export type Tally = Map<string, Map<number, number>>;

export interface Outcome {
  tally: Tally;
  /** Sentences about what must not be. */
  faults: string[];
}

export interface Campaign {
  requests: number;
  slow: number;
  seed: number;
  /** Requests under way at once. */
  width?: number;
}

/** Requests nobody may take, over every address, while others never come to their end. */
export async function attack(
  world: HostileWorld,
  { requests, slow, seed, width = 16 }: Campaign,
): Promise<Outcome> {
  const outcome: Outcome = { tally: new Map(), faults: [] };
  const routes = await routesOf(world.url);
  const dice = random(seed);
  const dripping = Array.from({ length: slow }, () => saySlowly(world.url, dice));
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  let left = requests - slow;
  const sender = async () => {
    while (left > 0 && world.bot.running()) {
      left -= 1;
      if (dice.chance(0.02)) count(outcome.tally, 'no HTTP', await sayBroken(world.url, dice));
      else await sendOne(world, agent, hostileRequest(dice, routes), outcome);
    }
  };
  await Promise.all(Array.from({ length: width }, sender));
  for (const status of await Promise.all(dripping)) {
    count(outcome.tally, 'slow', status);
    if (status === -1) outcome.faults.push('a request that never ended was still open after 45 s');
  }
  agent.destroy();
  if (!world.bot.running()) outcome.faults.push('the program ended');
  return outcome;
}

async function sendOne(
  world: HostileWorld,
  agent: Agent,
  one: Hostile,
  { tally, faults }: Outcome,
): Promise<void> {
  const { kind, method, path } = one;
  const status = await answerTo(world.url, agent, one);
  count(tally, kind, status);
  if (status >= 500) faults.push(`${status} for ${kind} ${method} ${path.slice(0, 80)}`);
  if (status > 0 && status < 400)
    faults.push(`${status}: ${kind} ${method} ${path.slice(0, 80)} was accepted`);
}

function answerTo(url: string, agent: Agent, { method, path, headers, body }: Hostile): Promise<number> {
  return new Promise((resolve) => {
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    const made = httpRequest(`${url}${path}`, { method, headers: given, agent }, (response) => {
      response.resume();
      response.on('error', () => undefined);
      response.on('close', () => resolve(response.statusCode ?? 0));
    });
    made.on('error', () => resolve(0));
    made.end(body.length > 0 ? body : undefined);
  });
}

/**
 * Every press, form and command by every kind of person, through the real doors, rightly signed by the platform.
 * @param who only those who are listed in the organization file, or only those who are not
 */
export async function everybody(
  world: HostileWorld,
  dice: Random,
  who: 'listed' | 'unlisted',
): Promise<Outcome> {
  const outcome: Outcome = { tally: new Map(), faults: [] };
  const acts = everyAct(world.teams).filter((act) => (act.who === 'listed') === (who === 'listed'));
  for (const act of shuffled(acts, dice)) {
    if (!world.bot.running()) break;
    const status = await done(world, act);
    count(outcome.tally, `${act.chat}: ${act.what} by ${act.who}`, status);
    if (status >= 500 || status === 0)
      outcome.faults.push(`${status} for ${act.what} ${act.name} by ${act.who}`);
  }
  if (!world.bot.running()) outcome.faults.push('the program ended');
  return outcome;
}

async function done(world: HostileWorld, { chat, body }: Act): Promise<number> {
  try {
    return await (chat === 'slack'
      ? world.slack(String(body))
      : world.teamsSays(body as Record<string, unknown>));
  } catch {
    return 0;
  }
}

async function routesOf(url: string): Promise<Route[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const verbs = new Set(['get', 'post', 'put', 'delete', 'patch']);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((verb) => verbs.has(verb))
      .map((verb) => ({ method: verb.toUpperCase(), path })),
  );
}

function count(tally: Tally, what: string, status: number): void {
  const of = tally.get(what) ?? new Map<number, number>();
  of.set(status, (of.get(status) ?? 0) + 1);
  tally.set(what, of);
}

function shuffled<T>(items: T[], dice: Random): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(dice.below(rest.length), 1)[0] as T);
}
