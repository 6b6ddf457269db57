import type { Config } from '../../config.ts';
import { capital, count } from '../../domain/plain.ts';
import { type Finding, findingLine } from '../../library/finding.ts';
import { loadLibrary } from '../../library/load.ts';
import { type Outgoing, outgoingIn } from '../../library/outgoing.ts';
import { type Check, type Files, isReal, type Means } from './check.ts';

/**
 * Are the files sound, are they one's own, and is everything set that they name?
 * @returns `filled`: the files with what the environment sets, as airb would call it; none in the sandbox. `outgoing`: whatever
 * they have airb call then
 */
export function checkRunbooks(
  config: Pick<Config, 'runbooksDir' | 'environment' | 'slack' | 'teams'>,
  { clock }: Pick<Means, 'clock'>,
): { library: Files; filled: Files; outgoing: Outgoing[]; checks: Check[] } {
  const now = clock.now();
  const asWritten = loadLibrary(config.runbooksDir, { now });
  const { library, findings } = asWritten;
  const checks = checksOf(findings);
  if (library === undefined) return { library, filled: undefined, outgoing: [], checks };
  const { runbooks, systems } = library;
  const read = `${count(runbooks.length, 'runbook')} and ${count(systems.length, 'system')} from ${config.runbooksDir}`;
  checks.unshift({ check: 'runbooks', state: 'ok', what: read });
  // The sandbox brings what the samples name, so there nothing is missing.
  if (!isReal(config)) return { library, filled: undefined, outgoing: [], checks };
  checks.push(...samples(library));
  const filled = loadLibrary(config.runbooksDir, { now, env: config.environment });
  const known = new Set(findings.map(findingLine));
  const unset = filled.findings.filter((finding) => !known.has(findingLine(finding)));
  const outgoing = filled.library && filled.files ? outgoingIn(filled.library, filled.files) : [];
  return { library, filled: filled.library, outgoing, checks: [...checks, ...actionChecks(unset)] };
}

/** As many warnings about one file stand each by itself. */
const eachBelow = 4;

/** A file that is hardly begun has a dozen warnings, which say one thing and hide all else: they are one check. */
function checksOf(findings: Finding[]): Check[] {
  const isWarned = ({ level }: Finding) => level === 'warning';
  const files = new Set(findings.filter(isWarned).map(({ file }) => file));
  const warnings = [...files].flatMap((of) => {
    const inFile = findings.filter((finding) => isWarned(finding) && finding.file === of);
    return inFile.length < eachBelow ? inFile.map(checkOf) : [together(of, inFile)];
  });
  return [...findings.filter((finding) => !isWarned(finding)).map(checkOf), ...warnings];
}

function together(file: string, [first, ...others]: Finding[]): Check {
  return {
    check: 'runbooks',
    state: 'missing',
    what: `${file} warning: ${first?.what ?? ''}, and ${count(others.length, 'warning')} more`,
    ...(first?.why && { cost: first.why }),
    fix: 'See airb runbooks lint, which names each with what to do, and docs/first-runbook.md',
  };
}

/** A finding of the files as what the doctor found. */
export function checkOf(finding: Finding): Check {
  const broken = finding.level === 'error';
  const known: Check = {
    check: 'runbooks',
    state: broken ? 'broken' : 'missing',
    what: findingLine(finding),
  };
  const cost =
    finding.why ??
    (broken ? 'airb works with the last good version, and does not start where it has none' : undefined);
  return { ...known, ...(cost && { cost }), ...(finding.fix && { fix: capital(finding.fix) }) };
}

function samples({ systems }: NonNullable<Files>): Check[] {
  return systems
    .filter(({ sample }) => sample)
    .map(({ id, file }) => ({
      check: 'runbooks',
      state: 'missing',
      what: `${id} is still the sample system`,
      cost: 'an alert that names it pages invented people',
      fix: `Put your own systems in place of ${file}`,
    }));
}

/** What a rollback needs from the environment: an address, and the secret its target asks for. */
function actionChecks(unset: Finding[]): Check[] {
  if (unset.length === 0) {
    return [{ check: 'actions', state: 'ok', what: 'everything the rollback actions name is set' }];
  }
  return unset.map(({ what, why, fix, file }) => ({
    check: 'actions',
    state: 'missing',
    what: `${what} (${file})`,
    ...(why && { cost: why }),
    ...(fix && { fix: capital(fix) }),
  }));
}
