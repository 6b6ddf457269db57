import type { Finding } from '../finding.ts';
import type { ReadRunbook, ReadSystem } from '../library-files.ts';
import { list, systemsOf } from './applies.ts';

/** Finds mitigations that a runbook promises and that a system it can happen to does not have. */
export function missingWaysOut(runbooks: ReadRunbook[], systems: ReadSystem[]): Finding[] {
  const kinds = new Map(systems.map(({ id, value }) => [id, kindsOf(value)]));
  const happensTo = systemsOf(systems);
  const has = ({ id }: ReadSystem, kind: string) => kinds.get(id)?.has(kind) === true;
  return runbooks.flatMap((runbook) => {
    const concerned = happensTo(runbook);
    return [...missingKinds(runbook, concerned, has), ...missingMitigations(runbook, concerned, has)];
  });
}

type Has = (system: ReadSystem, kind: string) => boolean;

function kindsOf({ parts }: ReadSystem['value']): Set<string> {
  return new Set(Object.values(parts).map(({ kind }) => kind));
}

function missingKinds({ value, source }: ReadRunbook, systems: ReadSystem[], has: Has): Finding[] {
  if (systems.length === 0) return [];
  return value.rollback.order.flatMap((kind, n) =>
    systems.some((system) => has(system, kind))
      ? []
      : source.at(['rollback', 'order', n], {
          level: 'warning',
          rule: 'rollback-missing',
          what: `no system this can happen to has a part of kind \`${kind}\``,
          expected: 'kinds that can be rolled back somewhere',
          why: 'the runbook promises a way out that nobody has',
          fix: 'describe the part in a system file, or take the kind out',
        }),
  );
}

/** Finds causes whose mitigation is missing on a system. A cause with `otherwise` already says what to do then. */
function missingMitigations({ value, source }: ReadRunbook, systems: ReadSystem[], has: Has): Finding[] {
  return Object.entries(value.diagnosis.causes).flatMap(([cause, { mitigation, otherwise }]) => {
    if (otherwise !== undefined) return [];
    const { rollback, switch: to } = mitigation;
    const without =
      rollback !== undefined
        ? systems.filter((system) => !has(system, rollback))
        : systems.filter((system) => to === 'safe-stop' && system.value.safeStop === undefined);
    if (without.length === 0) return [];
    const lacks = rollback === undefined ? 'no `safeStop`' : `no part of kind \`${rollback}\``;
    return source.at(['diagnosis', 'causes', cause, 'mitigation'], {
      level: 'warning',
      rule: 'mitigation-missing',
      what: `${list(without.map(({ id }) => id))} ${without.length === 1 ? 'has' : 'have'} ${lacks}, which is what contains \`${cause}\``,
      expected: `a mitigation every system this can happen to has, or \`otherwise\``,
      why: 'the responder would reach the cause and find no way out',
      fix: 'say under `otherwise` what to do without it',
    });
  });
}
