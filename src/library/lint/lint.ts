import type { Instant } from '../../domain/time.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles } from '../library-files.ts';
import { unmetApprovals } from './approvals.ts';
import { conditionFaults } from './conditions.ts';
import { wrongDates } from './dates.ts';
import { unsoundDiagnoses } from './diagnosis.ts';
import { wrongDirections } from './directions.ts';
import { insideFiles } from './inside.ts';
import { matcherFaults } from './matchers.ts';
import { missingWaysOut } from './mitigations.ts';
import { unknownNames } from './names.ts';
import { rotationGaps, sharedGroups, unsoundPolicies } from './oncall.ts';
import { unreachablePeople } from './people.ts';
import { unbalancedQueries } from './promql.ts';
import { signalGaps } from './signals.ts';
import { systemGaps } from './systems.ts';
import { unsafeTraces } from './traces.ts';
import { thereTwice } from './twice.ts';
import { impossibleValues } from './values.ts';
import { unwrittenWords } from './words.ts';

/**
 * Checks all files together, after each was read alone. The first seven checks find errors; the one for matchers finds
 * errors and warnings; the others find what works in the files but would be missing in an incident.
 * @param now decides which days are past or in the future; without it no days are checked
 */
export function lint(files: LibraryFiles, now?: Instant): Finding[] {
  const { runbooks, systems } = files;
  return [
    ...insideFiles(files),
    ...unsafeTraces(files),
    ...unknownNames(files),
    ...unsoundPolicies(files),
    ...sharedGroups(files),
    ...unmetApprovals(files),
    ...thereTwice(files),
    ...unsoundDiagnoses(runbooks),
    ...matcherFaults(runbooks, systems),
    ...signalGaps(runbooks, systems),
    ...conditionFaults(runbooks, systems),
    ...impossibleValues(runbooks, systems),
    ...wrongDirections(runbooks, systems),
    ...unbalancedQueries(files),
    ...missingWaysOut(runbooks, systems),
    ...systemGaps(files),
    ...unreachablePeople(files),
    ...unwrittenWords(runbooks),
    ...(now === undefined ? [] : [...wrongDates(files, now), ...rotationGaps(files, now)]),
  ];
}
