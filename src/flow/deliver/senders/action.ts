import type { CommandBody } from '../../../domain/incident/commands.ts';
import { containmentIn } from '../../../domain/incident/containment-request.ts';
import type { Opened } from '../../../domain/incident/state.ts';
import { airb } from '../../../domain/people.ts';
import { second } from '../../../domain/time.ts';
import { DeliveryError } from '../../../errors.ts';
import type { ActionAnswer } from '../../../ports/action.ts';
import type { StoredEffect } from '../../../ports/outbox.ts';
import type { Lease } from '../leases.ts';
import type { BodyOf, DeliverDeps, Send, Sent } from '../sending.ts';
import { catchUp, rivalOf } from './same-part.ts';

type Body = BodyOf<'action'>;

/**
 * Makes the call of a rollback, real or as a dry run, with the effect's key. Before each real call the domain is asked
 * whether it may still be made, and its answer is stored before anything leaves (invariant 13).
 */
export function run(deps: DeliverDeps): Send {
  return async (effect, incident, lease) => {
    const body = effect.body as Body;
    return body.dryRun ? dryRun(deps, effect, { incident, lease }) : forReal(deps, { effect, lease }, body);
  };
}

/** A dry run says what would happen, so nobody needs it any more once the request is decided. */
async function dryRun(
  { actions }: DeliverDeps,
  { key, body }: StoredEffect,
  { incident, lease }: { incident: Opened; lease: Lease },
): Promise<Sent> {
  const { http, to: version, reason, action } = body as Body;
  if (containmentIn(incident, action)?.status !== 'waiting') return {};
  lease.check();
  const answer = await actions.run({ http, version, reason, key, dryRun: true });
  const ok = answer.heard !== 'refused' && answer.heard !== 'doubt';
  return { command: { type: 'rollback.responded', action, dryRun: true, ok, ...answer } };
}

async function forReal(
  deps: DeliverDeps,
  { effect, lease }: { effect: StoredEffect; lease: Lease },
  body: Body,
): Promise<Sent> {
  const { actions } = deps;
  const { http, to: version, reason, action } = body;
  if (!(await mayCall(deps, effect, body))) return {};
  let answer: ActionAnswer;
  try {
    lease.check();
    answer = await actions.run({ http, version, reason, key: effect.key, dryRun: false });
  } catch (error) {
    answer = await unanswered(deps, effect, error);
  }
  if (answer.heard === 'doubt' && http.idempotent) throw lost(answer);
  const seen = body.current && (await actions.current(body.current));
  const ok = answer.heard !== 'refused';
  const command: CommandBody = { type: 'rollback.responded', action, dryRun: false, ok, ...answer };
  return { command: seen ? { ...command, seen } : command };
}

/**
 * Asks the domain, with all that can be known right now: the live version, the change feed, and what other incidents do
 * to the same part. A yes is in the records before this resolves; a no has ended the rollback there.
 */
async function mayCall(
  deps: DeliverDeps,
  effect: StoredEffect,
  { action, part, current }: Body,
): Promise<boolean> {
  const { writer, actions } = deps;
  const number = effect.incident;
  const seen = current && (await actions.current(current));
  await catchUp(deps, number);
  const rival = await rivalOf(deps, { number, part });
  if (rival === 'first' || rival === 'calling') throw notYet();
  const asked = await writer.handle(
    number,
    {
      type: 'rollback.attempt',
      action,
      doubt: effect.state === 'uncertain',
      ...(seen && { seen }),
      rival: rival === 'unconfirmed',
    },
    airb,
    // Kept only while the effect is this process's to send, by what the records say at that very moment.
    { also: { settle: { key: effect.key, state: 'sending' } } },
  );
  const yes = asked.ok && asked.events.some((event) => event.type === 'rollback.attempted');
  if (yes && (await rivalOf(deps, { number, part })) === 'first') {
    await takeBack(deps, effect, notYet().message);
    throw notYet();
  }
  return yes;
}

function notYet(): DeliveryError {
  const message = 'Another incident is changing the same part right now.';
  return new DeliveryError(message, { retry: true, code: 'action_rival', afterMs: 2 * second });
}

/** A call without an answer: certainly not sent, or in doubt. Only the first may be sent again by itself. */
async function unanswered(deps: DeliverDeps, effect: StoredEffect, error: unknown): Promise<ActionAnswer> {
  if (error instanceof DeliveryError && !error.uncertain) {
    await takeBack(deps, effect, error.message);
    throw error;
  }
  const because = error instanceof Error ? error.message : String(error);
  return { heard: 'doubt', because, status: 0, response: '' };
}

async function takeBack(
  { writer }: DeliverDeps,
  { key, incident, body }: StoredEffect,
  why: string,
): Promise<void> {
  const { action } = body as Body;
  // Whoever has taken it over may be calling.
  const also = { settle: { key, state: 'sending' as const } };
  await writer.handle(incident, { type: 'rollback.delay', action, why }, airb, { also });
}

function lost({ because = 'The answer was lost.', status }: ActionAnswer): DeliveryError {
  return new DeliveryError(because, { retry: true, uncertain: true, code: `action_doubt_${status}` });
}
