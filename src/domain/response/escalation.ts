import type { PersonId, Severity } from '../people.ts';
import type { Plan } from '../runbooks/plan.ts';
import type { EscalationRule } from '../runbooks/runbook.ts';
import type { Reading } from '../signals/reading.ts';
import type { Duration } from '../time.ts';
import { judgeCondition, type SignalFact } from './conditions.ts';

/** Who is brought in beyond those on call: those who answer for how it runs, for what it is for, and for the harm it can do. */
export const escalationKinds = ['technical', 'business', 'risk'] as const;
export type EscalationKind = (typeof escalationKinds)[number];

/** Why people were brought in: somebody said so, the files ask for it, a time ran out, or a signal crossed a limit. */
export type EscalationTrigger =
  | { said: string }
  | { at: 'opening' }
  /** `again`: counted from when the incident was last reopened. */
  | { late: Duration; without: 'containment' | 'commander'; again?: true }
  | { crossed: SignalFact };

/** Whether a rule speaks of this severity. */
export function holdsAt({ severities }: EscalationRule, severity: Severity): boolean {
  return severities === undefined || severities.includes(severity);
}

/** The people of a kind, each once; empty where the files name nobody. */
export function contactsOf({ contacts = {} }: Pick<Plan, 'contacts'>, kind: EscalationKind): PersonId[] {
  return [...new Set(contacts[kind] ?? [])];
}

/** What a rule over a signal found in these readings. Not measured is not met. */
export function crossedIn(
  rule: EscalationRule,
  plan: Pick<Plan, 'signals'>,
  readings: Reading[],
): SignalFact | undefined {
  if (!('signal' in rule)) return undefined;
  const judged = judgeCondition(rule, plan, (signal) => readings.find((one) => one.signal === signal));
  return 'met' in judged ? judged.met : undefined;
}
