import type { Finding } from '../finding.ts';
import type { ReadSystem } from '../library-files.ts';
import type { Path } from '../source.ts';
import { byFault, type Lack, list } from './applies.ts';

/** One signal that a runbook uses. */
export interface Use {
  path: Path;
  signal: string;
  /** What a system must have for it: the signal, and its baseline where the limit is a multiple of that. */
  needs: string;
}

/** What proves recovery: how the model does, that nobody is harmed, that the product works. */
export const kinds = ['key', 'safety', 'business'] as const;

/** The signals of which a system must measure one: what tells the failure, or one kind of proof that it is over. */
interface Group {
  group: 'trigger' | (typeof kinds)[number];
  uses: Use[];
}

export type Blind = Lack<Group>;

/** Says it once: at the runbook that watches what nobody measures, or at the system that measures too little. */
export function blindSpots(lacks: Blind[]): Finding[] {
  const { runbooks, systems } = byFault(lacks);
  return [...runbooks.map(atRunbook), ...[...systems].flatMap(([system, own]) => atSystem(system, own))];
}

const ruleOf = ({ group }: Group) => (group === 'trigger' ? 'trigger-blind' : 'recovery-blind');

const whyOf = ({ group }: Group) =>
  group === 'trigger'
    ? 'the failure would not be seen there'
    : 'an incident there would be resolved without proof that it is over';

function atRunbook({ runbook, lacking, about }: Blind): Finding {
  const { group, uses } = about;
  const names = namesOf(uses);
  const lack = isUnbased(uses, lacking) ? 'give no baseline for' : 'measure none of';
  const what =
    group === 'trigger'
      ? 'the signals this runbook is triggered by'
      : `the ${group} metrics that prove recovery`;
  return runbook.source.at(uses[0]?.path ?? [], {
    level: 'warning',
    rule: ruleOf(about),
    what: `${list(lacking.map(({ id }) => id))} ${lack} ${what} (${names.join(', ')})`,
    expected: 'at least one of them, with a baseline where the limit is a multiple of it',
    why: whyOf(about),
    fix: 'describe one of them under `signals` in the system files, or leave that kind of system out of `appliesTo`',
  });
}

/** One finding for what tells failures, and one for each kind of proof. */
function atSystem(system: ReadSystem, lacks: Blind[]): Finding[] {
  return (['trigger', 'key', 'safety', 'business'] as const).flatMap((group) => {
    const own = lacks.filter(({ about }) => about.group === group);
    const [first] = own;
    if (first === undefined) return [];
    const ids = own.map(({ runbook }) => runbook.id);
    const unbased = own.every(({ about: { uses } }) => isUnbased(uses, [system]));
    const lack = unbased ? 'gives no baseline for anything' : 'measures nothing';
    const what =
      group === 'trigger'
        ? `${system.id} ${lack} that tells ${list(ids)}`
        : `${system.id} ${lack} that proves recovery from ${list(ids)} as a ${group} metric`;
    return system.source.at(
      ['signals'],
      {
        level: 'warning',
        rule: ruleOf(first.about),
        what,
        expected: `at least one signal for each: ${own.map((lack) => neededFor(lack, system)).join('; ')}`,
        why: whyOf(first.about),
        fix: 'describe them under `signals`, or leave this kind of system out of `appliesTo`',
      },
      'key',
    );
  });
}

/** `refusal_rate or ticket_deflection (refusal-spike)`. */
function neededFor({ runbook, about: { uses } }: Blind, system: ReadSystem): string {
  const names = namesOf(uses).join(' or ');
  return `${isUnbased(uses, [system]) ? 'a baseline for ' : ''}${names} (${runbook.id})`;
}

function namesOf(uses: Use[]): string[] {
  return [...new Set(uses.map(({ signal }) => signal))];
}

/** True where it is measured, and only the baseline is missing. */
function isUnbased(uses: Use[], systems: ReadSystem[]): boolean {
  return systems.every(({ value }) => namesOf(uses).some((name) => Object.hasOwn(value.signals, name)));
}
