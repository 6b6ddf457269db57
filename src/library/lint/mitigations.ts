import { count } from '../../domain/plain.ts';
import type { Finding } from '../finding.ts';
import type { ReadRunbook, ReadSystem } from '../library-files.ts';
import type { Path } from '../source.ts';
import { byFault, type Lack, list, systemsOf } from './applies.ts';

/** What contains a cause, or is rolled back: a kind of part, or the safe stop. */
interface WayOut {
  rule: 'rollback-missing' | 'mitigation-missing';
  path: Path;
  /** Undefined where the safe stop is meant. */
  kind: string | undefined;
}

/** Finds mitigations that a runbook promises and that a system it can happen to does not have. */
export function missingWaysOut(runbooks: ReadRunbook[], systems: ReadSystem[]): Finding[] {
  const kinds = new Map(systems.map(({ id, value }) => [id, kindsOf(value)]));
  const happensTo = systemsOf(systems);
  const has = ({ id }: ReadSystem, kind: string) => kinds.get(id)?.has(kind) === true;
  const lacks = runbooks.flatMap((runbook) => {
    const concerned = happensTo(runbook);
    return [...missingKinds(runbook, concerned, has), ...missingMitigations(runbook, concerned, has)];
  });
  const faults = byFault(lacks);
  return [
    ...faults.runbooks.map(atRunbook),
    ...[...faults.systems].flatMap(([system, own]) => atSystem(system, own)),
  ];
}

type Has = (system: ReadSystem, kind: string) => boolean;

function kindsOf({ parts }: ReadSystem['value']): Set<string> {
  return new Set(Object.values(parts).map(({ kind }) => kind));
}

/** Kinds nobody has. Where one system has the part, the others do without. */
function missingKinds(runbook: ReadRunbook, concerned: ReadSystem[], has: Has): Lack<WayOut>[] {
  return runbook.value.rollback.order.map((kind, n) => ({
    runbook,
    concerned,
    lacking: concerned.some((system) => has(system, kind)) ? [] : concerned,
    about: { rule: 'rollback-missing', path: ['rollback', 'order', n], kind },
  }));
}

/** Causes whose mitigation is missing on a system. A cause with `otherwise` already says what to do then. */
function missingMitigations(runbook: ReadRunbook, concerned: ReadSystem[], has: Has): Lack<WayOut>[] {
  return Object.entries(runbook.value.diagnosis.causes).flatMap(([cause, { mitigation, otherwise }]) => {
    if (otherwise !== undefined) return [];
    const { rollback: kind, switch: to } = mitigation;
    const lacking =
      kind !== undefined
        ? concerned.filter((system) => !has(system, kind))
        : concerned.filter((system) => to === 'safe-stop' && system.value.safeStop === undefined);
    const path = ['diagnosis', 'causes', cause, 'mitigation'];
    return { runbook, concerned, lacking, about: { rule: 'mitigation-missing', path, kind } };
  });
}

function atRunbook({ runbook, lacking, about: { rule, path, kind } }: Lack<WayOut>): Finding {
  if (rule === 'rollback-missing')
    return runbook.source.at(path, {
      level: 'warning',
      rule,
      what: `no system this can happen to has a part of kind \`${kind}\``,
      expected: 'kinds that can be rolled back somewhere',
      why: 'the runbook promises a way out that nobody has',
      fix: 'describe the part in a system file, or take the kind out',
    });
  const lack = kind === undefined ? 'no `safeStop`' : `no part of kind \`${kind}\``;
  return runbook.source.at(path, {
    level: 'warning',
    rule,
    what: `${list(lacking.map(({ id }) => id))} have ${lack}, which is what contains \`${path[2]}\``,
    expected: `a mitigation every system this can happen to has, or \`otherwise\``,
    why: 'the responder would reach the cause and find no way out',
    fix: 'say under `otherwise` what to do without it',
  });
}

/** Each kind once for each rule, with the runbooks that count on it. */
function atSystem({ id, source }: ReadSystem, lacks: Lack<WayOut>[]): Finding[] {
  const groups = new Map<string, Lack<WayOut>[]>();
  for (const lack of lacks) {
    const key = `${lack.about.rule} ${lack.about.kind ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), lack]);
  }
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { rule, kind } = first.about;
    const ids = list([...new Set(own.map(({ runbook }) => runbook.id))]);
    const lack = kind === undefined ? 'no `safeStop`' : `no part of kind \`${kind}\``;
    const cause = own.length === 1 ? `\`${first.about.path[2]}\`` : count(own.length, 'cause');
    const use = rule === 'rollback-missing' ? 'rolled back in' : `what contains ${cause} of`;
    return source.at(
      ['parts'],
      {
        level: 'warning',
        rule,
        what: `${id} has ${lack}, which is ${use} ${ids}`,
        expected:
          rule === 'rollback-missing'
            ? 'that part, or runbooks that do without it'
            : `it, or \`otherwise\` in ${ids}`,
        why: 'the responder would be promised a way out that is not there',
        fix: 'describe it here, or say in the runbook what to do without it',
      },
      'key',
    );
  });
}
