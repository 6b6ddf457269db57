import type { Instant } from '../domain/time.ts';
import type { Finding } from './finding.ts';
import type { LibraryFiles } from './library-files.ts';
import { wrongDates } from './lint/dates.ts';
import { unsoundDiagnoses } from './lint/diagnosis.ts';
import { insideFiles } from './lint/inside.ts';
import { matcherFaults } from './lint/matchers.ts';
import { missingWaysOut } from './lint/mitigations.ts';
import { unknownNames } from './lint/names.ts';
import { unreachablePeople } from './lint/people.ts';
import { signalGaps } from './lint/signals.ts';
import { systemGaps } from './lint/systems.ts';
import { thereTwice } from './lint/twice.ts';
import { unwrittenWords } from './lint/words.ts';

/**
 * Looks at all files together, after each was read by itself. The first four find errors, the matchers errors and
 * warnings, the others what works in the files but would be missed in an incident.
 * @param now for days that have passed or not come yet; without it none is looked at
 */
export function lint(files: LibraryFiles, now?: Instant): Finding[] {
  const { runbooks, systems } = files;
  return [
    ...insideFiles(files),
    ...unknownNames(files),
    ...thereTwice(files),
    ...unsoundDiagnoses(runbooks),
    ...matcherFaults(runbooks, systems),
    ...signalGaps(runbooks, systems),
    ...missingWaysOut(runbooks, systems),
    ...systemGaps(files),
    ...unreachablePeople(files),
    ...unwrittenWords(runbooks),
    ...(now === undefined ? [] : wrongDates(files, now)),
  ];
}
