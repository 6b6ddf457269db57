import { severities } from '../../domain/people.ts';
import { floats } from '../../domain/runbooks/floating.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadRunbook, ReadSystem } from '../library-files.ts';
import type { FindingFacts } from '../source.ts';
import { list, systemsOf } from './applies.ts';

/** Finds gaps in a system file that would be felt in an incident. */
export function systemGaps(files: LibraryFiles): Finding[] {
  const happensTo = systemsOf(files.systems);
  return [
    ...files.systems.flatMap((system) => [
      ...partGaps(system),
      ...idleContainment(system),
      ...noSafeStop(system),
      ...silence(system, files),
    ]),
    ...files.runbooks.flatMap((runbook) => silentOverrides(runbook, happensTo(runbook), files)),
  ];
}

function partGaps({ value, source }: ReadSystem): Finding[] {
  return Object.entries(value.parts).flatMap(([id, part]) => {
    const findings: Finding[] = [];
    const warn = (field: string | undefined, facts: Omit<FindingFacts, 'level'>) =>
      findings.push(
        source.at(['parts', id, ...(field === undefined ? [] : [field])], { level: 'warning', ...facts }),
      );
    // A part that only a containment moves goes back to what was live before.
    const contained = Object.values(value.containment ?? {}).some((one) => one.part === id);
    const why = 'at night somebody would have to find out what to go back to';
    if (part.lastKnownGood === undefined && !contained)
      warn(undefined, {
        rule: 'part-no-way-back',
        what: `\`${id}\` has no last known good version`,
        expected: '`lastKnownGood`',
        why,
        fix: 'name the version that ran before this one',
      });
    else if (part.lastKnownGood === part.live)
      warn('lastKnownGood', {
        rule: 'part-no-way-back',
        what: `\`${id}\` goes back to \`${part.live}\`, which is live`,
        expected: 'another version than the live one',
        why,
        fix: 'name the version before, and let the change feed keep `live` current',
      });
    if (part.kind === 'model' && part.pinned && floats(part.live))
      warn('live', {
        rule: 'part-floating',
        what: `\`${part.live}\` looks like an alias that can change under you`,
        expected: 'a version with a date or number, or `pinned: false`',
        why: 'a model can change without a release, and nobody would suspect it',
        fix: 'name the dated version, or write `pinned: false` so that it is listed as a suspect',
      });
    return findings;
  });
}

function idleContainment({ value, source }: ReadSystem): Finding[] {
  return Object.entries(value.containment ?? {}).flatMap(([id, { part, to }]) => {
    const known = Object.hasOwn(value.parts, part) ? value.parts[part] : undefined;
    if (known?.live !== to) return [];
    return source.at(['containment', id, 'to'], {
      level: 'warning',
      rule: 'containment-idle',
      what: `\`${id}\` puts \`${part}\` to \`${to}\`, which is live`,
      expected: 'another version than the live one',
      why: 'its button would be refused when users wait for it',
      fix: 'name the version that relieves users',
    });
  });
}

function noSafeStop({ id, value, source }: ReadSystem): Finding[] {
  if (value.kind !== 'agent' || value.safeStop !== undefined) return [];
  return [
    source.at(['kind'], {
      level: 'warning',
      rule: 'agent-no-stop',
      what: `${id} is an agent and has no safe stop`,
      expected: '`safeStop`: how to stop it without leaving work half done',
      why: 'an agent acts, and while it misbehaves stopping it is the first thing asked for',
      fix: 'write down how it is stopped and what happens to tasks under way',
    }),
  ];
}

/** The severities in which updates are due for a system, but none of its audiences wants them. */
function unheard(
  { id, value }: ReadSystem,
  { organization }: LibraryFiles,
  owed: readonly string[],
): string[] {
  const heard = new Set(
    Object.entries(organization.value.audiences).flatMap(([name, { severities, systems }]) =>
      value.audiences.includes(name) || systems === 'all' || systems?.includes(id) ? severities : [],
    ),
  );
  return owed.filter((severity) => !heard.has(severity as (typeof severities)[number]));
}

function silence(system: ReadSystem, files: LibraryFiles): Finding[] {
  const { cadence } = files.organization.value;
  const owed = severities.filter((severity) => cadence[severity].every !== undefined);
  const silent = unheard(system, files, owed);
  const known = files.organization.value.audiences;
  // A missing audience has been reported already.
  if (silent.length === 0 || system.value.audiences.some((id) => !Object.hasOwn(known, id))) return [];
  const none = unheard(system, files, severities).length === severities.length;
  return [
    system.source.at(['audiences'], {
      level: 'warning',
      rule: 'audience-missing',
      what: none
        ? `${system.id} has no audience`
        : `updates are owed in ${list(silent)}, but no audience of ${system.id} wants them`,
      expected: none ? 'at least one' : 'an audience for each severity with a cadence',
      why: 'the cadence would run, but its updates would reach nobody',
      fix: none
        ? 'name an audience of the organization file'
        : `add ${list(silent)} to \`severities\` of one of its audiences`,
    }),
  ];
}

/**
 * Finds runbooks that require updates in a severity where no audience of a system wants them. A runbook may require
 * updates where the organization does not.
 */
function silentOverrides(
  { value, source }: ReadRunbook,
  systems: ReadSystem[],
  files: LibraryFiles,
): Finding[] {
  const { cadence } = files.organization.value;
  return severities.flatMap((severity) => {
    if (value.communication.cadence[severity]?.every === undefined || cadence[severity].every !== undefined)
      return [];
    const silent = systems.filter((system) => unheard(system, files, [severity]).length > 0);
    if (silent.length === 0) return [];
    return source.at(['communication', 'cadence', severity], {
      level: 'warning',
      rule: 'audience-missing',
      what: `updates are owed in ${severity} here, but no audience of ${list(silent.map(({ id }) => id))} wants them`,
      expected: `an audience with ${severity} among its severities`,
      why: 'the cadence would run, but its updates would reach nobody',
      fix: `add ${severity} to \`severities\` of an audience, or take the override out`,
    });
  });
}
