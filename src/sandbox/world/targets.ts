import type { Context } from '../context.ts';
import { record } from '../context.ts';
import type { Json, PartVersion } from '../state.ts';
import { currentScenario } from './world.ts';

export interface TargetCall {
  method: string;
  system: string;
  part: string;
  /** Whether the call brought a bearer token. */
  authorized: boolean;
  body: Json;
}

type Answer = { status: number; body: Json };

/** The deployment system of the simulated parts: says what is live, and puts another version live. */
export function answerTarget(ctx: Context, call: TargetCall): Answer {
  const answer = decide(ctx, call);
  noteTarget(ctx, call, answer);
  return answer;
}

function decide(ctx: Context, call: TargetCall): Answer {
  const history = ctx.state.world.parts[call.part];
  const elsewhere = call.method === 'GET' ? offStage(ctx, call) : undefined;
  if (elsewhere) return elsewhere;
  const { system, parts } = currentScenario(ctx);
  if (call.system !== system || !history || parts[call.part]?.outside) {
    return { status: 404, body: { error: `${call.system} has no part ${call.part}` } };
  }
  if (call.method === 'GET') return { status: 200, body: versions(history) };
  if (call.method !== 'POST') return { status: 405, body: { error: 'use GET or POST' } };
  if (!call.authorized) return { status: 401, body: { error: 'a bearer token is needed' } };
  return putLive(ctx, call, history);
}

/** Keeps a call in the journal; one that was answered with a lie has no answer of its own. */
export function noteTarget(ctx: Context, { method, system, part, body }: TargetCall, answer?: Answer): void {
  record(ctx.journal.targets, {
    at: ctx.now(),
    method,
    path: `/${system}/${part}`,
    body,
    status: answer?.status ?? 0,
    answer: answer?.body ?? {},
  });
}

/** A system that is not on stage can be asked what is live, but nobody plays it. */
function offStage(ctx: Context, { system, part }: TargetCall): Answer | undefined {
  if (system === currentScenario(ctx).system) return undefined;
  const parts = ctx.scenarios.find((one) => one.system === system)?.parts ?? {};
  const known = Object.hasOwn(parts, part) ? parts[part] : undefined;
  return known && { status: 200, body: { live: known.live, previous: known.previous } };
}

function versions(history: PartVersion[]): Json {
  return { live: history.at(-1)?.version, previous: history.at(-2)?.version };
}

function putLive(ctx: Context, { system, part, body }: TargetCall, history: PartVersion[]): Answer {
  const { world } = ctx.state;
  const key =
    typeof body.idempotencyKey === 'string' ? `${system}/${part} ${body.idempotencyKey}` : undefined;
  const before = key ? world.answered[key] : undefined;
  if (before) return before;
  const wanted = body.version;
  if (typeof wanted !== 'string') return { status: 422, body: { error: 'version: must be a string' } };
  const known = knownVersions(ctx, part, history);
  if (!known.includes(wanted)) {
    return { status: 422, body: { error: `version: ${part} has no ${wanted}; it has ${known.join(', ')}` } };
  }
  const from = history.at(-1)?.version;
  const dryRun = body.dryRun === true;
  const answer = { status: 200, body: { from, to: wanted, dryRun } };
  // A dry run promises what the real call will do, so it must not answer for it later.
  if (dryRun) return answer;
  if (key) world.answered[key] = answer;
  if (wanted !== from) history.push({ version: wanted, at: ctx.now() });
  ctx.changed({});
  ctx.observe({ type: 'version' });
  return answer;
}

function knownVersions(ctx: Context, part: string, history: PartVersion[]): string[] {
  const others = currentScenario(ctx).parts[part]?.others ?? [];
  return [...new Set([...history.map((entry) => entry.version), ...others])];
}
